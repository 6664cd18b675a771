package jvirt.qemu.address;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.PciAddress;

/** The PCI buses of a guest and what is taken on them. A trial grows: buses are added where a device finds no slot. */
public final class PciBuses {
    private final List<PciBus> buses = new ArrayList<>();
    private final boolean trial;
    /** QEMU has a bridge from PCI Express to PCI that can be plugged into any root port. */
    private final boolean bridgeToPci;

    public PciBuses(boolean trial, boolean bridgeToPci) {
        this.trial = trial;
        this.bridgeToPci = bridgeToPci;
    }

    public boolean trial() {
        return trial;
    }

    public int count() {
        return buses.size();
    }

    public String model(int bus) {
        return buses.get(bus).model;
    }

    public void add(PciBus bus) {
        buses.add(bus);
    }

    public boolean takes(int bus, PciPlug plug) {
        return buses.get(bus).plugs.contains(plug);
    }

    public boolean used(int bus, int slot) {
        return buses.get(bus).used(slot);
    }

    public boolean full() {
        return buses.stream().allMatch(PciBus::full);
    }

    /** Takes the place that somebody chose for a device. */
    public void take(Address.Pci place, PciNeed need) {
        take(place, need, true);
    }

    private void take(Address.Pci place, PciNeed need, boolean chosen) {
        Address.Pci at = place;
        if (trial) at = grow(place, need);
        validate(at, need, chosen);
        PciBus bus = buses.get(at.bus());
        if (bus.used(at.slot(), at.function())) throw error(chosen, "Attempted double use of PCI Address %s", text(at));
        bus.take(at.slot(), at.function(), need.shared());
    }

    /** Gives a device the next free place for it. */
    public Address.Pci next(PciNeed need) {
        return next(need, -1);
    }

    /** The next free slot for a device that is to be this function of it; -1: any function. */
    public Address.Pci next(PciNeed need, int function) {
        Address.Pci place = find(need, function);
        take(place, need, false);
        return place;
    }

    private Address.Pci find(PciNeed need, int function) {
        if (buses.isEmpty()) throw ErrorDomain.DOMAIN.error(XML_ERROR, "No PCI buses available");
        for (int number = 0; number < buses.size(); number++) {
            PciBus bus = buses.get(number);
            if (!compatible(number, bus, need)) continue;
            for (int slot = bus.firstSlot; slot <= bus.lastSlot; slot++) {
                int free = freeFunction(bus, slot, need, function);
                if (free >= 0) return Address.Pci.at(0, number, slot, free);
            }
        }
        if (!trial) throw ErrorDomain.DOMAIN.error(INTERNAL_ERROR, "No more available PCI slots");
        Address.Pci place = grow(Address.Pci.at(0, buses.size(), 0, Math.max(function, 0)), need);
        return Address.Pci.at(0, place.bus(), buses.get(place.bus()).firstSlot, place.function());
    }

    private static int freeFunction(PciBus bus, int slot, PciNeed need, int wanted) {
        int function = Math.max(wanted, 0);
        if (!bus.used(slot)) return function;
        if (!need.shared() || !bus.shares(slot)) return -1;
        if (!bus.used(slot, function)) return function;
        if (wanted >= 0) return -1;
        for (int free = 0; free < 8; free++) {
            if (!bus.used(slot, free)) return free;
        }
        return -1;
    }

    private static boolean compatible(int number, PciBus bus, PciNeed need) {
        if (need.integrated() && number != 0) return false;
        boolean automatic = bus.automatic || need.integrated();
        return (!need.automatic() || automatic) && bus.plugs.contains(need.plug());
    }

