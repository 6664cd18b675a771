package jvirt.qemu;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;

/** What of a running machine would be started again. */
final class Configuration {
    private Configuration() {}

    /** {@code live} with its cards joined as they were configured, not as they turned out to be. */
    static Domain of(Domain live, Domain configured) {
        return live.with(draft -> draft.devices = draft.devices.map(device ->
                device instanceof Interface nic ? configured(nic, configured) : device));
    }

    private static Interface configured(Interface live, Domain configured) {
        Optional<Interface> same = configured.devices().interfaces().stream()
                .filter(nic -> nic.mac().map(Interface.Mac::address).equals(live.mac().map(Interface.Mac::address))).findFirst();
        if (same.isPresent()) return same.get().withInfo(live.info());
        return switch (live.source()) {
            case InterfaceSource.Bridge(var network, var group, _, _, _, var host) when network.isPresent() ->
                    live.withSource(toNetwork(network.get(), group, host));
            case InterfaceSource.Direct(var network, var group, _, _, _, var host) when network.isPresent() ->
                    live.withSource(toNetwork(network.get(), group, host));
            default -> live;
        };
    }

    private static InterfaceSource toNetwork(String network, Optional<String> group, InterfaceSource.HostIp host) {
        return new InterfaceSource.Network(network, group, Optional.empty(), Optional.empty(), Optional.empty(), host);
    }
}
