package jvirt.web.resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlWriter;
import jvirt.client.Pool;
import jvirt.client.Volume;
import jvirt.rpc.client.Stream;
import jvirt.web.host.Hosts;
import jvirt.web.http.Exchange;
import jvirt.web.http.Problem;
import jvirt.web.http.Route;
import jvirt.web.machine.DiskUsers;
import jvirt.web.people.Role;

/** The volumes of a pool, and their contents both ways. */
public final class VolumeRoutes {
    /** {@code virStorageVolType}, libvirt 9.0.0 libvirt-storage.h. */
    private static final List<String> TYPES = List.of("file", "block", "dir", "network", "netdir", "ploop");
    /** What goes in one packet of a stream, {@code VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX} less its header, as libvirt's clients send. */
    private static final int PART = 262_120;
    private static final Pattern NAME = Pattern.compile("[^/\\p{Cntrl}]{1,255}");
    /** Formats that a new volume may have. */
    private static final List<String> FORMATS = List.of("qcow2", "raw");

    private final Hosts hosts;

    public VolumeRoutes(Hosts hosts) {
        this.hosts = hosts;
    }

    record One(String name, String key, String path, String type, long capacity, long allocation, Optional<String> format, List<String> usedBy) {}
    record NewVolume(String name, long capacity, String format) {}
    record Size(long capacity) {}
    record Clone(String name) {}

    /** Adds the routes. */
    public void addTo(Route.Table table) {
        String all = "pools/{host}/{uuid}/volumes";
        String one = all + "/{name}";
        table.get(all, this::list);
        table.look(one + "/content", Role.OPERATOR, this::download);
        table.change("POST", all, Role.ADMIN, "volume.create", this::create);
        table.change("DELETE", one, Role.ADMIN, "volume.delete", this::delete);
        table.change("POST", one + "/resize", Role.ADMIN, "volume.resize", this::resize);
        table.change("POST", one + "/clone", Role.ADMIN, "volume.clone", this::copy);
        table.change("PUT", one + "/content", Role.ADMIN, "volume.upload", this::upload);
    }

    private Pool pool(Exchange exchange) {
        return PoolRoutes.pool(hosts, exchange);
    }

    private Volume volume(Exchange exchange) {
        return pool(exchange).volume(exchange.path("name"));
    }

    private List<One> list(Exchange exchange) {
        Map<String, List<String>> users = DiskUsers.of(hosts.of(exchange).connection());
        return pool(exchange).volumes().stream().flatMap(volume -> present(volume, users).stream()).toList();
    }

    private static Optional<One> present(Volume volume, Map<String, List<String>> users) {
        try {
            return Optional.of(one(volume, users));
        } catch (VirtException e) {
            if (e.code() == ErrorCode.NO_STORAGE_VOL) return Optional.empty();
            throw e;
        }
    }

    private static One one(Volume volume, Map<String, List<String>> users) {
        Volume.Info info = volume.info(0);
        String path = volume.path();
        Optional<String> format = Element.parse(volume.xml()).child("target").flatMap(target -> target.child("format"))
                .flatMap(element -> element.attribute("type"));
        return new One(volume.name(), volume.key(), path, TYPES.get(Math.clamp(info.type(), 0, TYPES.size() - 1)), info.capacity(), info.allocation(),
                format, users.getOrDefault(path, List.of()));
    }

    private One create(Exchange exchange) {
        NewVolume wish = exchange.body(NewVolume.class);
        if (!FORMATS.contains(wish.format())) throw Problem.bad("format is one of " + FORMATS + ", not '" + wish.format() + "'");
        return one(pool(exchange).createVolume(document(wish), 0), Map.of());
    }

    private static String document(NewVolume wish) {
        if (!NAME.matcher(wish.name()).matches() || wish.name().startsWith(".")) throw Problem.bad("'" + wish.name() + "' is no name for a volume");
        return new XmlWriter(View.PUBLIC).start("volume").content().element("name", wish.name()).element("capacity", wish.capacity())
                .start("target").content().start("format").attribute("type", wish.format()).end().end().end().toString();
    }

    private Object delete(Exchange exchange) {
        Volume volume = volume(exchange);
        refuseUsed(exchange, volume);
        volume.delete(0);
        return Map.of();
    }

    /** What a machine has for a disk is neither deleted nor written over. */
    private void refuseUsed(Exchange exchange, Volume volume) {
        List<String> users = DiskUsers.of(hosts.of(exchange).connection()).getOrDefault(volume.path(), List.of());
        if (!users.isEmpty()) {
            throw Problem.of(409, "IN_USE", volume.name() + " is used by " + String.join(", ", users), "take it from them first");
        }
    }

    private One resize(Exchange exchange) {
        Volume volume = volume(exchange);
        volume.resize(exchange.body(Size.class).capacity(), 0);
        return one(volume, Map.of());
    }

    private One copy(Exchange exchange) {
        Volume from = volume(exchange);
        One now = one(from, Map.of());
        String document = document(new NewVolume(exchange.body(Clone.class).name(), now.capacity(), now.format().orElse("raw")));
        return one(pool(exchange).createVolume(document, from, 0), Map.of());
    }

    private One upload(Exchange exchange) throws IOException {
        long length = exchange.length();
        if (length < 0) throw Problem.of(411, "LENGTH", "an upload says how long it is");
        Pool pool = pool(exchange);
        String name = exchange.path("name");
        Predicate<Volume> wanted = volume -> volume.name().equals(name);
        Optional<Volume> there = pool.volumes().stream().filter(wanted).findFirst();
        there.ifPresent(volume -> refuseUsed(exchange, volume));
        Volume volume = there.orElseGet(() -> pool.createVolume(document(new NewVolume(name, length, "raw")), 0));
        try (InputStream in = exchange.stream(); Stream stream = volume.upload(0, length, 0)) {
            byte[] part = new byte[PART];
            for (int count = in.readNBytes(part, 0, PART); count > 0; count = in.readNBytes(part, 0, PART)) {
                stream.send(count == PART ? part : Arrays.copyOf(part, count));
            }
            stream.finish();
        } catch (IOException | RuntimeException e) {
            if (there.isEmpty()) volume.delete(0);    // what was made for it goes with it
            throw e;
        }
        pool.refresh();
        return one(volume, Map.of());
    }

    private Object download(Exchange exchange) throws IOException {
        Volume volume = volume(exchange);
        exchange.header("Content-Disposition", "attachment; filename*=UTF-8''" + java.net.URLEncoder.encode(volume.name(), java.nio.charset.StandardCharsets.UTF_8));
        try (Stream stream = volume.download(0, 0, 0); OutputStream out = exchange.answer("application/octet-stream")) {
            for (byte[] part = stream.receive(); part.length > 0; part = stream.receive()) out.write(part);
            stream.finish();
        }
        return Route.ANSWERED;
    }
}
