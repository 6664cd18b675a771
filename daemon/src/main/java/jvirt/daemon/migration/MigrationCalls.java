package jvirt.daemon.migration;

import static jvirt.rpc.call.Nothing.NOTHING;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.daemon.connect.Flags;
import jvirt.daemon.domain.Domains;
import jvirt.qemu.MigrationSpeed;
import jvirt.qemu.Vm;
import jvirt.qemu.migration.Controller;
import jvirt.qemu.migration.Controls;
import jvirt.qemu.migration.Flag;
import jvirt.qemu.migration.Migrations;
import jvirt.qemu.migration.Request;
import jvirt.rpc.call.MigrationCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.Opaque;
import jvirt.rpc.call.TypedParam;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.server.Caller;
import jvirt.rpc.server.Calls;
import jvirt.rpc.server.ServerStream;

/** The steps of migrations, as clients of every age ask for them. */
public final class MigrationCalls {
    private static final Logger LOG = System.getLogger("jvirt.daemon");
    /** {@code VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY}. */
    private static final int POSTCOPY = 1;

    private final Migrations migrations;
    private final Domains domains;

    public MigrationCalls(Migrations migrations, Domains domains) {
        this.migrations = migrations;
        this.domains = domains;
    }

    public void register(Calls calls) {
        registerWithParameters(calls);
        registerWithout(calls);
        registerOld(calls);
        registerControls(calls);
    }

    // named values

    private void registerWithParameters(Calls calls) {
        calls.on(MigrationCall.Begin3Params.class, (caller, call) ->
                begin(caller, call.dom(), request(call.params(), call.flags(), "qemuDomainMigrateBegin3Params")));
        calls.on(MigrationCall.Prepare3Params.class, (caller, call) ->
                prepare(caller, checked(request(call.params(), call.flags(), "qemuDomainMigratePrepare3Params")), call.cookieIn()));
        calls.on(MigrationCall.PrepareTunnel3Params.class, (caller, call) -> new MigrationCall.CookieOutRet(tunnel(caller,
                request(call.params(), call.flags(), "qemuDomainMigratePrepareTunnel3Params"), call.cookieIn())));
        calls.on(MigrationCall.Perform3Params.class, (caller, call) -> new MigrationCall.CookieOutRet(perform(caller, call.dom(),
                checked(request(call.params(), call.flags(), "qemuDomainMigratePerform3Params")), call.cookieIn(), call.dconnuri())));
        calls.on(MigrationCall.Finish3Params.class, (_, call) -> {
            Request request = request(call.params(), call.flags(), "qemuDomainMigrateFinish3Params");
            String name = request.name().orElseThrow(() -> ErrorDomain.QEMU.error(ErrorCode.NO_DOMAIN, "missing domain name"));
            return finish(name, request, call.cookieIn(), call.cancelled());
        });
        calls.on(MigrationCall.Confirm3Params.class, (_, call) ->
                confirm(call.dom(), request(call.params(), call.flags(), "qemuDomainMigrateConfirm3Params"), call.cookieIn(), call.cancelled()));
    }

    private static Request request(List<TypedParam> params, int flags, String function) {
        Flags.check(ErrorDomain.QEMU, flags, Flag.ALL, function);
        return Parameters.read(params, flags);
    }

    private static Request checked(Request request) {
        boolean unix = request.uri().filter(uri -> uri.startsWith("unix:")).isPresent();
        boolean disks = request.copiesDisks() || !request.disks().isEmpty();
        if (disks && unix && request.disksUri().isEmpty()) {
            throw invalid("NBD URI must be supplied when migration URI uses UNIX transport method");
        }
        if (request.disksUri().isPresent() && request.disksPort() != 0) {
            throw invalid("Both port and URI requested for disk migration while being mutually exclusive");
        }
        if (request.listenAddress().isPresent() && unix) {
            throw invalid("Usage of listen-address is forbidden when migration URI uses UNIX transport method");
        }
        return request;
    }

    private static RuntimeException invalid(String why) {
        return ErrorDomain.QEMU.error(ErrorCode.INVALID_ARG, "%s", why);
    }

    // the same without names