    /** Adds buses until there is the one of {@code place}; the place may move up when a bridge has to come before. */
    private Address.Pci grow(Address.Pci place, PciNeed need) {
        int missing = place.bus() - buses.size() + 1;
        if (missing <= 0) return place;
        Address.Pci moved = place;
        String model = switch (need.plug()) {
            case PCI_DEVICE -> "pci-bridge";
            case PCIE_DEVICE, SWITCH_UPSTREAM_PORT -> "pcie-root-port";
            case PCIE_ROOT_PORT, SWITCH_DOWNSTREAM_PORT, DMI_TO_PCI_BRIDGE, PCI_EXPANDER_BUS, PCIE_EXPANDER_BUS, PCI_BRIDGE ->
                    throw ErrorDomain.DOMAIN.error(INTERNAL_ERROR, "a PCI slot is needed to connect a PCI controller "
                            + "model='%s', but none is available, and it cannot be automatically added", need.plug().title());
            case PCIE_TO_PCI_BRIDGE -> throw ErrorDomain.DOMAIN.error(INTERNAL_ERROR,
                    "Cannot automatically add a new PCI bus for a device with connect flags %.2x", 0);
        };
        boolean bridge = need.plug() == PciPlug.PCI_DEVICE
                && buses.stream().noneMatch(bus -> bus.plugs.contains(PciPlug.PCI_BRIDGE));
        int wanted = buses.size() + missing;
        if (bridge && missing == 1) {
            wanted++;
            moved = Address.Pci.at(0, place.bus() + 1, place.slot(), place.function());
        }
        if (bridge) addBridge();
        while (buses.size() < wanted) buses.add(PciBus.behind(model, true));
        return moved;
    }

    /** The first conventional bus of a guest that has PCI Express alone. */
    private void addBridge() {
        if (bridgeToPci) {
            buses.add(PciBus.forBridgeToPci());
            buses.add(PciBus.behind("pcie-to-pci-bridge", true));
        } else {
            buses.add(PciBus.behind("dmi-to-pci-bridge", false));
        }
    }

    /** That the place is there and takes the device; places that somebody chose are judged more mildly. */
    public void validate(Address.Pci place, PciNeed need, boolean chosen) {
        if (buses.isEmpty()) throw error(chosen, "No PCI buses available");
        if (place.domain() != 0) throw error(chosen, "Invalid PCI address %s. Only PCI domain 0 is available", text(place));
        if (place.bus() >= buses.size()) {
            throw error(chosen, "Invalid PCI address %s. Only PCI buses up to %d are available", text(place), buses.size() - 1);
        }
        PciBus bus = buses.get(place.bus());
        refuseIncompatible(place, bus, need, chosen);
        if (place.slot() < bus.firstSlot) {
            throw error(chosen, "Invalid PCI address %s. slot must be >= %d", text(place), bus.firstSlot);
        }
        if (place.slot() > bus.lastSlot) throw error(chosen, "Invalid PCI address %s. slot must be <= %d", text(place), bus.lastSlot);
    }

    private static void refuseIncompatible(Address.Pci place, PciBus bus, PciNeed need, boolean chosen) {
        if (need.integrated() && place.bus() != 0) {
            throw error(chosen, "The device at PCI address %s needs to be an integrated device (bus=0)", text(place));
        }
        boolean automatic = bus.automatic || need.integrated();
        if (!chosen && need.automatic() && !automatic) {
            throw error(chosen, "The device at PCI address %s was auto-assigned this address, but the PCI controller with "
                    + "index='%d' doesn't allow auto-assignment", text(place), place.bus());
        }
        if (!fits(bus.plugs, need.plug(), chosen)) {
            throw error(chosen, "The device at PCI address %s cannot be plugged into the PCI controller with index='%d'. It "
                    + "requires a controller that accepts a %s.", text(place), place.bus(), need.plug().title());
        }
    }

    /** By somebody's choice, a PCI device may be in a slot of PCI Express and the other way round. */
    private static boolean fits(Set<PciPlug> plugs, PciPlug plug, boolean chosen) {
        if (plugs.contains(plug)) return true;
        if (!chosen) return false;
        boolean endpoints = plugs.contains(PciPlug.PCI_DEVICE) || plugs.contains(PciPlug.PCIE_DEVICE);
        return endpoints && (plug == PciPlug.PCI_DEVICE || plug == PciPlug.PCIE_DEVICE || plug == PciPlug.PCI_BRIDGE);
    }

    private static String text(Address.Pci place) {
        return new PciAddress(place.domain(), place.bus(), place.slot(), place.function()).toString();
    }

    private static VirtException error(boolean chosen, String text, Object... args) {
        ErrorCode code = chosen ? XML_ERROR : INTERNAL_ERROR;
        return ErrorDomain.DOMAIN.error(code, text, args);
    }
}
