package jvirt.daemon.domain;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.domain.LifecycleAction;
import jvirt.daemon.connect.Flags;
import jvirt.qemu.Impact;
import jvirt.qemu.Keeping;
import jvirt.qemu.Machines;
import jvirt.qemu.Power;
import jvirt.qemu.StartOptions;
import jvirt.qemu.Vm;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.server.Caller;
import jvirt.rpc.server.Calls;

/** Defines, starts and ends machines for clients. */
public final class PowerCalls {
    private static final Logger LOG = System.getLogger("jvirt");
    private static final int DEFINE_VALIDATE = 1;
    private static final int CREATE_VALIDATE = 16;
    /** {@code virDomainDestroyFlagsValues}. */
    private static final int GRACEFUL = 1;
    private static final int REMOVE_LOGS = 2;
    private static final int UNDEFINE_FLAGS = Keeping.MANAGED_SAVE | Keeping.SNAPSHOTS | Keeping.NVRAM | Keeping.KEEP_NVRAM
            | Keeping.CHECKPOINTS | Keeping.TPM | Keeping.KEEP_TPM;

    /** {@code virNodeSuspendTarget}, as the agent calls them. */
    private static final List<String> SLEEPS = List.of("ram", "disk", "hybrid");
    /** {@code virDomainLifecycleAction}. */
    private static final List<LifecycleAction> ACTIONS = List.of(LifecycleAction.DESTROY, LifecycleAction.RESTART,
            LifecycleAction.RENAME_RESTART, LifecycleAction.PRESERVE, LifecycleAction.COREDUMP_DESTROY,
            LifecycleAction.COREDUMP_RESTART);

    private final Machines machines;
    private final Domains domains;

    public PowerCalls(Machines machines, Domains domains) {
        this.machines = machines;
        this.domains = domains;
    }

