package jvirt.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.STORAGE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jvirt.api.storage.Auth;
import jvirt.api.storage.Pool;
import jvirt.api.storage.PoolSource;
import jvirt.api.storage.PoolType;
import jvirt.api.storage.Volume;
import jvirt.api.xml.Element;

/** Pools that are a target of an iSCSI server; its logical units are their volumes. */
final class IscsiBackend implements Backend {
    private static final int PORT = 3260;
    private static final Pattern TARGET = Pattern.compile("target(\\d{1,9}):.*");

    private final Path root;
    private final Iscsi iscsi;
    private final ScsiUnits units;
    private final Passphrases secrets;

    IscsiBackend(Path root, Iscsi.Commands commands, Passphrases secrets) {
        this.root = root;
        this.iscsi = new Iscsi(commands);
        this.units = new ScsiUnits(root);
        this.secrets = secrets;
    }

    private static String portal(PoolSource source) {
        if (source.hosts().size() != 1) throw STORAGE.error(CONFIG_UNSUPPORTED, "Expected exactly 1 host for the storage pool");
        PoolSource.Host host = source.hosts().getFirst();
        return (host.name().contains(":") ? "[" + host.name() + "]" : host.name()) + ":" + host.port().orElse(PORT) + ",1";
    }

    private static String target(Pool pool) {
        portal(pool.source());
        if (pool.source().devices().size() != 1) throw STORAGE.error(INTERNAL_ERROR, "missing source device");
        return pool.source().devices().getFirst().path();
    }

    @Override
    public boolean isActive(Pool pool) throws InterruptedException {
        return iscsi.session(target(pool)).isPresent();
    }

    @Override
    public void start(Pool pool) throws InterruptedException {
        String target = target(pool);
        String portal = portal(pool.source());
        if (iscsi.session(target).isPresent()) return;
        iscsi.record(portal, target);
        if (pool.source().auth().flatMap(Auth::type).isPresent()) authenticate(pool.source().auth().get(), portal, target);
        iscsi.connect(portal, target, pool.source().initiator(), true);
    }

    private void authenticate(Auth auth, String portal, String target) throws InterruptedException {
        if (auth.type().get() != Auth.Type.CHAP) throw STORAGE.error(XML_ERROR, "iscsi pool only supports 'chap' auth type");
        byte[] secret = secrets.of(Passphrases.Purpose.ISCSI, auth.secret());
        iscsi.authenticate(portal, target, auth.username(), new String(secret, StandardCharsets.UTF_8));
    }

    @Override
    public void stop(Pool pool) throws InterruptedException {
        if (iscsi.session(target(pool)).isEmpty()) return;
        iscsi.connect(portal(pool.source()), target(pool), pool.source().initiator(), false);
    }

    @Override
    public Contents refresh(Pool pool, Map<String, Volume> known) throws InterruptedException {
        String session = iscsi.session(target(pool)).orElseThrow(() -> STORAGE.error(INTERNAL_ERROR, "cannot find iscsiadm session: "));
        iscsi.rescan(session);
        return ScsiUnits.contents(pool, units.of(adapter(session)));
    }

    /** The SCSI adapter that a session appears as. */
    int adapter(String session) {
        Path device = root.resolve("sys/class/iscsi_session/session" + session + "/device");
        try (Stream<Path> entries = Files.list(device)) {
            return entries.map(entry -> TARGET.matcher(entry.getFileName().toString())).filter(Matcher::matches)
                    .map(found -> Integer.parseInt(found.group(1))).findFirst().orElseThrow(() -> STORAGE.error(INTERNAL_ERROR,
                            "Failed to get host number for iSCSI session with path '%s'", device));
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot open directory '%s'", device);
        }
    }

    @Override
    public Volume refresh(Pool pool, Volume volume) {
        return BlockVolumes.refreshed(volume);
    }

    @Override
    public String findSources(PoolType type, Optional<String> specification) throws InterruptedException {
        PoolSource asked = PoolSource.parse(Element.parse(specification.orElseThrow(() ->
                STORAGE.error(INVALID_ARG, "hostname must be specified for iscsi sources")), "source"), PoolType.ISCSI);
        PoolSource.Host host = asked.hosts().stream().findFirst().orElseThrow(() ->
                STORAGE.error(CONFIG_UNSUPPORTED, "Expected exactly 1 host for the storage pool"));
        List<PoolSource> found = iscsi.targets(portal(asked), asked.initiator()).stream().map(target -> new PoolSource(
                List.of(new PoolSource.Host(host.name(), Optional.of(host.port().orElse(PORT)))),
                List.of(new PoolSource.Device(target, Optional.empty(), List.of())), Optional.empty(), Optional.empty(), Optional.empty(),
                asked.initiator(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())).toList();
        return Pool.formatSources(found, PoolType.ISCSI);
    }
}
