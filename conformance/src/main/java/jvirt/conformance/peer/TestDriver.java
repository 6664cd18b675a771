package jvirt.conformance.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.xml.Element;
import jvirt.api.xml.Node;
import jvirt.cli.install.Facts;

/** The connection of virt-manager's tests: libvirt's test driver, from its document, that claims to be another. */
final class TestDriver implements Facts {
    /** What the test driver says about itself. */
    private static final String OWN_CAPABILITIES = """
            <capabilities><host><cpu><arch>i686</arch></cpu><secmodel><model>testSecurity</model><doi/></secmodel></host>
            <guest><os_type>hvm</os_type><arch name='i686'><wordsize>32</wordsize><emulator>/usr/bin/test-hv</emulator>
            <domain type='test'/></arch><features><pae/><nonpae/></features></guest></capabilities>""";
    private static final long NEWEST = 99_000_000;
    private static final long POOL_SIZE = 100L << 30;

    private final String uri;
    private final Element node;
    private final Optional<Element> capabilities;
    private final Optional<Element> domainCapabilities;
    private final List<Element> pools;

    TestDriver(String uri, Element node, Optional<Element> capabilities, Optional<Element> domainCapabilities) {
        this.uri = uri;
        this.node = node;
        this.capabilities = capabilities;
        this.domainCapabilities = domainCapabilities;
        this.pools = new ArrayList<>(node.children("pool"));
    }

    @Override public String uri() {
        return uri;
    }

    @Override public boolean remote() {
        return false;
    }

    @Override public long libraryVersion() {
        return NEWEST;
    }

    @Override public long hypervisorVersion() {
        return NEWEST;
    }

    @Override public Element capabilities() {
        return capabilities.orElseGet(() -> Element.parse(OWN_CAPABILITIES));
    }

    @Override public Optional<Element> domainCapabilities(String emulator, String arch, String machine, String type) {
        return domainCapabilities;
    }

    @Override public List<Element> domains() {
        return node.children("domain");
    }

    @Override public Optional<Element> network(String name) {
        return node.children("network").stream().filter(one -> name(one).equals(name)).findFirst();
    }

    @Override public List<Element> nodeDevices() {
        return node.children("device");
    }

    @Override public List<Element> pools() {
        return pools;
    }

    @Override public long available(String pool) {
        return POOL_SIZE * 1024;
    }

    @Override public Optional<Element> volume(String pool, String name) {
        return pools.stream().filter(one -> name(one).equals(pool)).flatMap(one -> one.children("volume").stream()
                .filter(volume -> name(volume).equals(name)).map(volume -> complete(one, volume))).findFirst();
    }

    @Override public Optional<Volume> volumeAt(String path) {
        for (Element pool : pools) {
            for (Element volume : pool.children("volume")) {
                Element complete = complete(pool, volume);
                if (path(complete).filter(path::equals).isPresent()) return Optional.of(new Volume(name(pool), complete));
            }
        }
        return Optional.empty();
    }

    private static String name(Element element) {
        return element.child("name").map(Element::text).orElse("");
    }

    private static Optional<String> path(Element of) {
        return of.child("target").flatMap(target -> target.child("path")).map(Element::text);
    }

    /** A volume that does not say where it is lies in its pool's folder. */
    private static Element complete(Element pool, Element volume) {
        if (path(volume).isPresent()) return volume;
        String path = path(pool).orElse("").replaceAll("/$", "") + "/" + name(volume);
        List<Node> target = new ArrayList<>(volume.child("target").map(Element::nodes).orElse(List.of()));
        target.add(Element.of("path", Map.of(), List.of(new Node.Chars(path))));
        List<Node> nodes = new ArrayList<>(volume.nodes().stream().filter(node -> !(node instanceof Element child && child.name().equals("target"))).toList());
        nodes.add(Element.of("target", Map.of(), target));
        return new Element(volume.name(), volume.namespace(), new java.util.LinkedHashMap<>(volume.attributes()), nodes, volume.line());
    }

    @Override public void offerPool(String name, String folder) {
        pools.add(Element.parse("<pool type='dir'><name>" + name + "</name><target><path>" + folder + "</path></target></pool>"));
    }

    @Override public String newUuid() {
        return "00000000-1111-2222-3333-444444444444";
    }

    @Override public String newMac() {
        return "00:11:22:33:44:55";
    }

    @Override public Optional<String> defaultBridge() {
        return Optional.of("testsuitebr0");
    }

    @Override public String home() {
        return "/tmp";
    }

    @Override public Optional<String> display() {
        return Optional.of(":3.4");
    }

    @Override public void note(String message) {
        // the cases compare documents, not warnings
    }
}
