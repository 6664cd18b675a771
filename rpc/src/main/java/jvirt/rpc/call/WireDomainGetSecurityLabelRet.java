package jvirt.rpc.call;

import java.util.List;

/** {@code remote_domain_get_security_label_ret} on the wire. */
public record WireDomainGetSecurityLabelRet(@Max(4097) List<Byte> label, int enforcing) {}
