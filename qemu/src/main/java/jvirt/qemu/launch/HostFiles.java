package jvirt.qemu.launch;

import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import jvirt.api.IdSet;
import jvirt.api.domain.device.Hostdev;
import jvirt.qemu.device.Resources;

/**
 * What one machine's devices find on this host.
 *
 * @param folder the machine's own
 */
record HostFiles(Path folder, UnaryOperator<String> networkAddresses) implements Resources.Host {
    private static final Path RENDER_NODES = Path.of("/dev/dri");

    static Path tpmSocket(Path folder) {
        return folder.resolve("swtpm.sock");
    }

    @Override
    public Path tpmSocket() {
        return tpmSocket(folder);
    }

    @Override
    public Path passtSocket(String alias) {
        return folder.resolve("passt-" + alias + ".socket");
    }

    /** As the kernel lists them; a host without NUMA is one node. */
    @Override
    public IdSet nodes() {
        try {
            return IdSet.parse(Files.readString(Path.of("/sys/devices/system/node/has_memory")));
        } catch (IOException | IllegalArgumentException _) {
            return IdSet.of(0);
        }
    }

    /** A drive of the kernel's SCSI CD-ROM driver, or a link to one. */
    @Override
    public boolean cdrom(String device) {
        try {
            return Path.of(device).toRealPath().getFileName().toString().matches("sr\\d+|scd\\d+");
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public String scsiGeneric(Hostdev.ScsiSource unit) {
        String place = place(unit);
        Path generic = Path.of("/sys/bus/scsi/devices").resolve(place).resolve("scsi_generic");
        try (DirectoryStream<Path> names = Files.newDirectoryStream(generic)) {
            for (Path name : names) return "/dev/" + name.getFileName();
        } catch (IOException e) {
            throw QEMU.error(OPERATION_FAILED, e, "Could not open '%s': %s", generic, e.getMessage());
        }
        throw QEMU.error(OPERATION_FAILED, "Could not find the generic device of SCSI unit %s", place);
    }

    /** The unit as the kernel names it, {@code HOST:BUS:TARGET:UNIT}. */
    private static String place(Hostdev.ScsiSource unit) {
        String host = unit.adapter().map(Hostdev.Adapter::name).orElse("").replaceAll("\\D", "");
        return unit.address().map(at -> "%s:%d:%d:%d".formatted(host, at.bus(), at.target(), at.unit())).orElse(host);
    }

    @Override
    public Optional<String> renderNode() {
        try (DirectoryStream<Path> nodes = Files.newDirectoryStream(RENDER_NODES, "renderD*")) {
            for (Path node : nodes) return Optional.of(node.toString());
        } catch (IOException _) {
            // no graphics processor
        }
        return Optional.empty();
    }

    @Override
    public String networkAddress(String network) {
        return networkAddresses.apply(network);
    }
}
