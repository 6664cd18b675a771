package jvirt.rpc.call;

import static jvirt.rpc.call.Permission.DOMAIN_BLOCK_WRITE;
import static jvirt.rpc.call.Permission.DOMAIN_CHECKPOINT;
import static jvirt.rpc.call.Permission.DOMAIN_READ;

import java.util.Optional;

/**
 * Procedures of libvirt's protocol: backup jobs. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface DomainBackupCall<R> extends Call<R> {
    @Proc(421) @Needs({DOMAIN_CHECKPOINT, DOMAIN_BLOCK_WRITE})
    record Begin(WireDomain dom, String backupXml, Optional<String> checkpointXml,
            int flags) implements DomainBackupCall<Nothing> {}

    @Proc(422) @Needs(DOMAIN_READ)
    record GetXmlDesc(WireDomain dom, int flags) implements DomainBackupCall<XmlRet> {}

    record XmlRet(String xml) {}
}
