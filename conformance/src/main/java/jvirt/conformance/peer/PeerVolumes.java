package jvirt.conformance.peer;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.NO_STORAGE_POOL;
import static jvirt.api.ErrorCode.NO_STORAGE_VOL;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.json.Json;
import jvirt.api.xml.Element;

/** The storage pools of libvirt's tests: their volumes are of the type that their names say. */
record PeerVolumes(PeerCase peerCase) {
    DiskSource resolve(DiskSource.Volume volume) {
        String name = volume.volume().orElse("");
        String poolName = volume.pool().orElse("");
        if (poolName.equals("inactive")) {
            throw ErrorDomain.NONE.error(CONFIG_UNSUPPORTED, "storage pool '%s' containing volume '%s' is not active", poolName,
                    name);
        }
        Element pool = pool(poolName);
        if (name.equals("nonexistent")) {
            throw ErrorDomain.STORAGE.error(NO_STORAGE_VOL, "no storage vol with matching name '%s'", name);
        }
        int plus = name.indexOf('+');
        String type = plus < 0 ? "block" : name.substring(0, plus);
        String own = name.substring(plus + 1);
        boolean iscsi = pool.attribute("type").orElse("").equals("iscsi");
        if (volume.mode().isPresent() && !iscsi) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "disk source mode is only valid when storage pool is of iscsi type");
        }
        if (iscsi && volume.mode().filter(DiskSource.PoolMode.DIRECT::equals).isPresent()) return direct(pool, own, volume);
        Optional<String> path = Optional.of("/some/" + type + "/device/" + own);
        return switch (type) {
            case "file" -> new DiskSource.File(path, Optional.empty(), volume.extras());
            case "dir" -> new DiskSource.Dir(path, volume.extras());
            default -> new DiskSource.Block(path, volume.extras());
        };
    }

    private Element pool(String name) {
        List<Json> files = peerCase.fields().find("aux").map(aux -> aux.asObject().list("pools")).orElse(List.of());
        for (Json file : files) {
            Path path = peerCase.folder().resolve(file.asString());
            if (path.getFileName().toString().equals(name + ".xml")) return Element.parse(PeerCase.read(path));
        }
        throw ErrorDomain.STORAGE.error(NO_STORAGE_POOL, "no storage pool with matching name '%s'", name);
    }

    /** QEMU speaks to the pool's server itself; the last number of the volume's name is the unit. */
    private static DiskSource direct(Element pool, String volume, DiskSource.Volume source) {
        Element from = pool.child("source").orElseThrow();
        String target = from.child("device").flatMap(device -> device.attribute("path")).orElseThrow();
        String server = from.child("host").flatMap(host -> host.attribute("name")).orElseThrow();
        String unit = volume.substring(volume.lastIndexOf(':') + 1);
        return new DiskSource.Network(Optional.of(DiskSource.Protocol.ISCSI), Optional.of(target + "/" + unit),
                Optional.empty(), Optional.empty(), Optional.empty(), List.of(new DiskSource.Host(Optional.of(server),
                Optional.empty(), Optional.empty(), Optional.empty())), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty(), source.extras());
    }
}
