package jvirt.daemon.domain;

import static jvirt.daemon.connect.Flags.has;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.snapshot.Snapshot;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.daemon.Validation;
import jvirt.daemon.connect.Flags;
import jvirt.qemu.Machines;
import jvirt.qemu.Vm;
import jvirt.qemu.moment.MomentTree;
import jvirt.qemu.snapshot.SnapshotFilter;
import jvirt.qemu.snapshot.Snapshots;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.DomainSnapshotCall;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.call.WireSnapshot;
import jvirt.rpc.server.Calls;

/** Answers the procedures on snapshots. */
public final class SnapshotCalls {
    /** Bits of {@code virDomainSnapshotCreateFlags}, {@code ...RevertFlags}, {@code ...DeleteFlags}, {@code ...XMLFlags}. */
    private static final int CREATE_ALL = (1 << 10) - 1;
    private static final int CREATE_VALIDATE = 1 << 9;
    private static final int REVERT_ALL = (1 << 4) - 1;
    private static final int DELETE_ALL = (1 << 3) - 1;
    private static final int XML_SECURE = 1;

    private final Machines machines;
    private final Snapshots snapshots;

    public SnapshotCalls(Machines machines, Snapshots snapshots) {
        this.machines = machines;
        this.snapshots = snapshots;
    }

    public void register(Calls calls) {
        calls.on(DomainSnapshotCall.CreateXml.class, (_, call) -> {
            check(call.flags(), CREATE_ALL, "qemuSnapshotCreateXML");
            Validation.ifAsked(has(call.flags(), CREATE_VALIDATE), "domainsnapshot", call.xmlDesc(),
                    () -> Element.parse(call.xmlDesc(), "domainsnapshot"));
            return ret(call.dom(), snapshots.create(vm(call.dom()), call.xmlDesc(), call.flags()));
        });
        calls.on(DomainCall.RevertToSnapshot.class, (_, call) -> {
            check(call.flags(), REVERT_ALL, "qemuSnapshotRevert");
            snapshots.revert(vm(call.snap().dom()), call.snap().name(), call.flags());
            return NOTHING;
        });
        calls.on(DomainSnapshotCall.Delete.class, (_, call) -> {
            check(call.flags(), DELETE_ALL, "qemuSnapshotDelete");
            snapshots.delete(vm(call.snap().dom()), call.snap().name(), call.flags());
            return NOTHING;
        });
        calls.on(DomainSnapshotCall.GetXmlDesc.class, (_, call) -> {
            check(call.flags(), XML_SECURE, "qemuDomainSnapshotGetXMLDesc");
            Vm vm = vm(call.snap().dom());
            View view = has(call.flags(), XML_SECURE) ? View.INACTIVE : View.PUBLIC;
            return new DomainSnapshotCall.XmlRet(snapshot(call.snap()).format(view, Optional.of(vm.uuid())));
        });
        registerLists(calls);
        registerLooks(calls);
    }

    private void registerLists(Calls calls) {
        calls.on(DomainSnapshotCall.Num.class, (_, call) ->
                new DomainSnapshotCall.NumRet(of(vm(call.dom()), call.flags()).size()));
        calls.on(DomainSnapshotCall.ListNames.class, (_, call) ->
                new DomainSnapshotCall.NamesRet(names(of(vm(call.dom()), call.flags()), call.maxnames())));
        calls.on(DomainSnapshotCall.ListAllSnapshots.class, (_, call) ->
                all(call.dom(), of(vm(call.dom()), call.flags()), call.needResults()));
        calls.on(DomainSnapshotCall.NumChildren.class, (_, call) ->
                new DomainSnapshotCall.NumRet(below(call.snap(), call.flags()).size()));
        calls.on(DomainSnapshotCall.ListChildrenNames.class, (_, call) ->
                new DomainSnapshotCall.NamesRet(names(below(call.snap(), call.flags()), call.maxnames())));
        calls.on(DomainSnapshotCall.ListAllChildren.class, (_, call) ->
                all(call.snapshot().dom(), below(call.snapshot(), call.flags()), call.needResults()));
    }

    private void registerLooks(Calls calls) {
        calls.on(DomainSnapshotCall.LookupByName.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainSnapshotLookupByName");
            return ret(call.dom(), snapshots.of(vm(call.dom())).named(call.name()));
        });
        calls.on(DomainCall.HasCurrentSnapshot.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainHasCurrentSnapshot");
            return new DomainCall.ResultRet(snapshots.of(vm(call.dom())).current().isPresent() ? 1 : 0);
        });
        calls.on(DomainSnapshotCall.Current.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainSnapshotCurrent");
            return ret(call.dom(), snapshots.current(vm(call.dom())));
        });
        calls.on(DomainSnapshotCall.GetParent.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainSnapshotGetParent");
            return ret(call.snap().dom(), snapshots.parent(vm(call.snap().dom()), call.snap().name()));
        });
        calls.on(DomainSnapshotCall.IsCurrent.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainSnapshotIsCurrent");
            Snapshot snapshot = snapshot(call.snap());
            return new DomainSnapshotCall.CurrentRet(snapshots.of(vm(call.snap().dom())).isCurrent(snapshot.name()) ? 1 : 0);
        });
        calls.on(DomainSnapshotCall.HasMetadata.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainSnapshotHasMetadata");
            snapshot(call.snap());
            return new DomainSnapshotCall.MetadataRet(1);
        });
    }

    private static void check(int flags, int known, String function) {
        Flags.check(ErrorDomain.QEMU, flags, known, function);
    }

    private Vm vm(WireDomain wire) {
        return machines.find(wire.uuid(), wire.name());
    }

    private Snapshot snapshot(WireSnapshot wire) {
        return snapshots.of(vm(wire.dom())).named(wire.name());
    }

    private static WireSnapshot wire(WireDomain dom, Snapshot snapshot) {
        return new WireSnapshot(snapshot.name(), dom);
    }

    private static DomainSnapshotCall.SnapRet ret(WireDomain dom, Snapshot snapshot) {
        return new DomainSnapshotCall.SnapRet(wire(dom, snapshot));
    }

    /** A machine's snapshots, parents before their children. */
    private List<Snapshot> of(Vm vm, int flags) {
        check(flags, SnapshotFilter.ALL, "qemuDomainListAllSnapshots");
        MomentTree<Snapshot> tree = snapshots.of(vm);
        return Snapshots.filtered(tree, has(flags, SnapshotFilter.ROOTS_OR_DESCENDANTS) ? tree.roots() : tree.inOrder(), flags);
    }

    private List<Snapshot> below(WireSnapshot wire, int flags) {
        check(flags, SnapshotFilter.ALL, "qemuDomainSnapshotListAllChildren");
        MomentTree<Snapshot> tree = snapshots.of(vm(wire.dom()));
        String name = tree.named(wire.name()).name();
        return Snapshots.filtered(tree, has(flags, SnapshotFilter.ROOTS_OR_DESCENDANTS) ? tree.descendantsOf(name)
                : tree.childrenOf(name), flags);
    }

    private static List<String> names(List<Snapshot> snapshots, int most) {
        return snapshots.stream().limit(most).map(Snapshot::name).toList();
    }

    private static DomainSnapshotCall.SnapshotsRet all(WireDomain dom, List<Snapshot> snapshots, int needResults) {
        List<WireSnapshot> wires = snapshots.stream().map(snapshot -> wire(dom, snapshot)).toList();
        return new DomainSnapshotCall.SnapshotsRet(needResults == 0 ? List.of() : wires, wires.size());
    }
}
