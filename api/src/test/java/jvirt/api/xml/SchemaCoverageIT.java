package jvirt.api.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import jvirt.api.domain.Domain;
import org.junit.jupiter.api.Test;

/** Which elements and attributes of libvirt's installed schemas no record carries. */
class SchemaCoverageIT {
    private static final Path SCHEMAS = Path.of("/usr/share/libvirt/schemas");
    /** What other hypervisors' guests have: jvirt runs QEMU's. */
    private static final Set<String> FOREIGN = Set.of("lxc:namespace", "bhyve:commandline", "xen:commandline",
            "vmware:datacenterpath");
    /** Kept in libvirt's own status files only. */
    private static final String PRIVATE = "privateData";
    /** What the schema allows, since elements share their definitions in it, and libvirt 9.0 does not read. */
    private static final Set<String> UNREAD = Set.of("domain/devices/console/target/model",
            "domain/devices/disk/backingStore/source/reservations/source/reconnect",
            "domain/devices/disk/mirror/backingStore/source/reservations/source/reconnect",
            "domain/devices/disk/mirror/source/reservations/source/reconnect",
            "domain/devices/disk/source/reservations/source/reconnect", "domain/os/nvram/source/reservations/source/reconnect",
            "domain/devices/hostdev/source/adapter/@managed", "domain/devices/hostdev/source/adapter/@parent",
            "domain/devices/hostdev/source/adapter/@parent_fabric_wwn", "domain/devices/hostdev/source/adapter/@parent_wwnn",
            "domain/devices/hostdev/source/adapter/@parent_wwpn", "domain/devices/hostdev/source/adapter/@type",
            "domain/devices/hostdev/source/adapter/@wwnn", "domain/devices/hostdev/source/adapter/@wwpn",
            "domain/devices/hostdev/source/adapter/parentaddr", "domain/devices/interface/bandwidth/@classID",
            "domain/devices/interface/source/@missing", "domain/devices/interface/source/product",
            "domain/devices/interface/source/vendor", "domain/devices/parallel/@tty", "domain/devices/parallel/target/@type",
            "domain/devices/parallel/target/model", "domain/devices/serial/@tty", "domain/devices/smartcard/target",
            "domain/launchSecurity/handle");

    @Test
    void domainsAreCarriedWhole() throws Exception {
        assumeTrue(Files.exists(SCHEMAS.resolve("domain.rng")));
        Set<String> missing = new TreeSet<>();
        Schema schema = new Schema();
        schema.include("domain.rng");
        Element start = Element.of("ref", Map.of("name", "domain"), List.of());
        compare("domain", schema.content(List.of(start)).children.get("domain"),
                Carried.of(Domain.class), schema, missing);
        missing.removeAll(UNREAD);
        assertEquals(Set.of(), missing);
    }

    private static void compare(String path, List<Element> patterns, Carried carried, Schema schema, Set<String> missing) {
        if (carried.whole) return;
        Content content = schema.content(patterns);
        for (String attribute : content.attributes) {
            if (!carried.attributes.contains(attribute)) missing.add(path + "/@" + attribute);
        }
        String parent = path.substring(path.lastIndexOf('/') + 1);
        String prefix = parent.contains(":") ? parent.substring(0, parent.indexOf(':') + 1) : "";
        content.children.forEach((local, children) -> {
            String name = local.contains(":") ? local : prefix + local;
            if (FOREIGN.contains(name) || name.equals(PRIVATE) || name.equals(parent)) return;
            List<Type> types = carried.children.get(name);
            if (types == null) {
                missing.add(path + "/" + name);
            } else {
                Carried child = new Carried();
                types.forEach(child::add);
                compare(path + "/" + name, children, child, schema, missing);
            }
        });
    }

    /** What an element may hold; of each child, the patterns of its content. */
    private record Content(Set<String> attributes, Map<String, List<Element>> children) {}

    private static final class Schema {
        private final Map<String, List<Element>> defines = new HashMap<>();
        private final Set<String> read = new HashSet<>();

        void include(String file) throws java.io.IOException {
            if (!read.add(file)) return;
            Element grammar = Element.parse(Files.readString(SCHEMAS.resolve(file)));
            collect(grammar);
        }

        private void collect(Element grammar) throws java.io.IOException {
            for (Element part : grammar.children()) {
                switch (part.name()) {
                    case "include" -> {
                        include(part.required("href"));
                        collect(part);
                    }
                    case "define" -> defines.computeIfAbsent(part.required("name"), _ -> new ArrayList<>()).add(part);
                    default -> { }
                }
            }
        }

