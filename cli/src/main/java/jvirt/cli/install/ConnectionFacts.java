package jvirt.cli.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.cli.xml.Draft;
import jvirt.client.Connection;
import jvirt.client.Domain;
import jvirt.client.Pool;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.NodeDeviceCall;

/** The facts of a daemon, asked when they are first wanted and kept for the time of one installation. */
final class ConnectionFacts implements Facts {
    /** {@code VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES} */
    private static final int EXPAND_FEATURES = 1;
    private static final int QCOW2_MAGIC_LENGTH = 4;

    private final Connection connection;
    private final Notes notes;
    private final boolean rehearsal;
    private final String uri;
    private final Map<String, Element> pools = new LinkedHashMap<>();
    private final List<Pool> made = new ArrayList<>();
    private List<Element> domains;
    private List<Element> nodeDevices;
    private Element capabilities;

    /**
     * Facts of {@code connection}.
     *
     * @param rehearsal nothing may be made: a pool that is offered is imagined
     */
    ConnectionFacts(Connection connection, Notes notes, boolean rehearsal) {
        this.connection = connection;
        this.notes = notes;
        this.rehearsal = rehearsal;
        this.uri = connection.canonicalUri();
        for (Pool pool : connection.pools().list(0)) remember(pool);
    }

    private void remember(Pool pool) {
        pools.put(pool.name(), Element.parse(pool.xml(0)));
    }

    @Override public String uri() {
        return uri;
    }

    @Override public boolean remote() {
        return connection.address().host().filter(host -> !host.isEmpty()).isPresent();
    }

    @Override public long libraryVersion() {
        return connection.libraryVersion();
    }

    @Override public long hypervisorVersion() {
        return connection.hypervisorVersion();
    }

    @Override public Element capabilities() {
        if (capabilities == null) capabilities = Element.parse(connection.capabilities());
        return capabilities;
    }

    @Override public Optional<Element> domainCapabilities(String emulator, String arch, String machine, String type) {
        return ask(() -> Element.parse(connection.domainCapabilities(Optional.ofNullable(emulator), Optional.ofNullable(arch),
                Optional.ofNullable(machine), Optional.ofNullable(type))));
    }

    /** What an older daemon does not know it does not say. */
    private static <T> Optional<T> ask(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (VirtException e) {
            return Optional.empty();
        }
    }

    @Override public Optional<List<String>> hostModelFeatures(DomainCapabilities domain) {
        return domain.hostModel().map(mode -> ask(() -> expanded(domain, mode)).orElseGet(() -> DomainCapabilities.namedFeatures(mode)));
    }

    private List<String> expanded(DomainCapabilities domain, Element mode) {
        Draft cpu = new Draft("cpu");
        for (Element child : mode.children()) cpu.add(".", Draft.of(child));
        cpu.set("arch", domain.arch());
        String whole = connection.call(new ConnectCall.BaselineHypervisorCpu(Optional.of(domain.text("path")), Optional.of(domain.arch()),
                Optional.of(domain.text("machine")), Optional.of(domain.text("domain")), List.of(cpu.toXml()), EXPAND_FEATURES)).cpu();
        return Element.parse(whole).children("feature").stream().filter(one -> !one.attribute("policy").filter("disable"::equals).isPresent())
                .flatMap(one -> one.attribute("name").stream()).toList();
    }

    @Override public List<Element> domains() {
        if (domains == null) {
            domains = new ArrayList<>();
            for (Domain domain : connection.domains().list(0)) ask(() -> Element.parse(domain.xml(Domain.XML_INACTIVE))).ifPresent(domains::add);
        }
        return domains;
    }

    @Override public Optional<Element> network(String name) {
        return ask(() -> Element.parse(connection.networks().named(name).xml(0)));
    }

    @Override public List<Element> nodeDevices() {
        if (nodeDevices == null) {
            nodeDevices = new ArrayList<>();
            ask(() -> connection.call(new ConnectCall.ListAllNodeDevices(1, 0)).devices()).orElse(List.of()).forEach(device ->
                    ask(() -> Element.parse(connection.call(new NodeDeviceCall.GetXmlDesc(device.name(), 0)).xml())).ifPresent(nodeDevices::add));
        }
        return nodeDevices;
    }

