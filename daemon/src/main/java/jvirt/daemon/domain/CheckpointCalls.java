package jvirt.daemon.domain;

import static jvirt.daemon.connect.Flags.chosen;
import static jvirt.daemon.connect.Flags.has;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.util.List;
import jvirt.api.ErrorDomain;
import jvirt.api.snapshot.Checkpoint;
import jvirt.api.xml.View;
import jvirt.daemon.Validation;
import jvirt.daemon.connect.Flags;
import jvirt.qemu.Vm;
import jvirt.qemu.backup.Checkpoints;
import jvirt.qemu.moment.MomentTree;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.DomainCheckpointCall;
import jvirt.rpc.call.WireCheckpoint;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.server.Calls;

/** Answers the procedures on checkpoints. */
final class CheckpointCalls {
    /** Bits of {@code virDomainCheckpointCreateFlags}, {@code ...XMLFlags}, {@code ...DeleteFlags}, {@code ...ListFlags}. */
    private static final int CREATE_REDEFINE = 1;
    private static final int CREATE_VALIDATE = 1 << 2;
    private static final int XML_SECURE = 1;
    private static final int XML_NO_DOMAIN = 1 << 1;
    private static final int XML_SIZE = 1 << 2;
    private static final int DELETE_CHILDREN = 1;
    private static final int DELETE_METADATA_ONLY = 1 << 1;
    private static final int DELETE_CHILDREN_ONLY = 1 << 2;
    private static final int LIST_ROOTS_OR_DESCENDANTS = 1;
    private static final int LIST_LEAVES = 1 << 2;
    private static final int LIST_NO_LEAVES = 1 << 3;
    private static final int LIST_ALL = (1 << 4) - 1;

    private final Domains domains;
    private final Checkpoints checkpoints;

    CheckpointCalls(Domains domains, Checkpoints checkpoints) {
        this.domains = domains;
        this.checkpoints = checkpoints;
    }

    void register(Calls calls) {
        calls.on(DomainCheckpointCall.CreateXml.class, (_, call) -> {
            check(call.flags(), CREATE_REDEFINE | CREATE_VALIDATE, "qemuCheckpointCreateXML");
            Vm vm = domains.of(call.dom());
            if (has(call.flags(), CREATE_REDEFINE) || vm.active().isPresent()) validate(call.xmlDesc());
            return ret(call.dom(), has(call.flags(), CREATE_REDEFINE)
                    ? checkpoints.redefine(vm, call.xmlDesc(), has(call.flags(), CREATE_VALIDATE))
                    : checkpoints.create(vm, call.xmlDesc()));
        });
        calls.on(DomainCheckpointCall.Delete.class, (_, call) -> {
            int flags = call.flags();
            check(flags, DELETE_CHILDREN | DELETE_METADATA_ONLY | DELETE_CHILDREN_ONLY, "qemuCheckpointDelete");
            checkpoints.delete(domains.of(call.checkpoint().dom()), call.checkpoint().name(), new Checkpoints.Deletion(
                    has(flags, DELETE_CHILDREN), has(flags, DELETE_METADATA_ONLY), has(flags, DELETE_CHILDREN_ONLY)));
            return NOTHING;
        });
        calls.on(DomainCheckpointCall.GetXmlDesc.class, (_, call) -> {
            check(call.flags(), XML_SECURE | XML_NO_DOMAIN | XML_SIZE, "qemuCheckpointGetXMLDesc");
            return new DomainCheckpointCall.XmlRet(document(call));
        });
        registerLooks(calls);
    }

    static void validate(String document) {
        Validation.ofHost().check("domaincheckpoint", document, () -> Checkpoint.request(document, 0));
    }

    private String document(DomainCheckpointCall.GetXmlDesc call) {
        Vm vm = domains.of(call.checkpoint().dom());
        Checkpoint known = checkpoints.of(vm).named(call.checkpoint().name());
        Checkpoint sized = has(call.flags(), XML_SIZE) ? checkpoints.withSizes(vm, known) : known;
        return (has(call.flags(), XML_NO_DOMAIN) ? sized.alone() : sized)
                .format(has(call.flags(), XML_SECURE) ? View.INACTIVE : View.PUBLIC);
    }

    private void registerLooks(Calls calls) {
        calls.on(DomainCall.ListAllCheckpoints.class, (_, call) -> {
            check(call.flags(), LIST_ALL, "qemuDomainListAllCheckpoints");
            MomentTree<Checkpoint> tree = checkpoints.of(domains.of(call.dom()));
            List<WireCheckpoint> found = wires(call.dom(), tree,
                    has(call.flags(), LIST_ROOTS_OR_DESCENDANTS) ? tree.roots() : tree.inOrder(), call.flags());
            return new DomainCall.CheckpointsRet(call.needResults() == 0 ? List.of() : found, found.size());
        });
        calls.on(DomainCheckpointCall.ListAllChildren.class, (_, call) -> {
            check(call.flags(), LIST_ALL, "qemuDomainCheckpointListAllChildren");
            MomentTree<Checkpoint> tree = checkpoints.of(domains.of(call.checkpoint().dom()));
            String name = tree.named(call.checkpoint().name()).name();
            List<WireCheckpoint> found = wires(call.checkpoint().dom(), tree,
                    has(call.flags(), LIST_ROOTS_OR_DESCENDANTS) ? tree.descendantsOf(name) : tree.childrenOf(name), call.flags());
            return new DomainCheckpointCall.CheckpointsRet(call.needResults() == 0 ? List.of() : found, found.size());
        });
        calls.on(DomainCheckpointCall.LookupByName.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainCheckpointLookupByName");
            return ret(call.dom(), checkpoints.of(domains.of(call.dom())).named(call.name()));
        });
        calls.on(DomainCheckpointCall.GetParent.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainCheckpointGetParent");
            WireDomain dom = call.checkpoint().dom();
            Checkpoint parent = checkpoints.of(domains.of(dom)).requiredParent(call.checkpoint().name());
            return new DomainCheckpointCall.ParentRet(new WireCheckpoint(parent.name(), dom));
        });
    }

    private static void check(int flags, int known, String function) {
        Flags.check(ErrorDomain.QEMU, flags, known, function);
    }

    private static DomainCheckpointCall.CheckpointRet ret(WireDomain dom, Checkpoint checkpoint) {
        return new DomainCheckpointCall.CheckpointRet(new WireCheckpoint(checkpoint.name(), dom));
    }

    private static List<WireCheckpoint> wires(WireDomain dom, MomentTree<Checkpoint> tree, List<Checkpoint> found, int flags) {
        return found.stream().filter(one -> (flags & (LIST_LEAVES | LIST_NO_LEAVES)) == 0
                        || chosen(flags, LIST_LEAVES, LIST_NO_LEAVES, tree.childrenOf(one.name()).isEmpty()))
                .map(one -> new WireCheckpoint(one.name(), dom)).toList();
    }
}
