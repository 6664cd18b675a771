package jvirt.daemon.migration;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.client.Connection;
import jvirt.qemu.migration.Destination;
import jvirt.qemu.migration.Request;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.MigrationCall;
import jvirt.rpc.call.Opaque;
import jvirt.rpc.client.Stream;

/** Another host's daemon, jvirtd or libvirtd, as this one's server. */
final class RemoteDestination implements Destination {
    private final Connection connection;

    private RemoteDestination(Connection connection) {
        this.connection = connection;
    }

    /**
     * Opens a connection to another daemon.
     *
     * @param interval seconds between two questions whether it is still there; none are asked without one
     */
    static Destination open(String uri, int interval, int count) {
        Connection connection = Connection.open(uri);
        if (interval > 0) connection.keepAlive(interval, count);
        return new RemoteDestination(connection);
    }

    @Override
    public boolean can(Ability ability) {
        // VIR_DRV_FEATURE_MIGRATION_P2P, _PARAMS, _OFFLINE
        int feature = switch (ability) {
            case PEER_TO_PEER -> 4;
            case PARAMETERS -> 13;
            case OFFLINE -> 12;
        };
        return connection.call(new ConnectCall.SupportsFeature(feature)).supported() != 0;
    }

    /** Daemons before libvirt 1.1 know of no names. */
    private void requireParameters() {
        if (can(Ability.PARAMETERS)) return;
        throw ErrorDomain.QEMU.error(ARGUMENT_UNSUPPORTED,
                "Migration APIs with extensible parameters are not supported but extended parameters were passed");
    }

    @Override
    public Prepared prepare(Request request, Optional<String> cookie) {
        requireParameters();
        var ready = connection.call(new MigrationCall.Prepare3Params(Parameters.forDestination(request), CookieText.of(cookie),
                request.flags()));
        return new Prepared(CookieText.read(ready.cookieOut()), ready.uriOut());
    }

    @Override
    public Tunnel prepareTunnel(Request request, Optional<String> cookie) {
        requireParameters();
        Stream stream = connection.stream();
        Opaque told = connection.call(new MigrationCall.PrepareTunnel3Params(Parameters.forDestination(request), CookieText.of(cookie),
                request.flags()), stream).cookieOut();
        return new StreamTunnel(CookieText.read(told), stream);
    }

    private record StreamTunnel(Optional<String> cookie, Stream stream) implements Tunnel {
        @Override
        public void send(byte[] data) {
            stream.send(data);
        }

        @Override
        public void finish() {
            stream.finish();
        }

        @Override
        public void abort() {
            stream.close();
        }
    }

    @Override
    public Optional<String> finish(Request request, Optional<String> cookie, boolean cancelled) {
        return CookieText.read(connection.call(new MigrationCall.Finish3Params(Parameters.forDestination(request),
                CookieText.of(cookie), request.flags(), cancelled ? 1 : 0)).cookieOut());
    }

    @Override
    public boolean alive() {
        return connection.alive();
    }

    @Override
    public void close() {
        connection.close();
    }
}
