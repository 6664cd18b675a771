package jvirt.daemon.network;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.IpAddress;
import jvirt.api.MacAddress;
import jvirt.api.VirtException;
import jvirt.api.domain.device.Interface;
import jvirt.daemon.connect.Flags;
import jvirt.host.net.Neighbours;
import jvirt.network.Lease;
import jvirt.network.Networks;
import jvirt.network.VirtualNetwork;
import jvirt.qemu.Machines;
import jvirt.qemu.Vm;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.WireDomainInterface;
import jvirt.rpc.call.WireDomainIpAddr;
import jvirt.rpc.server.Calls;

/** Tells which addresses guests have: as their networks gave them, as the host has heard them, or as the guests say. */
public final class GuestAddressCalls {
    /** {@code virDomainInterfaceAddressesSource}. */
    private static final int LEASE = 0;
    private static final int AGENT = 1;
    private static final int ARP = 2;
    /** {@code virIPAddrType}. */
    private static final int IPV4 = 0;
    private static final int IPV6 = 1;

    private final Machines machines;
    private final Networks networks;

    public GuestAddressCalls(Machines machines, Networks networks) {
        this.machines = machines;
        this.networks = networks;
    }

    public void register(Calls calls) {
        machines.agents().nameBy(this::hostname);
        calls.on(DomainCall.InterfaceAddresses.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), 0, "qemuDomainInterfaceAddresses");
            Vm vm = machines.find(call.dom().uuid(), call.dom().name());
            vm.running();
            return new DomainCall.IfacesRet(switch (call.source()) {
                case LEASE -> leases(vm);
                case AGENT -> agent(vm);
                case ARP -> heard(vm);
                default -> throw QEMU.error(ARGUMENT_UNSUPPORTED, "Unknown IP address data source %d", call.source());
            });
        });
    }

    private static List<Interface> cards(Vm vm) {
        return vm.running().live().devices().interfaces();
    }

    private static Optional<MacAddress> mac(Interface nic) {
        return nic.mac().flatMap(mac -> MacAddress.find(mac.address()));
    }

    private static WireDomainIpAddr wire(IpAddress address, int prefix) {
        return new WireDomainIpAddr(address.v6() ? IPV6 : IPV4, address.toString(), prefix);
    }

    private List<WireDomainInterface> leases(Vm vm) {
        List<WireDomainInterface> known = new ArrayList<>();
        for (Interface nic : cards(vm)) {
            Optional<String> name = Translation.network(nic.source());
            if (name.isEmpty()) continue;
            VirtualNetwork network = networks.named(name.get());
            List<WireDomainIpAddr> addresses = network.leases(mac(nic)).stream()
                    .map(lease -> wire(lease.ip(), network.prefixOf(lease))).toList();
            if (addresses.isEmpty()) continue;
            known.add(new WireDomainInterface(nic.tap().orElse(""), mac(nic).map(MacAddress::toString), addresses));
        }
        return known;
    }

    /** The name that the guest gave when it asked for an address. */
    private Optional<String> hostname(Vm vm) {
        for (Interface nic : cards(vm)) {
            Optional<String> network = Translation.network(nic.source());
            if (network.isEmpty()) continue;
            try {
                Optional<String> name = networks.named(network.get()).leases(mac(nic)).stream().map(Lease::hostname)
                        .flatMap(Optional::stream).findFirst();
                if (name.isPresent()) return name;
            } catch (VirtException _) {
                // a network that is gone has no names: another card's may have
            }
        }
        return Optional.empty();
    }

    private static List<WireDomainInterface> heard(Vm vm) {
        try {
            List<Neighbours.Neighbour> neighbours = Neighbours.all();
            return cards(vm).stream().flatMap(nic -> neighbours.stream().filter(other -> mac(nic).equals(Optional.of(other.mac())))
                    .map(other -> new WireDomainInterface(nic.tap().orElse(""), Optional.of(other.mac().toString()),
                            List.of(wire(other.address(), 0))))).toList();
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "cannot list the host's neighbours: %s", e.getMessage());
        }
    }

    private static List<WireDomainInterface> agent(Vm vm) {
        return vm.guest().cards().stream().map(card -> new WireDomainInterface(card.name(), card.mac(), card.addresses().stream()
                .map(ip -> new WireDomainIpAddr(ip.v6() ? IPV6 : IPV4, ip.address(), ip.prefix())).toList())).toList();
    }
}