    @Override public List<Element> pools() {
        return List.copyOf(pools.values());
    }

    private boolean imagined(String pool) {
        return rehearsal && ask(() -> connection.pools().named(pool)).isEmpty();
    }

    @Override public long available(String pool) {
        return imagined(pool) ? Long.MAX_VALUE : running(pool).info().available();
    }

    /** The pool, started when it is not. */
    Pool running(String name) {
        Pool pool = connection.pools().named(name);
        if (!pool.active()) pool.start(0);
        return pool;
    }

    @Override public Optional<Element> volume(String pool, String name) {
        if (imagined(pool)) return imaginedVolume(pool, name);
        return ask(() -> Element.parse(running(pool).volume(name).xml()));
    }

    /** What the daemon would find in the folder: the file, and what its first bytes say. */
    private Optional<Element> imaginedVolume(String pool, String name) {
        Path file = Path.of(Pools.path(pools.get(pool), name));
        if (remote() || !Files.isRegularFile(file)) return Optional.empty();
        Draft volume = new Draft("volume");
        volume.set("@type", "file");
        volume.set("name", name);
        volume.set("target/path", file.toString());
        volume.set("target/format/@type", format(file));
        return Optional.of(volume.toElement());
    }

    private static String format(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(QCOW2_MAGIC_LENGTH), StandardCharsets.ISO_8859_1).equals("QFI\u00fb") ? "qcow2" : "raw";
        } catch (IOException e) {
            return "raw";       // who cannot read it cannot tell; QEMU will
        }
    }

    @Override public Optional<Volume> volumeAt(String path) {
        Optional<Volume> known = lookup(path);
        if (known.isPresent()) return known;
        // a file that came into a pool's folder since the daemon looked
        Path folder = path.startsWith("/") ? Path.of(path).getParent() : null;
        Optional<Element> pool = folder == null ? Optional.empty() : Pools.ofFolder(this, folder.toString());
        if (pool.isEmpty() || imagined(Pools.name(pool.get()))) return Optional.empty();
        running(Pools.name(pool.get())).refresh();
        return lookup(path);
    }

    private Optional<Volume> lookup(String path) {
        return ask(() -> connection.volumes().withPath(path)).map(volume -> new Volume(volume.pool().name(), Element.parse(volume.xml())));
    }

    /** As virt-install does: a pool for the folder, there to stay. */
    @Override public void offerPool(String name, String folder) {
        Draft document = new Draft("pool");
        document.set("@type", "dir");
        document.set("name", name);
        document.set("target/path", folder);
        if (rehearsal) {
            pools.put(name, document.toElement());
            return;
        }
        Pool pool = connection.pools().define(document.toXml(), 0);
        try {
            if (name.equals("default")) pool.build(0);
            pool.start(0);
            pool.autostart(true);
        } catch (VirtException e) {
            ask(() -> {
                pool.undefine();
                return true;
            });
            throw InstallException.of("Could not start storage pool: %s", e.getMessage());
        }
        made.add(pool);
        remember(pool);
    }

    /** The pools that were made for this installation. */
    List<Pool> madePools() {
        return made;
    }

    @Override public String newUuid() {
        return UUID.randomUUID().toString();
    }

    /** QEMU's own range. */
    @Override public String newMac() {
        byte[] last = new byte[3];
        new SecureRandom().nextBytes(last);
        return "52:54:00:" + HexFormat.ofDelimiter(":").formatHex(last);
    }

    @Override public String imageFolder() {
        return Files.isDirectory(Path.of("/var/lib/jvirt")) ? "/var/lib/jvirt/images" : "/var/lib/libvirt/images";
    }

    /** From {@code /proc/net/route}: the interface of the route to everywhere, if it is a bridge. */
    @Override public Optional<String> defaultBridge() {
        if (remote()) return Optional.empty();
        try {
            return Files.readAllLines(Path.of("/proc/net/route")).stream().map(line -> line.split("\\s+"))
                    .filter(fields -> fields.length == 11 && fields[1].equals("00000000")).map(fields -> fields[0])
                    .filter(name -> Files.isDirectory(Path.of("/sys/class/net", name, "bridge"))).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override public void note(String message) {
        notes.note(message);
    }
}
