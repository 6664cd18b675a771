package jvirt.host.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.nodedev.Capability;
import jvirt.api.nodedev.Capability.Express;
import jvirt.api.nodedev.Capability.IommuGroup;
import jvirt.api.nodedev.Capability.Maker;
import jvirt.api.nodedev.Capability.Numa;
import jvirt.api.nodedev.Capability.Pci;
import jvirt.api.nodedev.Capability.PciAbility;
import jvirt.api.nodedev.Capability.PciAddress;

/** PCI devices. Offsets in the configuration space are those of linux/pci_regs.h. */
final class PciDevice {
    private static final int STATUS = 0x06;
    private static final int STATUS_CAPABILITIES = 0x10;
    private static final int HEADER_TYPE = 0x0e;
    private static final int CAPABILITY_LIST = 0x34;
    private static final int CAPABILITY_EXPRESS = 0x10;
    private static final int LINK_CAPABILITIES = 0x0c;
    private static final int LINK_STATUS = 0x12;
    /** Transfer rates of a PCIe link by their number, in GT/s. */
    private static final List<String> SPEEDS = List.of("", "2.5", "5", "8", "16", "32", "64");
    private static final int TYPE_ROOT_COMPLEX_INTEGRATED = 9;
    private static final int TYPE_ROOT_COMPLEX_EVENTS = 10;

    private PciDevice() {}

    static Optional<Capability> describe(Sysfs device) {
        Optional<PciAddress> address = address(device.name());
        Optional<Long> vendor = device.number("vendor", 16);
        Optional<Long> product = device.number("device", 16);
        if (address.isEmpty() || vendor.isEmpty() || product.isEmpty()) return Optional.empty();
        PciAddress at = address.get();
        int vendorId = vendor.get().intValue();
        int productId = product.get().intValue();
        byte[] config = config(device);
        return Optional.of(new Pci(device.number("class", 16).map(Long::intValue), at.domain(), at.bus(), at.slot(), at.function(),
                new Maker(productId, Ids.PCI.product(vendorId, productId)), new Maker(vendorId, Ids.PCI.vendor(vendorId)),
                abilities(device, config), group(device),
                device.number("numa_node", 10).filter(node -> node >= 0).map(node -> new Numa(node.intValue())), express(config)));
    }

    /** {@code 0000:00:1f.2} */
    static Optional<PciAddress> address(String name) {
        String[] parts = name.split("[:.]");
        if (parts.length != 4) return Optional.empty();
        try {
            return Optional.of(new PciAddress(Integer.parseInt(parts[0], 16), Integer.parseInt(parts[1], 16),
                    Integer.parseInt(parts[2], 16), Integer.parseInt(parts[3], 16)));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** The configuration space, as much as the kernel shows: 64 bytes to users, all of it to root. */
    private static byte[] config(Sysfs device) {
        try {
            return Files.readAllBytes(device.folder().resolve("config"));
        } catch (IOException _) {
            return new byte[0];
        }
    }

    private static List<PciAbility> abilities(Sysfs device, byte[] config) {
        List<PciAbility> abilities = new ArrayList<>();
        device.link("physfn").flatMap(PciDevice::address)
                .ifPresent(function -> abilities.add(new PciAbility.PhysicalFunction(List.of(function))));
        Optional<Integer> most = device.number("sriov_totalvfs", 10).map(Long::intValue).filter(count -> count > 0);
        List<PciAddress> functions = virtualFunctions(device);
        if (most.isPresent() || !functions.isEmpty()) abilities.add(new PciAbility.VirtualFunctions(most, functions));
        if (config.length > HEADER_TYPE) {
            switch (config[HEADER_TYPE] & 0x7f) {
                case 1 -> abilities.add(new PciAbility.Bridge());
                case 2 -> abilities.add(new PciAbility.CardbusBridge());
                default -> { }
            }
        }
        List<Capability.MdevType> types = OtherDevice.mdevTypes(device);
        if (!types.isEmpty()) abilities.add(new PciAbility.MdevTypes(types));
        return abilities;
    }

    private static List<PciAddress> virtualFunctions(Sysfs device) {
        List<PciAddress> functions = new ArrayList<>();
        for (int i = 0; ; i++) {
            Optional<PciAddress> function = device.link("virtfn" + i).flatMap(PciDevice::address);
            if (function.isEmpty()) return functions;
            functions.add(function.get());
        }
    }

    private static Optional<IommuGroup> group(Sysfs device) {
        return device.link("iommu_group").flatMap(number -> Sysfs.parse(number, 10)).map(number -> new IommuGroup(number.intValue(),
                device.entries("iommu_group/devices").stream().flatMap(name -> address(name).stream()).toList()));
    }

    /** The PCI Express capability; one that is built into the root complex has no link. */
    private static Optional<Express> express(byte[] config) {
        if (config.length < 256) return Optional.empty();
        ByteBuffer space = ByteBuffer.wrap(config).order(ByteOrder.LITTLE_ENDIAN);
        if ((space.getShort(STATUS) & STATUS_CAPABILITIES) == 0) {
            // only PCI Express has more than 256 bytes
            return config.length > 256 ? Optional.of(new Express(List.of())) : Optional.empty();
        }
        int at = config[CAPABILITY_LIST] & 0xfc;
        // a list that loops would otherwise never end: there is room for 48
        for (int count = 0; at >= 0x40 && at < 0xf0 && count < 48; count++, at = config[at + 1] & 0xfc) {
            if (config[at] != CAPABILITY_EXPRESS) continue;
            int type = (space.getShort(at + 2) >> 4) & 0xf;
            if (type == TYPE_ROOT_COMPLEX_INTEGRATED || type == TYPE_ROOT_COMPLEX_EVENTS) return Optional.of(new Express(List.of()));
            int capabilities = space.getInt(at + LINK_CAPABILITIES);
            int status = space.getShort(at + LINK_STATUS);
            return Optional.of(new Express(List.of(
                    new Express.Link("cap", Optional.of(capabilities >>> 24), speed(capabilities & 0xf),
                            Optional.of((capabilities >> 4) & 0x3f)),
                    new Express.Link("sta", Optional.empty(), speed(status & 0xf), Optional.of((status >> 4) & 0x3f)))));
        }
        return Optional.empty();
    }

    private static Optional<String> speed(int number) {
        return number > 0 && number < SPEEDS.size() ? Optional.of(SPEEDS.get(number)) : Optional.empty();
    }
}
