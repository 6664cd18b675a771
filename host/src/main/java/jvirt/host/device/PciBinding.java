package jvirt.host.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which driver of the kernel has a PCI device: the host's own, or the one that lends it to guests. */
public record PciBinding(Path device) {
    private static final Path BUS = Path.of("/sys/bus/pci");
    private static final String VFIO = "vfio-pci";

    /** The device at an address. */
    public static PciBinding at(int domain, long bus, long slot, long function) {
        return new PciBinding(BUS.resolve("devices").resolve("%04x:%02x:%02x.%x".formatted(domain, bus, slot, function)));
    }

    /** Whether the kernel can lend devices at all: it has an IOMMU, and the driver. */
    public static boolean lends() {
        try (var groups = Files.list(Path.of("/sys/kernel/iommu_groups"))) {
            return groups.findAny().isPresent() && Files.exists(Path.of("/dev/vfio/vfio"));
        } catch (IOException _) {
            return false;
        }
    }

    /** The driver that has it now. */
    public Optional<String> driver() throws IOException {
        Path link = device.resolve("driver");
        return Files.exists(link) ? Optional.of(link.toRealPath().getFileName().toString()) : Optional.empty();
    }

    /** Takes it from its driver and gives it to the one that lends it. */
    public void lend() throws IOException {
        if (driver().filter(VFIO::equals).isPresent()) return;
        bind(VFIO);
    }

    /** Gives it back to the driver that the kernel chooses. */
    public void giveBack() throws IOException {
        bind("\n");
    }

    private void bind(String wanted) throws IOException {
        Files.writeString(device.resolve("driver_override"), wanted);
        if (driver().isPresent()) Files.writeString(device.resolve("driver/unbind"), name());
        Files.writeString(BUS.resolve("drivers_probe"), name());
    }

    /** Puts it into the state in which it was when power came. */
    public void reset() throws IOException {
        Files.writeString(device.resolve("reset"), "1");
    }

    /** Whether the kernel knows how. */
    public boolean resets() {
        return Files.exists(device.resolve("reset"));
    }

    private String name() {
        return device.getFileName().toString();
    }

    @Override
    public String toString() {
        return name();
    }
}
