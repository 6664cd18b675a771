package jvirt.conformance.differential;

import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * Makes of somebody's document one that this host's QEMU can start, emulated and on files of its own. It knows nothing of jvirt's
 * records, which are what is judged: tags and attributes are changed where they stand, and everything else stays as it was written.
 */
final class Playable {
    /** Chardevs that need nothing of the host's. */
    private static final Set<String> ENDS = Set.of("pty", "null", "vc", "spicevmc", "spiceport", "qemu-vdagent");

    /** Boards that QEMU 7.2 has not, or no more. */
    private static final String ELSEWHERE = "pc-0.*|pc-1\\.[0-3]|pc-i440fx-(1\\.[0-3]|[89].*|rhel.*)|fedora.*|rhel.*|pc-q35-(2\\.3|[89].*|rhel.*)";

    private final Path folder;
    private final Path guest;
    private final Document document;
    private final String name;

    private Playable(Document document, String name, Path folder, Path guest) {
        this.document = document;
        this.name = name;
        this.folder = folder;
        this.guest = guest;
    }

    /**
     * @param name what the machine is called
     * @param folder where its images and sockets are to lie
     * @param guest where a kernel is
     */
    static String of(String written, String name, Path folder, Path guest) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        var document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(written)));
        var playable = new Playable(document, name, folder, guest);
        playable.machine();
        playable.host();
        playable.disks();
        playable.cards();
        playable.chardevs();
        playable.others();
        StringWriter text = new StringWriter();
        var writer = TransformerFactory.newDefaultInstance().newTransformer();
        writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        writer.transform(new DOMSource(document), new StreamResult(text));
        return text.toString();
    }

    private void machine() {
        set("/domain", "type", "qemu");
        set("/domain", "id", null);
        each("/domain/name", element -> element.setTextContent(name));
        // two documents are played at once: theirs must not be the same
        String uuid = "11111111-2222-3333-4444-%012x".formatted(name.hashCode() & 0xffffffffL);
        each("/domain/uuid", element -> element.setTextContent(uuid));
        each("/domain/devices/emulator", element -> element.setTextContent("/usr/bin/qemu-system-x86_64"));
        set("/domain/os/type[@arch]", "arch", "x86_64");
        each("/domain/os/type[@machine]", type -> {
            String machine = type.getAttribute("machine");
            if (machine.matches(ELSEWHERE)) type.setAttribute("machine", machine.contains("q35") ? "q35" : "pc");
        });
        each("/domain/os/kernel", element -> element.setTextContent(guest.resolve("vmlinuz").toString()));
        each("/domain/os/initrd", element -> element.setTextContent(guest.resolve("initrd").toString()));
        boolean loaderElsewhere = elements("/domain/os/loader").stream().map(loader -> loader.getTextContent().strip())
                .anyMatch(path -> !path.isEmpty() && !Files.exists(Path.of(path)));
        if (loaderElsewhere) drop("/domain/os/loader | /domain/os/nvram");
        each("/domain/os/nvram", nvram -> {
            if (child(nvram, "source").isPresent()) {
                nvram.getParentNode().removeChild(nvram);
                return;
            }
            nvram.setTextContent(folder.resolve(name + "-vars.fd").toString());
            if (!Files.exists(Path.of(nvram.getAttribute("template")))) nvram.removeAttribute("template");
            nvram.removeAttribute("type");
        });
        drop("/domain/os/dtb | /domain/os/acpi | /domain/os/shim");
        // a guest that is emulated has no more than what QEMU emulates
        drop("/domain/cpu[@mode='host-passthrough' or @mode='maximum' and @migratable]");
    }

    /** What other hosts have. */
    private void host() {
        drop("/domain/memoryBacking", "hugepages", "locked", "allocation");
        drop("/domain", "resource", "launchSecurity", "keywrap", "perf", "seclabel", "idmap");
        drop("/domain", "qemu:commandline", "qemu:capabilities", "qemu:override");
        drop("/domain/cputune", "cachetune", "memorytune");
        drop("/domain/blkiotune", "device");
        drop("/domain/cputune/*[contains(name(), 'sched')]");
        set("/domain/vcpu[@cpuset] | /domain/cputune/*[@cpuset]", "cpuset", "0-1");
        set("/domain/numatune/*[@nodeset]", "nodeset", "0");
        each("/domain/sysinfo/entry[@file]", entry -> entry.setAttribute("file", file("blob")));
    }

    private void disks() {
        drop("/domain/devices/disk", "mirror", "auth", "encryption", "privateData");
        drop("/domain/devices/disk/backingStore[*] | /domain/devices/disk/driver/metadata_cache");
        each("/domain/devices/disk", disk -> {
            disk.removeAttribute("sgio");
            disk.removeAttribute("rawio");
            if (disk.getAttribute("device").equals("lun")) disk.setAttribute("device", "disk");
            child(disk, "driver").ifPresent(driver -> {
                driver.setAttribute("name", "qemu");
                if (!driver.getAttribute("type").equals("qcow2") && driver.hasAttribute("type")) driver.setAttribute("type", "raw");
                // io_uring is not everywhere allowed
                if (driver.getAttribute("io").equals("io_uring")) driver.setAttribute("io", "threads");
            });
            String format = child(disk, "driver").map(driver -> driver.getAttribute("type")).filter("qcow2"::equals).orElse("raw");
            String target = child(disk, "target").map(at -> at.getAttribute("dev")).orElse("");
            disk.setAttribute("type", "file");
            child(disk, "source").filter(source -> source.hasAttributes()).ifPresent(source -> {
                List<String> kept = new ArrayList<>();
                if (source.hasAttribute("startupPolicy")) kept.add(source.getAttribute("startupPolicy"));
                Element plain = document.createElement("source");
                plain.setAttribute("file", folder.resolve(name + "-" + target + "." + format).toString());
                if (!kept.isEmpty()) plain.setAttribute("startupPolicy", kept.getFirst());
                disk.replaceChild(plain, source);
            });
        });
    }

    private void cards() {
        drop("/domain/devices/interface", "virtualport", "vlan", "guest", "script", "downscript", "target", "backend", "filterref", "port",
                "actual", "portForward");
        each("/domain/devices/interface", card -> {
            String type = card.getAttribute("type");
            boolean user = !Set.of("network", "bridge", "direct", "internal", "hostdev").contains(type);
            if (Set.of("user", "ethernet", "mcast", "null").contains(type)) return;
            card.setAttribute("type", user ? "user" : "network");
            card.removeAttribute("managed");
            removeChildren(card, "source");
            if (user) return;
            Element source = document.createElement("source");
            source.setAttribute("network", "n1");
            card.appendChild(source);
        });
    }

    private void chardevs() {
        each("/domain/devices/*[" + named("serial", "parallel", "console", "channel", "redirdev") + "]", end -> {
            String type = end.getAttribute("type");
            Optional<Element> source = child(end, "source");
            boolean listens = type.equals("unix") && source.filter(at -> !at.getAttribute("mode").equals("connect")).isPresent();
            if (ENDS.contains(type) || type.equals("unix") && source.filter(at -> at.hasAttribute("path")).isEmpty()) return;
            if (type.equals("file") || listens) {
                source.ifPresent(at -> at.setAttribute("path", file(end.getTagName() + index(end))));
                return;
            }
            end.setAttribute("type", "pty");
            removeChildren(end, "source");
            removeChildren(end, "protocol");
        });
        each("/domain/devices/*/log", log -> log.setAttribute("file", file("log" + index(log.getParentNode()))));
        each("/domain/devices/rng/backend[@model='random']", backend -> backend.setTextContent("/dev/urandom"));
        each("/domain/devices/rng/backend[@model='egd']", backend -> {
            backend.setAttribute("model", "random");
            backend.removeAttribute("type");
            backend.setTextContent("/dev/urandom");
        });
    }

    private void others() {
        drop("/domain/devices", "hostdev", "lease", "smartcard", "vsock");
        drop("/domain/devices/filesystem[@type!='mount' or driver/@type='virtiofs']");
        drop("/domain/devices/input[@type='passthrough' or @type='evdev']");
        drop("/domain/devices/shmem[server] | /domain/devices/memory/source/pagesize");
        set("/domain/devices/filesystem/source", "dir", folder.toString());
        each("/domain/devices/memory/source/nodemask", mask -> mask.setTextContent("0"));
        each("/domain/devices/memory/source/path", path -> path.setTextContent(file("memory" + index(path.getParentNode().getParentNode()))));
        each("/domain/devices/tpm/backend[@type!='emulator']", backend -> {
            Element emulated = document.createElement("backend");
            emulated.setAttribute("type", "emulator");
            emulated.setAttribute("version", "2.0");
            backend.getParentNode().replaceChild(emulated, backend);
        });
        set("/domain/devices/audio", "type", "none");
        each("/domain/devices/audio", audio -> audio.setTextContent(""));
        set("//acceleration[@accel3d]", "accel3d", "no");
        each("/domain/devices/graphics", this::screen);
    }

    /** A screen takes any free port of the loopback: several machines run. */
    private void screen(Element graphics) {
        String type = graphics.getAttribute("type");
        if (!type.equals("spice")) graphics.setAttribute("type", "vnc");
        boolean none = child(graphics, "listen").map(listen -> listen.getAttribute("type")).filter("none"::equals).isPresent();
        for (String there : List.of("display", "xauth", "fullscreen", "tlsPort", "websocket", "socket", "listen")) {
            graphics.removeAttribute(there);
        }
        for (String there : List.of("channel", "gl")) removeChildren(graphics, there);
        if (none) return;
        removeChildren(graphics, "listen");
        graphics.setAttribute("port", "-1");
        graphics.setAttribute("autoport", "yes");
    }

    private String file(String kind) {
        return folder.resolve(name + "-" + kind).toString();
    }

    /** How many of its kind stand before it. */
    private static int index(Node node) {
        int index = 0;
        for (Node before = node.getPreviousSibling(); before != null; before = before.getPreviousSibling()) index++;
        return index;
    }

    private static Optional<Element> child(Element parent, String tag) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(tag)) return Optional.of(element);
        }
        return Optional.empty();
    }

    private static void removeChildren(Element parent, String tag) {
        while (child(parent, tag).isPresent()) parent.removeChild(child(parent, tag).get());
    }

    private void set(String path, String attribute, String value) {
        each(path, element -> {
            if (value == null) element.removeAttribute(attribute);
            else element.setAttribute(attribute, value);
        });
    }

    private void drop(String parent, String... children) {
        drop(parent + "/*[" + named(children) + "]");
    }

    /** The condition that an element has one of these names. */
    private static String named(String... names) {
        return Stream.of(names).map(name -> "name()='" + name + "'").collect(Collectors.joining(" or "));
    }

    private void drop(String path) {
        each(path, element -> element.getParentNode().removeChild(element));
    }

    private void each(String path, Consumer<Element> change) {
        elements(path).forEach(change);
    }

    private List<Element> elements(String path) {
        try {
            var xpath = XPathFactory.newDefaultInstance().newXPath();
            NodeList found = (NodeList) xpath.evaluate(path, document, XPathConstants.NODESET);
            List<Element> elements = new ArrayList<>();
            for (int i = 0; i < found.getLength(); i++) elements.add((Element) found.item(i));
            return elements;
        } catch (XPathExpressionException e) {
            throw new IllegalArgumentException(path, e);
        }
    }
}