    private void registerWithout(Calls calls) {
        calls.on(MigrationCall.Begin3.class, (caller, call) -> begin(caller, call.dom(),
                plain(call.flags(), call.xmlin(), call.dname(), Optional.empty(), call.resource(), "qemuDomainMigrateBegin3")));
        calls.on(MigrationCall.Prepare3.class, (caller, call) -> prepare(caller, plain(call.flags(), Optional.of(call.domXml()),
                call.dname(), call.uriIn(), call.resource(), "qemuDomainMigratePrepare3"), call.cookieIn()));
        calls.on(MigrationCall.PrepareTunnel3.class, (caller, call) -> new MigrationCall.CookieOutRet(tunnel(caller, plain(call.flags(),
                Optional.of(call.domXml()), call.dname(), Optional.empty(), call.resource(), "qemuDomainMigratePrepareTunnel3"),
                call.cookieIn())));
        calls.on(MigrationCall.Perform3.class, (caller, call) -> new MigrationCall.CookieOutRet(perform(caller, call.dom(), plain(call.flags(),
                call.xmlin(), call.dname(), call.uri(), call.resource(), "qemuDomainMigratePerform3"), call.cookieIn(), call.dconnuri())));
        calls.on(MigrationCall.Finish3.class, (_, call) -> finish(call.dname(), plain(call.flags(), Optional.empty(), Optional.empty(),
                Optional.empty(), 0, "qemuDomainMigrateFinish3"), call.cookieIn(), call.cancelled()));
        calls.on(MigrationCall.Confirm3.class, (_, call) -> confirm(call.dom(), plain(call.flags(), Optional.empty(), Optional.empty(),
                Optional.empty(), 0, "qemuDomainMigrateConfirm3"), call.cookieIn(), call.cancelled()));
    }

    private static Request plain(long flags, Optional<String> document, Optional<String> name, Optional<String> uri, long bandwidth,
            String function) {
        Flags.check(ErrorDomain.QEMU, (int) flags, Flag.ALL, function);
        return new Request((int) flags, document, name, uri, bandwidth, Optional.empty(), Optional.empty(), List.of(), 0,
                Optional.empty(), Optional.empty(), Request.Tuning.NONE);
    }

    // of clients that know of no more than three steps

    private void registerOld(Calls calls) {
        calls.on(MigrationCall.Prepare2.class, (caller, call) -> {
            Migrations.Prepared ready = migrations.prepare(caller::onClose, plain(call.flags(), Optional.of(call.domXml()), call.dname(),
                    call.uriIn(), call.resource(), "qemuDomainMigratePrepare2"), Optional.empty());
            return new MigrationCall.CookieUriOutRet(Opaque.EMPTY, ready.uri());
        });
        calls.on(MigrationCall.PrepareTunnel.class, (caller, call) -> {
            tunnel(caller, plain(call.flags(), Optional.of(call.domXml()), call.dname(), Optional.empty(), call.resource(),
                    "qemuDomainMigratePrepareTunnel"), Opaque.EMPTY);
            return NOTHING;
        });
        calls.on(MigrationCall.Perform.class, (_, call) -> {
            Vm vm = domains.of(call.dom());
            Request request = plain(call.flags(), Optional.empty(), call.dname(), Optional.of(call.uri()), call.resource(),
                    "qemuDomainMigratePerform");
            if (request.has(Flag.PEER2PEER)) {
                migrations.performByPeer(vm, plain(call.flags(), Optional.empty(), call.dname(), Optional.empty(), call.resource(),
                        "qemuDomainMigratePerform"), call.uri());
            } else {
                migrations.performAtOnce(vm, request);
            }
            return NOTHING;
        });
        calls.on(MigrationCall.Finish2.class, (_, call) -> new MigrationCall.DdomRet(finish(call.dname(), plain(call.flags(),
                Optional.empty(), Optional.empty(), Optional.empty(), 0, "qemuDomainMigrateFinish2"), Opaque.EMPTY, call.retcode()).dom()));
    }

    // what all of them come to

    private MigrationCall.CookieOutXmlRet begin(Caller caller, WireDomain dom, Request request) {
        Migrations.Begun begun = migrations.begin(controller(caller), domains.of(dom), request);
        return new MigrationCall.CookieOutXmlRet(CookieText.of(begun.cookie()), begun.document());
    }

    private static Controller controller(Caller caller) {
        return caller::onClose;
    }

    private MigrationCall.CookieOutUriOutRet prepare(Caller caller, Request request, Opaque cookie) throws InterruptedException {
        if (request.has(Flag.TUNNELLED)) {
            throw ErrorDomain.QEMU.error(ErrorCode.INTERNAL_ERROR, "Tunnelled migration requested but invalid RPC method called");
        }
        Migrations.Prepared ready = migrations.prepare(controller(caller), request, CookieText.read(cookie));
        return new MigrationCall.CookieOutUriOutRet(CookieText.of(ready.cookie()), ready.uri());
    }

    private Opaque perform(Caller caller, WireDomain dom, Request request, Opaque cookie, Optional<String> peer) throws InterruptedException {
        Vm vm = domains.of(dom);
        if (request.has(Flag.PEER2PEER) || request.has(Flag.TUNNELLED)) {
            if (cookie.bytes().length > 0) {
                throw ErrorDomain.QEMU.error(ErrorCode.OPERATION_INVALID, "received unexpected cookie with P2P migration");
            }
            migrations.performByPeer(vm, request, peer.orElse(""));
            return Opaque.EMPTY;
        }
        if (peer.isPresent()) {
            throw ErrorDomain.QEMU.error(ErrorCode.INTERNAL_ERROR, "Unexpected dconnuri parameter with non-peer2peer migration");
        }
        return CookieText.of(migrations.perform(controller(caller), vm, request, CookieText.read(cookie)));
    }

