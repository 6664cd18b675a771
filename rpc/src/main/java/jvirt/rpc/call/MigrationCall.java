package jvirt.rpc.call;

import static jvirt.rpc.call.Opens.Direction.CLIENT_WRITES;
import static jvirt.rpc.call.Permission.DOMAIN_MIGRATE;
import static jvirt.rpc.call.Permission.DOMAIN_START;
import static jvirt.rpc.call.Permission.DOMAIN_WRITE;

import java.util.List;
import java.util.Optional;

/**
 * Procedures of libvirt's protocol: moving a domain to another host. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface MigrationCall<R> extends Call<R> {
    @Proc(61) @Needs({DOMAIN_MIGRATE, DOMAIN_START, DOMAIN_WRITE})
    record Prepare(Optional<String> uriIn, long flags, Optional<String> dname,
            long resource) implements MigrationCall<CookieUriOutRet> {}

    @Proc(62) @Needs(DOMAIN_MIGRATE)
    record Perform(WireDomain dom, @Max(4194304) Opaque cookie, String uri, long flags, Optional<String> dname,
            long resource) implements MigrationCall<Nothing> {}

    @Proc(63) @Needs(DOMAIN_MIGRATE)
    record Finish(String dname, @Max(4194304) Opaque cookie, String uri,
            long flags) implements MigrationCall<DdomRet> {}

    @Proc(108) @Needs({DOMAIN_MIGRATE, DOMAIN_START, DOMAIN_WRITE})
    record Prepare2(Optional<String> uriIn, long flags, Optional<String> dname, long resource,
            String domXml) implements MigrationCall<CookieUriOutRet> {}

    @Proc(109) @Needs(DOMAIN_MIGRATE)
    record Finish2(String dname, @Max(4194304) Opaque cookie, String uri, long flags,
            int retcode) implements MigrationCall<DdomRet> {}

    @Proc(148) @Needs({DOMAIN_MIGRATE, DOMAIN_START, DOMAIN_WRITE}) @Opens(CLIENT_WRITES)
    record PrepareTunnel(long flags, Optional<String> dname, long resource,
            String domXml) implements MigrationCall<Nothing> {}

    @Proc(166) @Needs(DOMAIN_MIGRATE)
    record SetMaxDowntime(WireDomain dom, long downtime, int flags) implements MigrationCall<Nothing> {}

    @Proc(207) @Needs(DOMAIN_MIGRATE)
    record SetMaxSpeed(WireDomain dom, long bandwidth, int flags) implements MigrationCall<Nothing> {}

    @Proc(213) @Needs(DOMAIN_MIGRATE)
    record Begin3(WireDomain dom, Optional<String> xmlin, long flags, Optional<String> dname,
            long resource) implements MigrationCall<CookieOutXmlRet> {}

    @Proc(214) @Needs({DOMAIN_MIGRATE, DOMAIN_START, DOMAIN_WRITE})
    record Prepare3(@Max(4194304) Opaque cookieIn, Optional<String> uriIn, long flags, Optional<String> dname,
            long resource, String domXml) implements MigrationCall<CookieOutUriOutRet> {}

    @Proc(215) @Needs({DOMAIN_MIGRATE, DOMAIN_START, DOMAIN_WRITE}) @Opens(CLIENT_WRITES)
    record PrepareTunnel3(@Max(4194304) Opaque cookieIn, long flags, Optional<String> dname, long resource,
            String domXml) implements MigrationCall<CookieOutRet> {}

    @Proc(216) @Needs(DOMAIN_MIGRATE)
    record Perform3(WireDomain dom, Optional<String> xmlin, @Max(4194304) Opaque cookieIn, Optional<String> dconnuri,
            Optional<String> uri, long flags, Optional<String> dname,
            long resource) implements MigrationCall<CookieOutRet> {}

    @Proc(217) @Needs(DOMAIN_MIGRATE)
    record Finish3(String dname, @Max(4194304) Opaque cookieIn, Optional<String> dconnuri, Optional<String> uri,
            long flags, int cancelled) implements MigrationCall<DomCookieOutRet> {}

    @Proc(218) @Needs(DOMAIN_MIGRATE)
    record Confirm3(WireDomain dom, @Max(4194304) Opaque cookieIn, long flags,
            int cancelled) implements MigrationCall<Nothing> {}

    @Proc(242) @Needs(DOMAIN_MIGRATE)
    record GetMaxSpeed(WireDomain dom, int flags) implements MigrationCall<BandwidthRet> {}

    @Proc(299) @Needs(DOMAIN_MIGRATE)
    record GetCompressionCache(WireDomain dom, int flags) implements MigrationCall<CacheSizeRet> {}

    @Proc(300) @Needs(DOMAIN_MIGRATE)
    record SetCompressionCache(WireDomain dom, long cacheSize, int flags) implements MigrationCall<Nothing> {}

    @Proc(302) @Needs(DOMAIN_MIGRATE)
    record Begin3Params(WireDomain dom, @Max(64) List<TypedParam> params,
            int flags) implements MigrationCall<CookieOutXmlRet> {}

    @Proc(303) @Needs({DOMAIN_MIGRATE, DOMAIN_START, DOMAIN_WRITE})
    record Prepare3Params(@Max(64) List<TypedParam> params, @Max(4194304) Opaque cookieIn,
            int flags) implements MigrationCall<CookieOutUriOutRet> {}

    @Proc(304) @Needs({DOMAIN_MIGRATE, DOMAIN_START, DOMAIN_WRITE})
    record PrepareTunnel3Params(@Max(64) List<TypedParam> params, @Max(4194304) Opaque cookieIn,
            int flags) implements MigrationCall<CookieOutRet> {}

    @Proc(305) @Needs(DOMAIN_MIGRATE)
    record Perform3Params(WireDomain dom, Optional<String> dconnuri, @Max(64) List<TypedParam> params,
            @Max(4194304) Opaque cookieIn, int flags) implements MigrationCall<CookieOutRet> {}

    @Proc(306) @Needs(DOMAIN_MIGRATE)
    record Finish3Params(@Max(64) List<TypedParam> params, @Max(4194304) Opaque cookieIn, int flags,
            int cancelled) implements MigrationCall<DomCookieOutRet> {}

    @Proc(307) @Needs(DOMAIN_MIGRATE)
    record Confirm3Params(WireDomain dom, @Max(64) List<TypedParam> params, @Max(4194304) Opaque cookieIn, int flags,
            int cancelled) implements MigrationCall<Nothing> {}

    @Proc(364) @Needs(DOMAIN_MIGRATE)
    record StartPostCopy(WireDomain dom, int flags) implements MigrationCall<Nothing> {}

    @Proc(387) @Needs(DOMAIN_MIGRATE)
    record GetMaxDowntime(WireDomain dom, int flags) implements MigrationCall<DowntimeRet> {}

    record CookieUriOutRet(@Max(4194304) Opaque cookie, Optional<String> uriOut) {}

    record DdomRet(WireDomain ddom) {}

    record CookieOutXmlRet(@Max(4194304) Opaque cookieOut, String xml) {}

    record CookieOutUriOutRet(@Max(4194304) Opaque cookieOut, Optional<String> uriOut) {}

    record CookieOutRet(@Max(4194304) Opaque cookieOut) {}

    record DomCookieOutRet(WireDomain dom, @Max(4194304) Opaque cookieOut) {}

    record BandwidthRet(long bandwidth) {}

    record CacheSizeRet(long cacheSize) {}

    record DowntimeRet(long downtime) {}
}
