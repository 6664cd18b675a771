package jvirt.qemu.agent;

import static jvirt.api.ErrorCode.AGENT_UNRESPONSIVE;
import static jvirt.api.ErrorCode.NO_HOSTNAME;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.ChardevSource;
import jvirt.qemu.Vm;

/** The guests' agents: programs inside that do what only the guest can. */
public final class Agents {
    private static final String NAME = "org.qemu.guest_agent.0";

    private volatile Leases leases = _ -> Optional.empty();

    /** The channel to the agent, where the machine has one. */
    public static Optional<Channel> channel(Domain domain) {
        return domain.devices().channels().stream().filter(channel -> channel.target()
                instanceof Channel.Target.Virtio(var name, _) && name.filter(NAME::equals).isPresent()).findFirst();
    }

    /** Whether there may be an agent. */
    public static boolean expected(Domain domain) {
        return channel(domain).isPresent();
    }

    /** Whether an agent has opened its end. */
    public static boolean there(Domain domain) {
        return channel(domain).filter(channel -> channel.target() instanceof Channel.Target.Virtio(_, var state)
                && state.filter(Channel.State.CONNECTED::equals).isPresent()).isPresent();
    }

    /** The path of the agent's socket, or libvirt's error. */
    static String socket(Vm vm) {
        Domain live = vm.running().live();
        Channel channel = channel(live)
                .orElseThrow(() -> QEMU.error(AGENT_UNRESPONSIVE, "QEMU guest agent is not configured"));
        if (!there(live)) throw QEMU.error(AGENT_UNRESPONSIVE, "QEMU guest agent is not connected");
        if (channel.chardev().source() instanceof ChardevSource.Unix(var source)) {
            return source.flatMap(ChardevSource.UnixEnd::path)
                    .orElseThrow(() -> QEMU.error(AGENT_UNRESPONSIVE, "QEMU guest agent is not available due to an error"));
        }
        throw QEMU.error(AGENT_UNRESPONSIVE, "QEMU guest agent is not available due to an error");
    }

    /** {@code virDomainGetHostnameFlags}. */
    private static final int LEASE = 1;

    /** The guest's name, as its agent says it, or its network's leases do. */
    public String hostname(Vm vm, int flags) {
        Optional<String> name = (flags & LEASE) != 0 ? leases.hostname(vm) : named(vm);
        return name.orElseThrow(() -> QEMU.error(NO_HOSTNAME, "no hostname found for domain %s", vm.name()));
    }

    private static Optional<String> named(Vm vm) {
        return vm.guest().ask("guest-get-host-name").flatMap(answer ->
                Guest.read("guest-get-host-name", answer, name -> name.asObject().findString("host-name")));
    }

    /** Who has the networks says so once, while the daemon starts. */
    public void nameBy(Leases source) {
        leases = source;
    }

    /** Names that guests gave when they asked for an address. */
    @FunctionalInterface
    public interface Leases {
        Optional<String> hostname(Vm vm);
    }

    /** Asks the guest to put itself to sleep; the agent falls asleep with it and does not answer. */
    public void suspend(Vm vm, String kind) {
        try (Agent agent = Agent.open(socket(vm))) {
            agent.tell("guest-suspend-" + kind);
        }
    }

    /** Asks the guest to end its work, or to begin anew. */
    public void shutdown(Vm vm, boolean reboot, String caller) {
        try (Agent agent = Agent.open(socket(vm))) {
            agent.shutdown(reboot ? "reboot" : "powerdown");
        }
    }
}