    private MigrationCall.DomCookieOutRet finish(String name, Request request, Opaque cookie, int cancelled) throws InterruptedException {
        Migrations.Finished finished = migrations.finish(name, request, CookieText.read(cookie), cancelled != 0);
        Vm vm = finished.vm();
        return new MigrationCall.DomCookieOutRet(new WireDomain(vm.name(), vm.uuid(), vm.id()), CookieText.of(finished.cookie()));
    }

    private Nothing confirm(WireDomain dom, Request request, Opaque cookie, int cancelled) throws InterruptedException {
        migrations.confirm(domains.of(dom), request, CookieText.read(cookie), cancelled != 0);
        return NOTHING;
    }

    private Opaque tunnel(Caller caller, Request request, Opaque cookie) throws InterruptedException {
        Migrations.Tunnel tunnel = migrations.prepareTunnel(controller(caller), request, CookieText.read(cookie));
        ServerStream stream = caller.openStream();
        // a write to a full pipe holds its thread
        Thread.ofPlatform().daemon().name("tunnel").start(() -> pour(stream, tunnel.sink()));
        return CookieText.of(tunnel.cookie());
    }

    private static void pour(ServerStream stream, FileChannel sink) {
        try {
            boolean open = true;
            while (open) {
                switch (stream.receive()) {
                    case ServerStream.Packet.Data(byte[] bytes) -> {
                        ByteBuffer data = ByteBuffer.wrap(bytes);
                        while (data.hasRemaining()) sink.write(data);
                    }
                    case ServerStream.Packet.Hole _ -> { }
                    case ServerStream.Packet.Finish(), ServerStream.Packet.Abort() -> open = false;
                }
            }
            sink.close();
            stream.confirm();
        } catch (IOException e) {
            fail(stream, sink, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** QEMU reads no more. */
    private static void fail(ServerStream stream, FileChannel sink, IOException e) {
        try {
            sink.close();
            stream.fail(ErrorDomain.STREAMS.error(ErrorCode.SYSTEM_ERROR, e, "cannot write to stream: %s", e.getMessage()));
        } catch (IOException closing) {
            LOG.log(Level.WARNING, "closing a tunnel", closing);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    // how fast

    private void registerControls(Calls calls) {
        calls.on(MigrationCall.SetMaxDowntime.class, (_, call) -> {
            none(call.flags(), "qemuDomainMigrateSetMaxDowntime");
            controls(call.dom()).setMaxDowntime(call.downtime());
            return NOTHING;
        });
        calls.on(MigrationCall.GetMaxDowntime.class, (_, call) -> {
            none(call.flags(), "qemuDomainMigrateGetMaxDowntime");
            return new MigrationCall.DowntimeRet(controls(call.dom()).maxDowntime());
        });
        calls.on(MigrationCall.SetCompressionCache.class, (_, call) -> {
            none(call.flags(), "qemuDomainMigrateSetCompressionCache");
            controls(call.dom()).setCompressionCache(call.cacheSize());
            return NOTHING;
        });
        calls.on(MigrationCall.GetCompressionCache.class, (_, call) -> {
            none(call.flags(), "qemuDomainMigrateGetCompressionCache");
            return new MigrationCall.CacheSizeRet(controls(call.dom()).compressionCache());
        });
        calls.on(MigrationCall.SetMaxSpeed.class, (_, call) -> {
            Flags.check(ErrorDomain.QEMU, call.flags(), POSTCOPY, "qemuDomainMigrateSetMaxSpeed");
            new MigrationSpeed(domains.of(call.dom())).set(call.bandwidth(), call.flags() == POSTCOPY);
            return NOTHING;
        });
        calls.on(MigrationCall.GetMaxSpeed.class, (_, call) -> {
            Flags.check(ErrorDomain.QEMU, call.flags(), POSTCOPY, "qemuDomainMigrateGetMaxSpeed");
            return new MigrationCall.BandwidthRet(new MigrationSpeed(domains.of(call.dom())).get(call.flags() == POSTCOPY));
        });
        calls.on(MigrationCall.StartPostCopy.class, (_, call) -> {
            none(call.flags(), "qemuDomainMigrateStartPostCopy");
            controls(call.dom()).startPostcopy();
            return NOTHING;
        });
    }

    private Controls controls(WireDomain dom) {
        return new Controls(domains.of(dom));
    }

    private static void none(int flags, String function) {
        Flags.check(ErrorDomain.QEMU, flags, 0, function);
    }
}
