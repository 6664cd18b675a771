package jvirt.daemon.domain;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import jvirt.api.IdSet;
import jvirt.api.Parameter;
import jvirt.api.domain.Domain;
import jvirt.daemon.connect.Flags;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.agent.Guest;
import jvirt.qemu.agent.GuestFacts;
import jvirt.qemu.agent.GuestFilesystem;
import jvirt.qemu.qmp.MachineCommand;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.QemuCall;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.call.WireDomainFsinfo;
import jvirt.rpc.server.Calls;

/** Has guests' agents do what only the guest can, for clients. */
public final class AgentCalls {
    /** {@code VIR_DOMAIN_TIME_SYNC}. */
    private static final int FROM_CLOCK = 1;
    /** {@code VIR_DOMAIN_PASSWORD_ENCRYPTED}. */
    private static final int ENCRYPTED = 1;
    /** {@code virDomainAuthorizedSSHKeysSetFlags}. */
    private static final int APPEND = 1;
    private static final int REMOVE = 2;
    private static final long NANOS = 1_000_000_000L;

    private final Domains domains;

    public AgentCalls(Domains domains) {
        this.domains = domains;
    }

    public void register(Calls calls) {
        calls.on(QemuCall.DomainAgentCommand.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainQemuAgentCommand");
            return new QemuCall.DomainAgentCommandRet(Optional.of(guest(call.dom()).pass(call.cmd(), call.timeout())));
        });
        calls.on(DomainCall.AgentSetResponseTimeout.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainAgentSetResponseTimeout");
            guest(call.dom()).setLimit(call.timeout());
            return new DomainCall.ResultRet(0);
        });
        registerFilesystems(calls);
        registerTime(calls);
        registerPeople(calls);
        registerProcessors(calls);
        calls.on(DomainCall.GetGuestInfo.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainGetGuestInfo");
            return new DomainCall.GetGuestInfoRet(Typed.wire(GuestFacts.of(domains.of(call.dom()), call.types())));
        });
    }

    private Guest guest(WireDomain wire) {
        return Guest.of(domains.of(wire));
    }

    private void registerFilesystems(Calls calls) {
        calls.on(DomainCall.Fsfreeze.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainFSFreeze");
            return new DomainCall.FilesystemsRet(guest(call.dom()).freeze(call.mountpoints()));
        });
        calls.on(DomainCall.Fsthaw.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainFSThaw");
            if (!call.mountpoints().isEmpty()) {
                throw QEMU.error(INVALID_ARG, "specifying mountpoints is not supported");
            }
            return new DomainCall.FilesystemsRet(guest(call.dom()).thaw());
        });
        calls.on(DomainCall.Fstrim.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainFSTrim");
            guest(call.dom()).trim(call.mountPoint(), call.minimum());
            return NOTHING;
        });
        calls.on(DomainCall.GetFsinfo.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainGetFSInfo");
            Vm vm = domains.of(call.dom());
            List<GuestFilesystem> all = Guest.of(vm).filesystems();
            Domain live = vm.running().live();
            return new DomainCall.InfoRet(all.stream().map(fs -> wire(fs, live)).toList(), all.size());
        });
    }

    private static WireDomainFsinfo wire(GuestFilesystem fs, Domain live) {
        List<String> disks = fs.disks().stream().flatMap(place -> place.in(live).stream()).map(disk -> disk.target().dev()).toList();
        return new WireDomainFsinfo(fs.mountPoint(), fs.name(), fs.type(), disks);
    }

    private void registerTime(Calls calls) {
        calls.on(DomainCall.GetTime.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainGetTime");
            long time = guest(call.dom()).time();
            return new DomainCall.SecondsNsecondsRet(Math.floorDiv(time, NANOS), (int) Math.floorMod(time, NANOS));
        });
        calls.on(DomainCall.SetTime.class, (_, call) -> {
            check(call.flags(), FROM_CLOCK, "qemuDomainSetTime");
            Vm vm = domains.of(call.dom());
            boolean fromClock = (call.flags() & FROM_CLOCK) != 0;
            Guest.of(vm).setTime(fromClock ? Optional.empty() : Optional.of(Duration.ofSeconds(call.seconds(), call.nseconds())));
            try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetTime")) {
                // the ticks that the clock still owes the guest belong to its old time
                vm.running().qemu().monitor().call(new MachineCommand.RtcResetReinjection());
            }
            return NOTHING;
        });
    }

    private void registerPeople(Calls calls) {
        calls.on(DomainCall.SetUserPassword.class, (_, call) -> {
            check(call.flags(), ENCRYPTED, "qemuDomainSetUserPassword");
            guest(call.dom()).setPassword(call.user().orElse(""), call.password().orElse(""), (call.flags() & ENCRYPTED) != 0);
            return NOTHING;
        });
        calls.on(DomainCall.AuthorizedSshKeysGet.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainAuthorizedSSHKeysGet");
            return new DomainCall.KeysRet(guest(call.dom()).keys(call.user()));
        });
        calls.on(DomainCall.AuthorizedSshKeysSet.class, (_, call) -> {
            check(call.flags(), APPEND | REMOVE, "qemuDomainAuthorizedSSHKeysSet");
            if ((call.flags() & REMOVE) != 0) {
                guest(call.dom()).removeKeys(call.user(), call.keys());
            } else {
                guest(call.dom()).addKeys(call.user(), call.keys(), (call.flags() & APPEND) == 0);
            }
            return NOTHING;
        });
    }

    private void registerProcessors(Calls calls) {
        calls.on(DomainCall.GetGuestVcpus.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainGetGuestVcpus");
            BitSet all = new BitSet();
            BitSet online = new BitSet();
            BitSet offlinable = new BitSet();
            for (Guest.Processor processor : guest(call.dom()).processors()) {
                if (processor.id() < 0 || processor.id() >= IdSet.LIMIT) {
                    throw QEMU.error(INVALID_ARG, "vcpu id '%d' reported by guest agent is out of range", processor.id());
                }
                all.set(processor.id());
                online.set(processor.id(), processor.online());
                offlinable.set(processor.id(), processor.offlinable());
            }
            return new DomainCall.GetPerfEventsRet(Typed.wire(List.of(Parameter.of("vcpus", new IdSet(all).toString()),
                    Parameter.of("online", new IdSet(online).toString()),
                    Parameter.of("offlinable", new IdSet(offlinable).toString()))));
        });
        calls.on(DomainCall.SetGuestVcpus.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainSetGuestVcpus");
            if (call.state() != 0 && call.state() != 1) throw QEMU.error(INVALID_ARG, "unsupported state value");
            guest(call.dom()).setProcessors(ProcessorCalls.Maps.parse(call.cpumap()), call.state() == 1);
            return NOTHING;
        });
    }

    private static void check(int flags, int known, String function) {
        Flags.check(QEMU, flags, known, function);
    }
}
