package jvirt.conformance.peer;

import static jvirt.api.ErrorCode.NO_STORAGE_VOL;

import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.DiskSource;
import java.util.Optional;

/** The storage pools of libvirt's tests: their volumes are of the type that their names say. */
record PeerVolumes(PeerCase peerCase) {
    DiskSource resolve(DiskSource.Volume volume) {
        String name = volume.volume().orElse("");
        if (name.equals("nonexistent")) {
            throw ErrorDomain.STORAGE.error(NO_STORAGE_VOL, "no storage vol with matching name '%s'", name);
        }
        int plus = name.indexOf('+');
        String type = plus < 0 ? "block" : name.substring(0, plus);
        Optional<String> path = Optional.of("/some/" + type + "/device/" + name.substring(plus + 1));
        return switch (type) {
            case "file" -> new DiskSource.File(path, Optional.empty(), volume.extras());
            case "dir" -> new DiskSource.Dir(path, volume.extras());
            default -> new DiskSource.Block(path, volume.extras());
        };
    }
}
