package jvirt.cli.domain;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.OptionalLong;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Numbers;
import jvirt.cli.Session;
import jvirt.client.Connection;
import jvirt.client.Domain;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.MigrationCall;
import jvirt.rpc.call.Opaque;

/** Moving machines to other hosts. */
public final class Migration extends Commands {
    private static final int POSTCOPY_SPEED = 1;
    private static final int FEATURE_PEER_TO_PEER = 4;
    private static final int FEATURE_DIRECT = 5;
    private static final int FEATURE_OFFLINE = 12;
    /** Migration in five steps, with named values. */
    private static final int FEATURE_STEPS = 13;

    @Override public String table() {
        return """
            migrate: move a machine to another host
              <domain>
              <desturi>  address of the other host, as this client or, with --p2p, the source sees it
              --live --offline --p2p --direct
              tunneled->tunnelled
              --tunnelled --persistent --undefinesource --suspend --copy-storage-all --copy-storage-inc
              --copy-storage-synchronous-writes --change-protection --unsafe
              --verbose
              --compressed --auto-converge --rdma-pin-all --abort-on-error --postcopy
              --postcopy-after-precopy  switch to post-copy after the first pass
              --postcopy-resume --zerocopy
              migrateuri=  where the hosts send the machine
              graphicsuri= listen-address=
              dname=  its name there
              timeout=#  seconds after which something is done about it
              --timeout-suspend --timeout-postcopy
              xml=  file with the definition to use there
              migrate-disks=  the disks to copy, with commas between
              disks-port=# disks-uri= comp-methods= comp-mt-level=# comp-mt-threads=# comp-mt-dthreads=# comp-xbzrle-cache=#
              auto-converge-initial=# auto-converge-increment=#
              persistent-xml=  file with the definition that persists there
              --tls postcopy-bandwidth=# --parallel parallel-connections=# bandwidth=# tls-destination=
            migrate-setmaxdowntime: set how long a migration may stop a machine
              <domain>
              <downtime>#  in ms
            migrate-getmaxdowntime: print how long a migration may stop a machine
              <domain>
            migrate-compcache: print or set the compression cache of migrations
              <domain>
              size=#!  in bytes
            migrate-setspeed: set how fast a migration may send
              <domain>
              <bandwidth>#  in MiB/s
              --postcopy  in its post-copy phase
            migrate-getspeed: print how fast a migration may send
              <domain>
              --postcopy  in its post-copy phase
            migrate-postcopy: switch a migration to post-copy
              <domain>
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "migrate" -> migrate(in);
            case "migrate-setmaxdowntime" -> {
                Domain domain = in.domain();
                long downtime = in.unsignedLong("downtime").orElse(0);
                if (downtime == 0) throw new Failure("migrate: Invalid downtime");
                in.call(new MigrationCall.SetMaxDowntime(domain.wire(), downtime, 0));
            }
            case "migrate-getmaxdowntime" -> in.out().line(
                    Long.toUnsignedString(in.call(new MigrationCall.GetMaxDowntime(in.domain().wire(), 0)).downtime()));
            case "migrate-compcache" -> {
                Domain domain = in.domain();
                OptionalLong size = in.unsignedLong("size");
                if (size.isPresent()) in.call(new MigrationCall.SetCompressionCache(domain.wire(), size.getAsLong(), 0));
                long now = in.call(new MigrationCall.GetCompressionCache(domain.wire(), 0)).cacheSize();
                in.out().print("Compression cache: " + Numbers.pretty(now, 3));
            }
            case "migrate-setspeed" -> {
                Domain domain = in.domain();
                long bandwidth = in.wrappingLong("bandwidth").orElse(0);
                in.call(new MigrationCall.SetMaxSpeed(domain.wire(), bandwidth, in.flag("postcopy", POSTCOPY_SPEED)));
            }
            case "migrate-getspeed" -> in.out().line(Long.toUnsignedString(
                    in.call(new MigrationCall.GetMaxSpeed(in.domain().wire(), in.flag("postcopy", POSTCOPY_SPEED))).bandwidth()));
            case "migrate-postcopy" -> in.call(new MigrationCall.StartPostCopy(in.domain().wire(), 0));
            default -> throw undeclared(command);
        }
    }

    private static void migrate(Invocation in) {
        check(in);
        Domain domain = in.domain();
        JobWatch watch = new JobWatch(in, domain, "Migration").limit(limit(in), () -> late(in, domain));
        PostcopySwitch postcopy = in.has("postcopy-after-precopy") ? new PostcopySwitch(in, domain) : null;
        try {
            move(in, domain, watch);
        } finally {
            if (postcopy != null) postcopy.close();
        }
    }

    private static void move(Invocation in, Domain domain, JobWatch watch) {
        String uri = in.required("desturi");
        if (in.has("p2p") || in.has("direct")) {
            MigrationPlan plan = MigrationPlan.of(in);
            watch.run(() -> byItself(in, domain, uri, plan), "");
            return;
        }
        try (Connection there = Connection.open(uri)) {
            MigrationPlan plan = MigrationPlan.of(in);
            if (plan.has(MigrationPlan.TUNNELLED)) {
                throw new Failure("cannot perform tunnelled migration without using peer2peer flag");
            }
            offline(in.connection(), plan, "source");
            offline(there, plan, "destination");
            if (!has(in.connection(), FEATURE_STEPS) || !has(there, FEATURE_STEPS)) {
                throw new Failure("this function is not supported by the connection driver: virDomainMigrate3");
            }
            watch.run(() -> new ManagedMigration(in.connection(), there, domain, plan).run(), "");
        }
    }

    private static void offline(Connection host, MigrationPlan plan, String which) {
        if (plan.has(MigrationPlan.OFFLINE) && !has(host, FEATURE_OFFLINE)) {
            throw unsupported("offline migration is not supported by the " + which + " host");
        }
    }

    private static boolean has(Connection host, int feature) {
        return host.call(new ConnectCall.SupportsFeature(feature)).supported() != 0;
    }

    private static Failure unsupported(String what) {
        return new Failure("argument unsupported: " + what);
    }

    private static void check(Invocation in) {
        in.exclusive("live", "offline");
        in.exclusive("timeout-suspend", "timeout-postcopy");
        in.requires("postcopy-after-precopy", "postcopy");
        in.requires("postcopy-resume", "postcopy");
        in.requires("timeout-postcopy", "postcopy");
        in.requires("persistent-xml", "persistent");
        in.requires("tls-destination", "tls");
    }

    private static OptionalLong limit(Invocation in) {
        long seconds = Integer.toUnsignedLong(in.unsigned("timeout").orElse(0));
        if (seconds > 0) {
            if (!in.has("live")) throw new Failure("migrate: Unexpected timeout for offline migration");
            return OptionalLong.of(seconds * 1000);
        }
        if (in.has("timeout-suspend") || in.has("timeout-postcopy")) {
            throw new Failure("migrate: Unexpected --timeout-* option without --timeout");
        }
        return OptionalLong.empty();
    }


    private static void late(Invocation in, Domain domain) {
        try {
            if (in.has("timeout-postcopy")) in.call(new MigrationCall.StartPostCopy(domain.wire(), 0));
            else domain.suspend();
        } catch (VirtException e) {
            in.session().debug(Session.INFO, in.has("timeout-postcopy") ? "switching to post-copy failed" : "suspending domain failed");
        }
    }

    /** The source's daemon speaks with the destination's. */
    private static void byItself(Invocation in, Domain domain, String uri, MigrationPlan plan) {
        if (!plan.has(MigrationPlan.PEER_TO_PEER)) {
            if (!has(in.connection(), FEATURE_DIRECT)) throw unsupported("direct migration is not supported by the source host");
            throw unsupported("Direct migration is not supported by the connection driver");
        }
        if (!has(in.connection(), FEATURE_PEER_TO_PEER)) throw unsupported("p2p migration is not supported by the source host");
        if (isLocal(uri)) throw new Failure("Attempt to migrate guest to the same host");
        in.call(new MigrationCall.Perform3Params(domain.wire(), Optional.of(uri), plan.params(), Opaque.EMPTY, plan.flags()));
    }

    /** Who names a socket knows what he does. */
    private static boolean isLocal(String uri) {
        try {
            URI parsed = new URI(uri);
            String host = parsed.getHost();
            if (host != null) return host.startsWith("localhost");
            boolean socket = Optional.ofNullable(parsed.getScheme()).filter(scheme -> scheme.endsWith("+unix")).isPresent()
                    && Optional.ofNullable(parsed.getRawQuery()).filter(query -> query.contains("socket=")).isPresent();
            return !socket;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