        Content content(List<Element> patterns) {
            Content content = new Content(new TreeSet<>(), new TreeMap<>());
            Set<String> followed = new HashSet<>();
            patterns.forEach(pattern -> add(pattern, content, followed));
            return content;
        }

        private void add(Element pattern, Content content, Set<String> followed) {
            switch (pattern.name()) {
                case "element" -> pattern.attribute("name").ifPresent(name -> content.children
                        .computeIfAbsent(qualified(name, pattern.attribute("ns")), _ -> new ArrayList<>())
                        .addAll(pattern.children()));
                case "attribute" -> pattern.attribute("name").ifPresent(content.attributes::add);
                case "ref" -> {
                    String name = pattern.required("name");
                    if (followed.add(name)) {
                        for (Element define : defines.getOrDefault(name, List.of())) {
                            define.children().forEach(part -> add(part, content, followed));
                        }
                    }
                }
                default -> pattern.children().forEach(part -> add(part, content, followed));
            }
        }

        private static String qualified(String name, Optional<String> namespace) {
            return namespace.map(uri -> uri.split("/")[5] + ":" + name).orElse(name);
        }
    }

    /** What a type takes from an element: by the rules of the binding, which this package's description states. */
    private static final class Carried {
        final Set<String> attributes = new HashSet<>();
        final Map<String, List<Type>> children = new HashMap<>();
        /** The type reads itself; nobody can tell what. */
        boolean whole;

        static Carried of(Class<?> type) {
            Carried carried = new Carried();
            carried.add(type);
            return carried;
        }

        void add(Type type) {
            if (type instanceof Wrapper(var name, var element)) {
                if (element.isAnnotationPresent(ByElement.class)) variants(element);
                else child(name, element);
                return;
            }
            if (!(type instanceof Class<?> raw) || Scalar.of(raw, null).isPresent() || raw == boolean.class) return;
            if (own(raw)) {
                whole = true;
            } else if (raw.isSealed()) {
                ByAttr byAttr = raw.getAnnotation(ByAttr.class);
                if (byAttr != null) attributes.add(byAttr.value());
                for (Class<?> variant : raw.getPermittedSubclasses()) add(variant);
            } else {
                for (RecordComponent component : raw.getRecordComponents()) add(component);
            }
        }

        private static boolean own(Class<?> type) {
            try {
                type.getMethod("parse", Element.class);
                return true;
            } catch (NoSuchMethodException _) {
                return false;
            }
        }

        private void add(RecordComponent component) {
            Name named = component.getAnnotation(Name.class);
            String name = named == null ? component.getName() : named.value();
            Type type = component.getGenericType();
            boolean list = component.getType() == List.class;
            while (type instanceof ParameterizedType parameterized) {
                list |= parameterized.getRawType() == List.class;
                type = parameterized.getActualTypeArguments()[0];
            }
            Class<?> raw = (Class<?>) type;
            Wrapped wrapped = component.getAnnotation(Wrapped.class);
            if (wrapped != null) {
                children.computeIfAbsent(wrapped.value(), _ -> new ArrayList<>()).add(new Wrapper(name, raw));
            } else if (component.isAnnotationPresent(Inline.class)) {
                add(raw);
            } else if (raw.isAnnotationPresent(ByElement.class) && list) {
                variants(raw);
            } else if (component.isAnnotationPresent(TypedBy.class)) {
                attributes.add(component.getAnnotation(TypedBy.class).value());
                child(name, raw);
            } else if (raw == boolean.class || list || component.isAnnotationPresent(InElement.class)
                    || Scalar.of(raw, null).isEmpty()) {
                child(name, raw);
            } else if (!component.isAnnotationPresent(Text.class)) {
                attributes.add(name);
            }
        }

        private void child(String name, Type type) {
            children.computeIfAbsent(name, _ -> new ArrayList<>()).add(type);
        }

        private void variants(Class<?> choice) {
            for (Class<?> variant : choice.getPermittedSubclasses()) {
                Is is = variant.getAnnotation(Is.class);
                if (is == null) {
                    variants(variant);
                } else {
                    for (String word : is.value()) child(word, variant);
                }
            }
        }
    }

    /** Stands for the element around a list. */
    private record Wrapper(String name, Class<?> element) implements Type {}
}
