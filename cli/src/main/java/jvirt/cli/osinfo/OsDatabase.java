package jvirt.cli.osinfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jvirt.api.xml.Element;

/**
 * The osinfo database. A name is looked for in the files' bytes, and only a file that has it is parsed: there are a thousand
 * of them, and a command needs three.
 */
public final class OsDatabase {
    private final List<Path> roots;
    private final Map<String, Optional<Os>> byId = new HashMap<>();
    private List<String> files;

    public OsDatabase(List<Path> roots) {
        this.roots = roots.stream().filter(Files::isDirectory).toList();
    }

    /** The database of this machine: the user's own files before the administrator's before the distribution's. */
    public static OsDatabase ofSystem() {
        Map<String, String> environment = System.getenv();
        return new OsDatabase(List.of(
                Path.of(environment.getOrDefault("OSINFO_USER_DIR", System.getProperty("user.home") + "/.config/osinfo")),
                Path.of(environment.getOrDefault("OSINFO_LOCAL_DIR", "/etc/osinfo")),
                Path.of(environment.getOrDefault("OSINFO_SYSTEM_DIR", "/usr/share/osinfo"))));
    }

    /** The system with this short name: {@code fedora26}. */
    public Optional<Os> named(String shortId) {
        if (shortId.equals(Os.GENERIC)) return Optional.of(generic());
        return first("<short-id>" + shortId + "</short-id>");
    }

    /** The newest of a series: rhel7.9 for {@code rhel7}, as guides from before the minor releases counted call it. */
    public Optional<Os> newest(String series) {
        Pattern name = Pattern.compile("<short-id>(" + Pattern.quote(series) + "\\.\\d+)</short-id>");
        return texts().stream().flatMap(text -> name.matcher(text).results()).map(match -> match.group(1))
                .min(new NaturalOrder()).flatMap(this::named);
    }

    /** The system with this identity, an address that names it and leads nowhere. */
    public Optional<Os> withId(String id) {
        return byId.computeIfAbsent(id, wanted -> guess(wanted).or(() -> first("id=\"" + wanted + "\"").filter(os -> os.id().equals(wanted))));
    }

    /** A guest of which nothing is known. */
    public Os generic() {
        return new Os(this, Element.of("os", Map.of("id", ""), List.of(Element.of("short-id", Map.of(),
                List.of(new jvirt.api.xml.Node.Chars(Os.GENERIC))))));
    }

    /** All short names, one line a system. */
    public List<List<String>> names() {
        List<List<String>> names = new ArrayList<>();
        for (String text : texts()) parse(text).map(Os::names).ifPresent(names::add);
        names.add(List.of(Os.GENERIC));
        names.sort(Comparator.comparing(List::getFirst, new NaturalOrder()));
        return names;
    }

    /** The system on a medium; where several fit, the one whose description says most. */
    public Optional<Os.Medium> identify(MediaFacts facts) {
        return texts().stream().filter(text -> text.contains(facts.marker())).flatMap(text -> parse(text).stream())
                .flatMap(os -> os.media().stream()).filter(facts::fits)
                .max(Comparator.comparing((Os.Medium medium) -> !medium.os().name().endsWith("-unknown"))
                        .thenComparing(Os.Medium::detail));
    }

    /** Names of the devices that {@code wanted} accepts: a device's file says its class and name. */
    List<String> deviceNames(List<String> ids, Predicate<Element> wanted) {
        List<String> names = new ArrayList<>();
        for (String id : ids) {
            for (Path root : roots) {
                Path file = root.resolve("device").resolve(file(id));
                // a device may be a file, or a folder of one file by what it says
                Optional<Element> device = read(file).or(() -> read(Path.of(file.toString().replaceFirst("xml$", "d/class.xml"))))
                        .map(Element::parse).flatMap(document -> document.child("device"));
                device.filter(wanted).flatMap(one -> one.child("name")).map(Element::text).ifPresent(names::add);
                if (device.isPresent()) break;
            }
        }
        return names;
    }

    /** Where the database keeps what has this identity: {@code http://a.org/b/c} in {@code a.org/b-c.xml}. */
    private static String file(String id) {
        URI uri = URI.create(id);
        return uri.getHost() + uri.getPath().replace('/', '-').replaceFirst("-", "/") + ".xml";
    }

    private Optional<Os> guess(String id) {
        if (!id.contains("://")) return Optional.empty();
        return roots.stream().flatMap(root -> read(root.resolve("os").resolve(file(id))).stream())
                .flatMap(text -> parse(text).stream()).filter(os -> os.id().equals(id)).findFirst();
    }

    private Optional<Os> first(String marker) {
        return texts().stream().filter(text -> text.contains(marker)).flatMap(text -> parse(text).stream()).findFirst();
    }

    private Optional<Os> parse(String text) {
        return Element.parse(text).child("os").map(os -> new Os(this, os));
    }

    private List<String> texts() {
        if (files == null) {
            files = new ArrayList<>();
            for (Path root : roots) {
                try (Stream<Path> all = Files.walk(root.resolve("os"))) {
                    all.filter(path -> path.toString().endsWith(".xml") && !path.getParent().toString().endsWith(".d")).sorted().flatMap(path -> read(path).stream()).forEach(files::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return files;
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.isRegularFile(file) ? Optional.of(Files.readString(file, StandardCharsets.UTF_8)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
