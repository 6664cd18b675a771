package jvirt.conformance.peer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import jvirt.api.storage.Pool;
import jvirt.api.storage.PoolType;
import jvirt.api.storage.Volume;
import jvirt.api.storage.Volume.CapacityNeed;
import jvirt.storage.ImageCommand;

/** The qemu-img commands that make a volume. */
final class StorageVolXml2Argv implements Family {
    @Override
    public String name() {
        return "storagevolxml2argv";
    }

    @Override
    public String answer(PeerCase peerCase) {
        Optional<Volume> from = peerCase.auxText("input_volume")
                .map(xml -> volume(xml, peerCase.auxText("input_pool").orElseThrow(), CapacityNeed.ALWAYS));
        Volume volume = volume(peerCase.input(), peerCase.auxText("pool").orElseThrow(),
                from.isPresent() ? CapacityNeed.NEVER : StorageVolXml2Xml.need(peerCase));
        boolean preallocate = peerCase.fields().find("create_flags").map(Object::toString).orElse("").contains("prealloc");
        List<List<String>> commands = new ImageCommand(volume, from, preallocate,
                Optional.of("/path/to/secretFile").filter(_ -> encrypted(Optional.of(volume))),
                Optional.of("/path/to/inputSecretFile").filter(_ -> encrypted(from))).commands();
        return commands.stream().map(CommandText::format).collect(Collectors.joining());
    }

    private static boolean encrypted(Optional<Volume> volume) {
        return volume.flatMap(v -> v.target().encryption()).isPresent();
    }

    /** The kind of a volume is what its pool makes it, whatever its document says. */
    private static Volume volume(String xml, String poolXml, CapacityNeed need) {
        PoolType pool = Pool.parse(poolXml).type();
        Volume volume = Volume.parse(xml, pool, need);
        Volume.Type type = pool.holdsFiles() ? Volume.Type.FILE : Volume.Type.BLOCK;
        return volume.withPlace(type, volume.key().orElse(volume.path()), volume.path());
    }
}
