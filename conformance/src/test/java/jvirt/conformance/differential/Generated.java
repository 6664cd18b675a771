package jvirt.conformance.differential;

import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/**
 * Machines by chance, as the schema that libvirt installs lets anybody write them: a plain machine with one part of the format that is
 * made by walking the schema's definition of it. The same number always gives the same document.
 */
final class Generated {
    private static final Path SCHEMAS = Path.of("/usr/share/libvirt/schemas");
    /** The schema's definitions of what stands below {@code <devices>}, then those of what stands beside it. */
    static final List<String> DEVICES = List.of("disk", "controller", "filesystem", "interface", "input", "sound", "audio", "hostdev",
            "graphic", "video", "console", "parallel", "serial", "channel", "smartcard", "hub", "redirdev", "redirfilter", "rng", "tpm", "shmem",
            "memorydev", "panic", "iommu", "vsock", "watchdog", "memballoon", "nvram", "lease");
    static final List<String> SECTIONS = List.of("cpu", "clock", "features", "pm", "cputune", "memtune", "blkiotune", "numatune", "sysinfo", "perf",
            "launchSecurity", "idmap", "seclabel", "events", "os", "qemucmdline");
    private static final int DEEPEST = 40;

    /** What a value is by its definition's name, where a sample of its pattern would say little. */
    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry("diskTargetDev", List.of("vda", "sda", "hda", "vdb", "fda", "hdc")),
            Map.entry("absFilePath", List.of("/var/tmp/generated/file")), Map.entry("absDirPath", List.of("/var/tmp/generated")),
            Map.entry("filePath", List.of("/var/tmp/generated/file")), Map.entry("dirPath", List.of("/var/tmp/generated")),
            Map.entry("deviceName", List.of("eth0", "dev0")), Map.entry("dnsName", List.of("example.org")),
            Map.entry("uniMacAddr", List.of("52:54:00:01:02:03")), Map.entry("macAddr", List.of("52:54:00:01:02:03")),
            Map.entry("ipv4Addr", List.of("192.168.5.6")), Map.entry("ipv6Addr", List.of("2001:db8::7")), Map.entry("ipAddr", List.of("192.168.5.6")),
            Map.entry("UUID", List.of("5c2e0dd2-4ff7-42f2-a1a4-3cd6a6b5e2f1")), Map.entry("aliasName", List.of("ua-one", "name")),
            Map.entry("cpuset", List.of("0", "0-1")), Map.entry("cpusetExclude", List.of("0-1")), Map.entry("vcpuid", List.of("0", "1")),
            Map.entry("genericName", List.of("some")), Map.entry("zoneName", List.of("public")), Map.entry("secretUsage", List.of("secret")));

    private final Map<String, List<Element>> definitions = new HashMap<>();
    private final DocumentBuilder builder;

    Generated() throws Exception {
        var factory = DocumentBuilderFactory.newDefaultInstance();
        builder = factory.newDocumentBuilder();
        for (String file : List.of("domainoverrides.rng", "domaincommon.rng")) include(file);
    }

    private void include(String file) throws Exception {
        read(builder.parse(SCHEMAS.resolve(file).toFile()).getDocumentElement());
    }

    private void read(Element grammar) throws Exception {
        for (Element child : children(grammar)) {
            switch (child.getTagName()) {
                case "define" -> definitions.computeIfAbsent(child.getAttribute("name"), _ -> new ArrayList<>()).add(child);
                case "include" -> {
                    include(child.getAttribute("href"));
                    read(child);
                }
                case "div" -> read(child);
                default -> { }
            }
        }
    }

    /** @param part a name of {@link #DEVICES} or {@link #SECTIONS} */
    String document(String part, int number) throws Exception {
        Random chance = new Random(31L * part.hashCode() + number);
        // nextInt's first values of near seeds are alike
        for (int i = 0; i < 8; i++) chance.nextInt();
        Document document = builder.parse(new InputSource(new StringReader("""
                <domain type='qemu'><name>g1</name><uuid>3e3fce45-4f53-4fa7-bb32-11f34168b82b</uuid><memory unit='KiB'>262144</memory><vcpu>2</vcpu>%s\
                <devices><emulator>/usr/bin/qemu-system-x86_64</emulator></devices></domain>""".formatted(part.equals("os") ? ""
                : "<os><type arch='x86_64' machine='" + (chance.nextInt(3) == 0 ? "pc" : "q35") + "'>hvm</type></os>"))));
        Element domain = document.getDocumentElement();
        Element devices = (Element) domain.getElementsByTagName("devices").item(0);
        Element parent = DEVICES.contains(part) ? devices : domain;
        double fullness = List.of(0.1, 0.25, 0.5).get(chance.nextInt(3));
        new Walk(chance, fullness, document).define(part, parent, 0);
        if (part.equals("disk")) named(devices, document);
        StringWriter text = new StringWriter();
        var writer = TransformerFactory.newDefaultInstance().newTransformer();
        writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        writer.transform(new DOMSource(document), new StreamResult(text));
        return text.toString();
    }

    /** The schema makes a disk's target optional, which libvirt never takes: nothing else of the disk would be looked at. */
    private static void named(Element devices, Document document) {
        Element disk = children(devices).getLast();
        if (children(disk).stream().anyMatch(child -> child.getTagName().equals("target"))) return;
        Element target = document.createElement("target");
        target.setAttribute("dev", "vda");
        disk.appendChild(target);
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) children.add(element);
        }
        return children;
    }

    /** One walk through the schema. */
    private final class Walk {
        private final RandomGenerator chance;
        private final double fullness;
        private final Document document;
        /** Where an attribute's or element's text goes while it is walked. */
        private Optional<StringBuilder> text = Optional.empty();

        Walk(RandomGenerator chance, double fullness, Document document) {
            this.chance = chance;
            this.fullness = fullness;
            this.document = document;
        }

        void define(String name, Element parent, int depth) {
            List<String> values = VALUES.get(name);
            if (values != null) {
                say(values.get(chance.nextInt(values.size())), parent);
                return;
            }
            List<Element> defined = definitions.getOrDefault(name, List.of());
            if (defined.isEmpty()) return;
            Element one = defined.get(defined.size() - 1);
            children(one).forEach(pattern -> walk(pattern, parent, depth + 1));
        }

        private void walk(Element pattern, Element parent, int depth) {
            if (depth > DEEPEST) return;
            switch (pattern.getTagName()) {
                case "element" -> element(pattern, parent, depth);
                case "attribute" -> attribute(pattern, parent, depth);
                case "ref" -> define(pattern.getAttribute("name"), parent, depth);
                case "optional" -> {
                    if (chance.nextDouble() < fullness) all(pattern, parent, depth);
                }
                case "zeroOrMore" -> {
                    if (chance.nextDouble() < fullness) all(pattern, parent, depth);
                }
                case "oneOrMore" -> {
                    all(pattern, parent, depth);
                    if (chance.nextInt(4) == 0) all(pattern, parent, depth);
                }
                case "choice" -> {
                    List<Element> choices = children(pattern);
                    walk(choices.get(chance.nextInt(choices.size())), parent, depth + 1);
                }
                case "group", "interleave", "mixed", "list" -> all(pattern, parent, depth);
                case "value" -> say(pattern.getTextContent(), parent);
                case "data" -> say(data(pattern), parent);
                case "text" -> say("some", parent);
                default -> { }
            }
        }

        private void all(Element pattern, Element parent, int depth) {
            children(pattern).forEach(child -> walk(child, parent, depth + 1));
        }

        private String name(Element pattern) {
            if (pattern.hasAttribute("name")) return pattern.getAttribute("name");
            Element named = children(pattern).getFirst();
            return switch (named.getTagName()) {
                case "name" -> named.getTextContent().strip();
                case "choice" -> {
                    List<Element> names = children(named);
                    yield names.get(chance.nextInt(names.size())).getTextContent().strip();
                }
                default -> "any";
            };
        }

        private void element(Element pattern, Element parent, int depth) {
            Element element = document.createElement(name(pattern));
            String namespace = pattern.getAttribute("ns");
            if (!namespace.isEmpty()) element.setAttribute("xmlns", namespace);
            Optional<StringBuilder> outer = text;
            text = Optional.empty();
            children(pattern).forEach(child -> walk(child, element, depth + 1));
            text = outer;
            parent.appendChild(element);
        }

        private void attribute(Element pattern, Element parent, int depth) {
            Optional<StringBuilder> outer = text;
            StringBuilder value = new StringBuilder();
            text = Optional.of(value);
            List<Element> inside = children(pattern);
            if (inside.isEmpty()) value.append("some");
            inside.forEach(child -> walk(child, parent, depth + 1));
            text = outer;
            parent.setAttribute(name(pattern), value.toString());
        }

        private void say(String words, Element parent) {
            text.ifPresentOrElse(value -> value.append(words), () -> parent.appendChild(document.createTextNode(words)));
        }

        private String data(Element data) {
            Map<String, String> limits = new HashMap<>();
            for (Element param : children(data)) limits.put(param.getAttribute("name"), param.getTextContent().strip());
            String type = data.getAttribute("type");
            if (type.equals("string") && limits.containsKey("pattern")) return Sampled.of(limits.get("pattern"), chance);
            if (type.equals("string") || type.equals("NCName")) return "some";
            if (type.equals("dateTime")) return "2020-01-02T03:04:05";
            if (type.equals("double")) return "1.5";
            long least = limits.containsKey("minInclusive") ? Long.parseLong(limits.get("minInclusive")) : type.startsWith("positive") ? 1 : 0;
            long most = limits.containsKey("maxInclusive") ? Long.parseUnsignedLong(limits.get("maxInclusive")) : least + 5000;
            if (limits.getOrDefault("pattern", "").equals("[0-7]+")) return "0755";
            long span = Math.min(most - least, List.of(1, 3, 20, 3000).get(chance.nextInt(4)));
            return Long.toString(least + chance.nextLong(span + 1));
        }
    }
}
