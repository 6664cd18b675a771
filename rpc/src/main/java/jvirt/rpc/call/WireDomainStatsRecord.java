package jvirt.rpc.call;

import java.util.List;

/** {@code remote_domain_stats_record} on the wire. */
public record WireDomainStatsRecord(WireDomain dom, @Max(262144) List<TypedParam> params) {}
