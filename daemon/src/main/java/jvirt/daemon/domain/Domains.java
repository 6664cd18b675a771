package jvirt.daemon.domain;

import static jvirt.daemon.connect.Flags.chosen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jvirt.api.ErrorDomain;
import jvirt.daemon.connect.Flags;
import jvirt.qemu.Machines;
import jvirt.qemu.Vm;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.server.Calls;

/** Finds machines for clients: by what they are called, or all that pass a filter. */
public final class Domains {
    /** {@code virConnectListAllDomainsFlags}, in pairs of with and without. */
    private static final int ACTIVE = 1;
    private static final int INACTIVE = 1 << 1;
    private static final int PERSISTENT = 1 << 2;
    private static final int TRANSIENT = 1 << 3;
    private static final int RUNNING = 1 << 4;
    private static final int PAUSED = 1 << 5;
    private static final int SHUTOFF = 1 << 6;
    private static final int OTHER = 1 << 7;
    private static final int STATES = RUNNING | PAUSED | SHUTOFF | OTHER;
    private static final int SAVED = 1 << 8;
    private static final int NOT_SAVED = 1 << 9;
    private static final int AUTOSTART = 1 << 10;
    private static final int NO_AUTOSTART = 1 << 11;
    private static final int SNAPSHOT = 1 << 12;
    private static final int NO_SNAPSHOT = 1 << 13;
    private static final int CHECKPOINT = 1 << 14;
    private static final int NO_CHECKPOINT = 1 << 15;
    private static final int ALL = (1 << 16) - 1;

    private final Machines machines;

    public Domains(Machines machines) {
        this.machines = machines;
    }

    /** The machine that a client means. */
    public Vm of(WireDomain wire) {
        return machines.find(wire.uuid(), wire.name());
    }

    static WireDomain wire(Vm vm) {
        return new WireDomain(vm.name(), vm.uuid(), vm.id());
    }

    static DomainCall.DomRet ret(Vm vm) {
        return new DomainCall.DomRet(wire(vm));
    }

    public void register(Calls calls) {
        calls.quick(DomainCall.LookupByName.class, (_, call) -> ret(machines.named(call.name())));
        calls.quick(DomainCall.LookupByUuid.class, (_, call) -> ret(machines.withUuid(call.uuid())));
        calls.quick(DomainCall.LookupById.class, (_, call) -> ret(machines.withId(call.id())));
        calls.quick(ConnectCall.ListAllDomains.class, (_, call) -> all(call));
        calls.quick(ConnectCall.NumOfDomains.class, (_, _) -> new ConnectCall.NumRet(active().size()));
        calls.quick(ConnectCall.NumOfDefinedDomains.class, (_, _) -> new ConnectCall.NumRet(inactive().size()));
        calls.quick(ConnectCall.ListDomains.class, (_, call) ->
                new ConnectCall.IdsRet(active().stream().map(Vm::id).limit(call.maxids()).toList()));
        calls.quick(ConnectCall.ListDefinedDomains.class, (_, call) ->
                new ConnectCall.NamesRet(inactive().stream().map(Vm::name).limit(call.maxnames()).toList()));
    }

    private List<Vm> active() {
        return machines.all().stream().filter(vm -> vm.active().isPresent()).sorted(Comparator.comparingInt(Vm::id)).toList();
    }

    private List<Vm> inactive() {
        return machines.all().stream().filter(vm -> vm.active().isEmpty()).sorted(Comparator.comparing(Vm::name)).toList();
    }

    private ConnectCall.DomainsRet all(ConnectCall.ListAllDomains call) {
        Flags.check(ErrorDomain.QEMU, call.flags(), ALL, "qemuConnectListAllDomains");
        List<WireDomain> found = new ArrayList<>();
        for (Vm vm : machines.all()) {
            if (passes(vm, call.flags())) found.add(wire(vm));
        }
        return new ConnectCall.DomainsRet(call.needResults() == 0 ? List.of() : found, found.size());
    }

    /** The machines that pass a filter, for others who take the same. */
    List<Vm> passing(int flags) {
        return machines.all().stream().filter(vm -> passes(vm, flags)).toList();
    }

    boolean passes(Vm vm, int flags) {
        if (!chosen(flags, ACTIVE, INACTIVE, vm.active().isPresent())) return false;
        if (!chosen(flags, PERSISTENT, TRANSIENT, vm.persistent())) return false;
        if (!chosen(flags, AUTOSTART, NO_AUTOSTART, vm.autostart())) return false;
        if ((flags & STATES) != 0 && (flags & stateBit(vm)) == 0) return false;
        if ((flags & (SAVED | NOT_SAVED)) != 0 && !chosen(flags, SAVED, NOT_SAVED, machines.saves().managed(vm))) return false;
        if ((flags & (SNAPSHOT | NO_SNAPSHOT)) != 0
                && !chosen(flags, SNAPSHOT, NO_SNAPSHOT, machines.moments().snapshots(vm) > 0)) return false;
        return (flags & (CHECKPOINT | NO_CHECKPOINT)) == 0
                || chosen(flags, CHECKPOINT, NO_CHECKPOINT, machines.moments().checkpoints(vm) > 0);
    }

    private static int stateBit(Vm vm) {
        var condition = vm.state().condition();
        return condition.running() ? RUNNING : condition.paused() ? PAUSED : condition.off() ? SHUTOFF : OTHER;
    }
}
