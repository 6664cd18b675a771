package jvirt.qemu.migration;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.api.xml.Element;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Name;
import jvirt.api.xml.View;
import jvirt.api.xml.Wrapped;
import jvirt.api.xml.XmlBinding;

/**
 * What the two hosts of a migration tell each other by way of whoever carries it out, {@code <qemu-migration>}: libvirt's, so
 * that either host may be run by libvirtd. Each step has one from the step before, and makes one for the next.
 *
 * @param feature what the receiver must understand
 * @param graphics where the other host's screen will be
 * @param domain the definition to be kept there
 * @param cpu the guest's processor, as it was made concrete
 */
public record Cookie(@InElement String name, @InElement UUID uuid, @InElement String hostname, @InElement UUID hostuuid,
        List<Feature> feature, Optional<Graphics> graphics, Optional<Domain> domain, Optional<Nbd> nbd,
        Optional<Statistics> statistics, Optional<Cpu> cpu, @Wrapped("capabilities") List<Cap> cap) {
    /** What may be asked for; of most nothing else is needed here than to know it. */
    private static final List<String> FEATURES = List.of("graphics", "lockstate", "persistent", "network", "nbd",
            "statistics", "memory-hotplug", "cpu-hotplug", "cpu", "allowReboot", "capabilities", "block-dirty-bitmaps");

    public record Feature(String name) {}

    public record Graphics(String type, int port, String listen, Optional<Integer> tlsPort, Optional<Cert> cert) {}

    /** Whose certificate the other host's screen shows. */
    public record Cert(String info, String value) {}

    /** Disks that are copied, and where the copies are served. */
    public record Nbd(Optional<Integer> port, List<NbdDisk> disk) {}

    /** @param capacity in bytes */
    public record NbdDisk(String target, long capacity) {}

    /** What a QEMU can do in a migration; {@code auto} where it is done without being asked for. */
    public record Cap(String name, String auto) {
        boolean automatic() {
            return auto.equals("yes");
        }
    }

    /**
     * How the migration went. Times are milliseconds, those of a clock since 1970; {@code delta} is how far the receiver's
     * clock was ahead, the time on the way included.
     */
    public record Statistics(@InElement long started, @InElement long stopped, @InElement long sent,
            @InElement Optional<Long> delta, @Name("time_elapsed") @InElement long timeElapsed,
            @InElement Optional<Long> downtime, @Name("setup_time") @InElement Optional<Long> setupTime,
            @Name("memory_total") @InElement long memoryTotal, @Name("memory_processed") @InElement long memoryProcessed,
            @Name("memory_remaining") @InElement long memoryRemaining, @Name("memory_bps") @InElement long memoryBps,
            @Name("memory_constant") @InElement Optional<Long> memoryConstant,
            @Name("memory_normal") @InElement Optional<Long> memoryNormal,
            @Name("memory_normal_bytes") @InElement Optional<Long> memoryNormalBytes,
            @Name("memory_dirty_rate") @InElement Optional<Long> memoryDirtyRate,
            @Name("memory_iteration") @InElement Optional<Long> memoryIteration,
            @Name("memory_postcopy_requests") @InElement Optional<Long> memoryPostcopyRequests,
            @Name("memory_page_size") @InElement Optional<Long> memoryPageSize, @Name("disk_total") @InElement long diskTotal,
            @Name("disk_processed") @InElement long diskProcessed, @Name("disk_remaining") @InElement long diskRemaining,
            @Name("disk_bps") @InElement Optional<Long> diskBps,
            @Name("compression_cache") @InElement Optional<Long> compressionCache,
            @Name("compression_bytes") @InElement Optional<Long> compressionBytes,
            @Name("compression_pages") @InElement Optional<Long> compressionPages,
            @Name("compression_cache_misses") @InElement Optional<Long> compressionCacheMisses,
            @Name("compression_overflow") @InElement Optional<Long> compressionOverflow,
            @Name("auto_converge_throttle") @InElement Optional<Integer> autoConvergeThrottle) {}

    /** Who makes or reads a cookie. */
    public record Self(String hostname, UUID host) {}

    /** A cookie of which no more is said than which machine it is about, and who says it. */
    public static Cookie of(String name, UUID uuid, Self self) {
        return new Cookie(name, uuid, self.hostname, self.host, List.of(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), List.of());
    }

    /**
     * Reads the other host's cookie, or gives libvirt's error for one that is not about this machine or is our own.
     *
     * @param text nothing where the step before left none
     */
    static Optional<Cookie> parse(Optional<String> text, String name, UUID uuid, Self self) {
        if (text.isEmpty()) return Optional.empty();
        Element root = Element.parse(text.get());
        String about = element(root, "name").orElseThrow(() -> missing("name"));
        if (!about.equals(name)) {
            throw QEMU.error(INTERNAL_ERROR, "Incoming cookie data had unexpected name %s vs %s", about, name);
        }
        String id = element(root, "uuid").orElseThrow(() -> missing("uuid"));
        if (!id.equals(uuid.toString())) {
            throw QEMU.error(INTERNAL_ERROR, "Incoming cookie data had unexpected UUID %s vs %s", id, uuid);
        }
        if (element(root, "hostname").isEmpty()) throw missing("hostname");
        String host = element(root, "hostuuid").orElseThrow(() -> missing("hostuuid"));
        if (host.equals(self.host.toString())) {
            throw QEMU.error(INTERNAL_ERROR, "Attempt to migrate guest to the same host %s", host);
        }
        Cookie cookie = XmlBinding.read(Cookie.class, root);
        for (Feature one : cookie.feature) {
            if (!FEATURES.contains(one.name)) throw QEMU.error(INTERNAL_ERROR, "Unknown migration cookie feature %s", one.name);
        }
        return Optional.of(cookie);
    }

    private static Optional<String> element(Element root, String name) {
        return root.child(name).map(Element::text).filter(text -> !text.isEmpty());
    }

    private static RuntimeException missing(String what) {
        return QEMU.error(INTERNAL_ERROR, "missing %s element in migration data", what);
    }

    /** As it is sent. */
    public String format() {
        return XmlBinding.format("qemu-migration", this, View.INACTIVE);
    }

    Cookie withFeature(String needed) {
        return new Cookie(name, uuid, hostname, hostuuid, List.of(new Feature(needed)), graphics, domain, nbd, statistics, cpu,
                cap);
    }

    Cookie withGraphics(Optional<Graphics> screen) {
        return new Cookie(name, uuid, hostname, hostuuid, feature, screen, domain, nbd, statistics, cpu, cap);
    }

    Cookie withDomain(Optional<Domain> kept) {
        return new Cookie(name, uuid, hostname, hostuuid, feature, graphics, kept, nbd, statistics, cpu, cap);
    }

    Cookie withNbd(Nbd disks) {
        return new Cookie(name, uuid, hostname, hostuuid, feature, graphics, domain, Optional.of(disks), statistics, cpu, cap);
    }

    Cookie withStatistics(Optional<Statistics> done) {
        return new Cookie(name, uuid, hostname, hostuuid, feature, graphics, domain, nbd, done, cpu, cap);
    }

    Cookie withCpu(Optional<Cpu> concrete) {
        return new Cookie(name, uuid, hostname, hostuuid, feature, graphics, domain, nbd, statistics, concrete, cap);
    }

    Cookie withCap(List<Cap> can) {
        return new Cookie(name, uuid, hostname, hostuuid, feature, graphics, domain, nbd, statistics, cpu, can);
    }
}