    public void register(Calls calls) {
        registerKeeping(calls);
        registerStarts(calls);
        registerEnds(calls);
        registerSleep(calls);
        calls.on(DomainCall.Suspend.class, (_, call) -> done(() -> power(call.dom()).suspend()));
        calls.on(DomainCall.Resume.class, (_, call) -> done(() -> power(call.dom()).resume()));
        calls.on(DomainCall.Reset.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainReset");
            return done(() -> power(call.dom()).reset());
        });
    }

    private void registerSleep(Calls calls) {
        calls.on(DomainCall.PmWakeup.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainPMWakeup");
            return done(() -> power(call.dom()).wake());
        });
        calls.on(DomainCall.PmSuspendForDuration.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainPMSuspendForDuration");
            if (call.duration() != 0) {
                throw ErrorDomain.QEMU.error(ARGUMENT_UNSUPPORTED, "Duration not supported. Use 0 for now");
            }
            return done(() -> power(call.dom()).sleep(chosen(SLEEPS, call.target(), "suspend target")));
        });
        calls.on(DomainCall.SetLifecycleAction.class, (_, call) -> {
            check(call.flags(), Impact.LIVE | Impact.CONFIG, "qemuDomainSetLifecycleAction");
            return done(() -> new Keeping(domains.of(call.dom())).setAction(
                    chosen(List.of(Keeping.Occasion.values()), call.type(), "lifecycle type"),
                    chosen(ACTIONS, call.action(), "lifecycle action"), call.flags()));
        });
    }

    /** What a client chose by number. */
    private static <T> T chosen(List<T> choices, int number, String what) {
        if (number < 0 || number >= choices.size()) {
            throw ErrorDomain.DOM.error(INVALID_ARG, "unknown %s '%d'", what, number);
        }
        return choices.get(number);
    }

    private void registerKeeping(Calls calls) {
        calls.on(DomainCall.DefineXml.class, (_, call) -> Domains.ret(machines.define(call.xml(), false)));
        calls.on(DomainCall.DefineXmlFlags.class, (_, call) -> {
            check(call.flags(), DEFINE_VALIDATE, "qemuDomainDefineXMLFlags");
            return Domains.ret(machines.define(call.xml(), (call.flags() & DEFINE_VALIDATE) != 0));
        });
        calls.on(DomainCall.Undefine.class, (_, call) -> done(() -> new Keeping(domains.of(call.dom())).undefine(0)));
        calls.on(DomainCall.UndefineFlags.class, (_, call) -> {
            check(call.flags(), UNDEFINE_FLAGS, "qemuDomainUndefineFlags");
            return done(() -> new Keeping(domains.of(call.dom())).undefine(call.flags()));
        });
        calls.on(DomainCall.Rename.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainRename");
            new Keeping(domains.of(call.dom())).rename(call.newName().orElse(""));
            return new DomainCall.RetcodeRet(0);
        });
        calls.on(DomainCall.SetAutostartOnce.class, (_, call) ->
                done(() -> new Keeping(domains.of(call.dom())).setAutostartOnce(call.autostart() != 0)));
        calls.on(DomainCall.SetAutostart.class, (_, call) ->
                done(() -> new Keeping(domains.of(call.dom())).setAutostart(call.autostart() != 0)));
        calls.on(DomainCall.SetMetadata.class, (_, call) -> {
            check(call.flags(), Impact.LIVE | Impact.CONFIG, "qemuDomainSetMetadata");
            return done(() -> new Keeping(domains.of(call.dom())).setMetadata(call.type(), call.metadata(), call.key(),
                    call.uri(), call.flags()));
        });
    }

    private void registerStarts(Calls calls) {
        calls.on(DomainCall.Create.class, (caller, call) -> {
            start(caller, domains.of(call.dom()), 0);
            return NOTHING;
        });
        calls.on(DomainCall.CreateWithFlags.class, (caller, call) ->
                Domains.ret(start(caller, domains.of(call.dom()), call.flags())));
        calls.on(DomainCall.CreateXml.class, (caller, call) -> {
            check(call.flags(), StartOptions.CREATE_FLAGS, "qemuDomainCreateXML");
            Vm vm = machines.create(call.xmlDesc(), (call.flags() & CREATE_VALIDATE) != 0, StartOptions.of(call.flags()));
            endWithCaller(caller, vm, call.flags());
            return Domains.ret(vm);
        });
    }

    private Vm start(Caller caller, Vm vm, int flags) throws InterruptedException {
        check(flags, StartOptions.START_FLAGS, "qemuDomainCreateWithFlags");
        new Power(vm).start(StartOptions.of(flags));
        endWithCaller(caller, vm, flags);
        return vm;
    }

    /** {@code VIR_DOMAIN_START_AUTODESTROY}: this run, and no later one, ends with the connection. */
    private static void endWithCaller(Caller caller, Vm vm, int flags) {
        if ((flags & StartOptions.AUTODESTROY) == 0) return;
        int id = vm.id();
        caller.onClose(() -> {
            if (vm.id() != id) return;
            try {
                new Power(vm).destroy(false);
            } catch (VirtException e) {
                LOG.log(Level.WARNING, "could not end " + vm.name() + " with its client", e);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void registerEnds(Calls calls) {
        calls.on(DomainCall.Shutdown.class, (_, call) -> done(() -> power(call.dom()).shutdown(0)));
        calls.on(DomainCall.ShutdownFlags.class, (_, call) -> {
            checkMode(call.flags(), "qemuDomainShutdownFlags");
            return done(() -> power(call.dom()).shutdown(call.flags()));
        });
        calls.on(DomainCall.Reboot.class, (_, call) -> {
            checkMode(call.flags(), "qemuDomainReboot");
            return done(() -> power(call.dom()).reboot(call.flags()));
        });
        calls.on(DomainCall.Destroy.class, (_, call) -> done(() -> power(call.dom()).destroy(false)));
        calls.on(DomainCall.DestroyFlags.class, (_, call) -> {
            check(call.flags(), GRACEFUL | REMOVE_LOGS, "qemuDomainDestroyFlags");
            Vm vm = domains.of(call.dom());
            new Power(vm).destroy((call.flags() & GRACEFUL) != 0);
            if ((call.flags() & REMOVE_LOGS) != 0) machines.files().deleteLogs(vm.name());
            return NOTHING;
        });
    }

    /** Ways to reach the guest that this driver does not have are refused as libvirt's does. */
    private static void checkMode(int flags, String function) {
        check(flags, Power.BY_ACPI | Power.BY_AGENT, function);
    }

    private Power power(WireDomain wire) {
        return new Power(domains.of(wire));
    }

    private static void check(int flags, int known, String function) {
        Flags.check(ErrorDomain.QEMU, flags, known, function);
    }

    @FunctionalInterface
    interface Action {
        void run() throws InterruptedException;
    }

    static Nothing done(Action action) throws InterruptedException {
        action.run();
        return NOTHING;
    }
}
