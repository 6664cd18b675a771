package jvirt.rpc.call;

import static jvirt.rpc.call.Permission.DOMAIN_CHECKPOINT;
import static jvirt.rpc.call.Permission.DOMAIN_FS_FREEZE;
import static jvirt.rpc.call.Permission.DOMAIN_READ;
import static jvirt.rpc.call.Permission.DOMAIN_READ_SECURE;

import java.util.List;

/**
 * Procedures of libvirt's protocol: domains' checkpoints. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface DomainCheckpointCall<R> extends Call<R> {
    @Proc(411) @Needs(DOMAIN_CHECKPOINT)
    @NeedsIf(permission = DOMAIN_FS_FREEZE, anyOf = 0x2)
    record CreateXml(WireDomain dom, String xmlDesc, int flags) implements DomainCheckpointCall<CheckpointRet> {}

    @Proc(412) @Needs(DOMAIN_READ)
    @NeedsIf(permission = DOMAIN_READ_SECURE, anyOf = 0x1)
    record GetXmlDesc(WireCheckpoint checkpoint, int flags) implements DomainCheckpointCall<XmlRet> {}

    @Proc(414) @Needs(DOMAIN_READ)
    record ListAllChildren(WireCheckpoint checkpoint, int needResults,
            int flags) implements DomainCheckpointCall<CheckpointsRet> {}

    @Proc(415) @Needs(DOMAIN_READ)
    record LookupByName(WireDomain dom, String name, int flags) implements DomainCheckpointCall<CheckpointRet> {}

    @Proc(416) @Needs(DOMAIN_READ)
    record GetParent(WireCheckpoint checkpoint, int flags) implements DomainCheckpointCall<ParentRet> {}

    @Proc(417) @Needs(DOMAIN_CHECKPOINT)
    record Delete(WireCheckpoint checkpoint, int flags) implements DomainCheckpointCall<Nothing> {}

    record CheckpointRet(WireCheckpoint checkpoint) {}

    record XmlRet(String xml) {}

    record CheckpointsRet(@Max(16384) List<WireCheckpoint> checkpoints, int count) {}

    record ParentRet(WireCheckpoint parent) {}
}
