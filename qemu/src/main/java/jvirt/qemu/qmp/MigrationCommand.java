package jvirt.qemu.qmp;

import java.util.List;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.api.json.Key;
import jvirt.api.json.Rest;

/** Commands that move a machine's state out of QEMU and into it: migration, save, restore. */
public sealed interface MigrationCommand<R> extends Command<R> {
    @Qmp("migrate") record Migrate(String uri, Optional<Boolean> blk, Optional<Boolean> inc, Optional<Boolean> resume,
            Optional<Boolean> detach)
            implements MigrationCommand<Nothing> {}
    @Qmp("migrate_cancel") record Cancel() implements MigrationCommand<Nothing> {}
    @Qmp("migrate-incoming") record Incoming(String uri) implements MigrationCommand<Nothing> {}
    @Qmp("migrate-continue") record Continue(String state) implements MigrationCommand<Nothing> {}
    @Qmp("migrate-pause") record Pause() implements MigrationCommand<Nothing> {}
    @Qmp("migrate-recover") record Recover(String uri) implements MigrationCommand<Nothing> {}
    @Qmp("migrate-start-postcopy") record StartPostcopy() implements MigrationCommand<Nothing> {}
    @Qmp("query-migrate") record Query() implements MigrationCommand<Progress> {}
    @Qmp("migrate-set-capabilities") record SetCapabilities(List<ProbeCommand.MigrateCapability> capabilities)
            implements MigrationCommand<Nothing> {}
    @Qmp("migrate-set-parameters") record SetParameters(@Rest Json.Obj parameters) implements MigrationCommand<Nothing> {}
    @Qmp("query-migrate-parameters") record QueryParameters() implements MigrationCommand<Json.Obj> {}
    @Qmp("calc-dirty-rate") record CalcDirtyRate(@Key("calc-time") long seconds, Optional<String> mode)
            implements MigrationCommand<Nothing> {}
    @Qmp("query-dirty-rate") record QueryDirtyRate() implements MigrationCommand<Json.Obj> {}
    @Qmp("client_migrate_info") record SpiceTarget(String protocol, String hostname, Optional<Integer> port,
            @Key("tls-port") Optional<Integer> tlsPort, @Key("cert-subject") Optional<String> certSubject)
            implements MigrationCommand<Nothing> {}

    /** How far it is; a machine that never migrated has no status. Milliseconds and bytes. */
    record Progress(Optional<String> status, Optional<Ram> ram, Optional<Long> totalTime, Optional<Long> downtime,
            Optional<Long> expectedDowntime, Optional<Long> setupTime, @Key("error-desc") Optional<String> error,
            @Key("xbzrle-cache") Optional<Compression> compression,
            @Key("cpu-throttle-percentage") Optional<Integer> throttle, List<String> blockedReasons) {}

    record Compression(long cacheSize, long bytes, long pages, long cacheMiss, long overflow) {}

    record Ram(long transferred, long remaining, long total, long duplicate, long normal, @Key("normal-bytes") long normalBytes,
            @Key("dirty-pages-rate") long dirtyPagesRate, double mbps, @Key("dirty-sync-count") long dirtySyncCount,
            @Key("page-size") long pageSize, @Key("postcopy-requests") long postcopyRequests) {}
}
