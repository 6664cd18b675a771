package jvirt.api.nwfilter;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.NWFILTER;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import jvirt.api.xml.Element;
import jvirt.api.xml.Uuids;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlWriter;

/**
 * Rules for the packets of an interface, {@code <filter>}.
 *
 * @param chain where its rules of Ethernet's layer stand: {@code root}, or a name that begins with a protocol's
 * @param priority when the chain's turn is among those of its interface; small numbers first
 * @param entries in order
 */
public record NetworkFilter(String name, String chain, int priority, Optional<UUID> uuid, List<Entry> entries) {
    public static final String ROOT = "root";
    private static final int LOWEST_PRIORITY = -1000;
    private static final int HIGHEST_PRIORITY = 1000;
    /** {@code MAX_CHAIN_SUFFIX_SIZE}: a chain's name has an interface's within. */
    private static final int CHAIN_LENGTH = 12;
    private static final Pattern CHAIN = Pattern.compile("[A-Za-z0-9_.:-]*");
    private static final List<String> CHAINS = List.of("mac", "vlan", "stp", "arp", "rarp", "ipv4", "ipv6");
    private static final Map<String, Integer> PRIORITIES =
            Map.of("mac", -800, "vlan", -750, "ipv4", -700, "ipv6", -600, "arp", -500, "rarp", -400);

    /** A rule, or another filter whose rules stand here. */
    public sealed interface Entry permits Rule, FilterReference {
        void format(XmlWriter writer);
    }

    public NetworkFilter {
        entries = List.copyOf(entries);
    }

    public static NetworkFilter parse(String document) {
        return read(Element.parse(document, "filter"));
    }

    public static NetworkFilter read(Element root) {
        String name = root.attribute("name").filter(text -> !text.isEmpty()).orElseThrow(() ->
                NWFILTER.error(INTERNAL_ERROR, "filter has no name"));
        Optional<Integer> priority = filled(root, "priority").map(NetworkFilter::priority);
        Optional<String> chain = filled(root, "chain");
        chain.ifPresent(NetworkFilter::checkChain);
        int place = chain.isEmpty() ? 0 : priority.orElseGet(() -> usualPriority(chain.get()));
        Optional<UUID> uuid = root.child("uuid").map(Element::text).filter(text -> !text.isEmpty()).map(text ->
                Uuids.parse(text).orElseThrow(() -> NWFILTER.error(XML_ERROR, "malformed uuid element")));
        return new NetworkFilter(name, chain.orElse(ROOT), place, uuid, entries(root));
    }

    private static Optional<String> filled(Element element, String attribute) {
        return element.attribute(attribute).filter(text -> !text.isEmpty());
    }

    private static List<Entry> entries(Element root) {
        List<Entry> entries = new ArrayList<>();
        for (Element child : root.children()) {
            switch (child.name()) {
                case "rule" -> entries.add(Rule.parse(child));
                case "filterref" -> entries.add(FilterReference.parse(child));
                default -> { }
            }
        }
        return entries;
    }

    private static int priority(String text) {
        int priority;
        try {
            priority = Integer.parseInt(text.strip());
        } catch (NumberFormatException _) {
            throw NWFILTER.error(INVALID_ARG, "Could not parse chain priority '%s'", text);
        }
        if (priority < LOWEST_PRIORITY || priority > HIGHEST_PRIORITY) {
            throw NWFILTER.error(INVALID_ARG, "Priority '%d' is outside valid range of [%d,%d]", priority, LOWEST_PRIORITY,
                    HIGHEST_PRIORITY);
        }
        return priority;
    }

    private static void checkChain(String chain) {
        if (chain.length() > CHAIN_LENGTH) {
            throw NWFILTER.error(INVALID_ARG, "Name of chain is longer than %d characters", CHAIN_LENGTH);
        }
        if (!CHAIN.matcher(chain).matches()) throw NWFILTER.error(INVALID_ARG, "Chain name contains invalid characters");
        if (!chain.equals(ROOT) && protocolOf(chain).isEmpty()) {
            throw NWFILTER.error(INVALID_ARG, "Invalid chain name '%s'. Please use a chain name called '%s' or any of the following "
                    + "prefixes: %s", chain, ROOT, String.join(", ", CHAINS));
        }
    }

    /** The protocol whose packets a chain gets, by the beginning of its name; {@code root} gets all. */
    public static Optional<String> protocolOf(String chain) {
        return CHAINS.stream().filter(chain::startsWith).findFirst();
    }

    private static int usualPriority(String chain) {
        return protocolOf(chain).map(protocol -> PRIORITIES.getOrDefault(protocol, 0)).orElse(0);
    }

    public String format() {
        XmlWriter writer = new XmlWriter(View.LIVE).start("filter").attribute("name", name).attribute("chain", chain);
        if (priority != 0) writer.attribute("priority", priority);
        uuid.ifPresent(id -> writer.element("uuid", id));
        for (Entry entry : entries) {
            writer.start(entry instanceof Rule ? "rule" : "filterref");
            entry.format(writer);
            writer.end();
        }
        return writer.end().toString();
    }

    public NetworkFilter withUuid(UUID other) {
        return new NetworkFilter(name, chain, priority, Optional.of(other), entries);
    }

    /** The filters that it names. */
    public List<String> references() {
        return entries.stream().filter(FilterReference.class::isInstance).map(entry -> ((FilterReference) entry).filter())
                .distinct().toList();
    }
}
