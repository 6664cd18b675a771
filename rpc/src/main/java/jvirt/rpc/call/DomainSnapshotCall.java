package jvirt.rpc.call;

import static jvirt.rpc.call.Permission.DOMAIN_FS_FREEZE;
import static jvirt.rpc.call.Permission.DOMAIN_READ;
import static jvirt.rpc.call.Permission.DOMAIN_READ_SECURE;
import static jvirt.rpc.call.Permission.DOMAIN_SNAPSHOT;

import java.util.List;

/**
 * Procedures of libvirt's protocol: domains' snapshots. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface DomainSnapshotCall<R> extends Call<R> {
    @Proc(185) @Needs(DOMAIN_SNAPSHOT)
    @NeedsIf(permission = DOMAIN_FS_FREEZE, anyOf = 0x40)
    record CreateXml(WireDomain dom, String xmlDesc, int flags) implements DomainSnapshotCall<SnapRet> {}

    @Proc(186) @Needs(DOMAIN_READ)
    @NeedsIf(permission = DOMAIN_READ_SECURE, anyOf = 0x1)
    record GetXmlDesc(WireSnapshot snap, int flags) implements DomainSnapshotCall<XmlRet> {}

    @Proc(187) @Needs(DOMAIN_READ)
    record Num(WireDomain dom, int flags) implements DomainSnapshotCall<NumRet> {}

    @Proc(188) @Needs(DOMAIN_READ)
    record ListNames(WireDomain dom, @Count int maxnames, int flags) implements DomainSnapshotCall<NamesRet> {}

    @Proc(189) @Needs(DOMAIN_READ)
    record LookupByName(WireDomain dom, String name, int flags) implements DomainSnapshotCall<SnapRet> {}

    @Proc(191) @Needs(DOMAIN_READ)
    record Current(WireDomain dom, int flags) implements DomainSnapshotCall<SnapRet> {}

    @Proc(193) @Needs(DOMAIN_SNAPSHOT)
    record Delete(WireSnapshot snap, int flags) implements DomainSnapshotCall<Nothing> {}

    @Proc(244) @Needs(DOMAIN_READ)
    record GetParent(WireSnapshot snap, int flags) implements DomainSnapshotCall<SnapRet> {}

    @Proc(246) @Needs(DOMAIN_READ)
    record NumChildren(WireSnapshot snap, int flags) implements DomainSnapshotCall<NumRet> {}

    @Proc(247) @Needs(DOMAIN_READ)
    record ListChildrenNames(WireSnapshot snap, @Count int maxnames, int flags) implements DomainSnapshotCall<NamesRet> {}

    @Proc(271) @Needs(DOMAIN_READ)
    record IsCurrent(WireSnapshot snap, int flags) implements DomainSnapshotCall<CurrentRet> {}

    @Proc(272) @Needs(DOMAIN_READ)
    record HasMetadata(WireSnapshot snap, int flags) implements DomainSnapshotCall<MetadataRet> {}

    @Proc(274) @Needs(DOMAIN_READ)
    record ListAllSnapshots(WireDomain dom, int needResults, int flags) implements DomainSnapshotCall<SnapshotsRet> {}

    @Proc(275) @Needs(DOMAIN_READ)
    record ListAllChildren(WireSnapshot snapshot, int needResults,
            int flags) implements DomainSnapshotCall<SnapshotsRet> {}

    record SnapRet(WireSnapshot snap) {}

    record XmlRet(String xml) {}

    record NumRet(int num) {}

    record NamesRet(@Max(16384) List<String> names) {}

    record CurrentRet(int current) {}

    record MetadataRet(int metadata) {}

    record SnapshotsRet(@Max(16384) List<WireSnapshot> snapshots, int count) {}
}
