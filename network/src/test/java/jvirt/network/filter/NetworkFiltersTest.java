package jvirt.network.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.IpAddress;
import jvirt.api.VirtException;
import jvirt.api.nwfilter.FilterBinding;
import jvirt.api.nwfilter.NetworkFilter;
import jvirt.host.Roots;
import jvirt.network.iptables.Step;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkFiltersTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

    @TempDir Path dir;
    private final List<List<String>> given = new ArrayList<>();
    private Optional<String> refused = Optional.empty();
    private NetworkFilters filters;

    @BeforeEach
    void open() {
        filters = opened();
    }

    private NetworkFilters opened() {
        return new NetworkFilters(Roots.below(dir), true, this::take, link -> link.startsWith("vnet"), CLOCK);
    }

    /** The firewalls: they take everything but a line that has the refused text. */
    private void take(List<Step> steps) {
        List<String> lines = steps.stream().map(Step::line).toList();
        given.add(lines);
        if (refused.isPresent() && lines.stream().anyMatch(line -> line.contains(refused.get()))) {
            throw ErrorDomain.FIREWALL.error(ErrorCode.INTERNAL_ERROR, "no");
        }
    }

    private static FilterBinding binding(String port, String filter, String parameters) {
        return FilterBinding.parse("""
                <filterbinding><owner><name>m</name><uuid>d54df46f-1ab5-4a22-8618-4560ef5fac2c</uuid></owner><portdev name='%s'/>
                <mac address='52:54:00:00:00:07'/><filterref filter='%s'>%s</filterref></filterbinding>""".formatted(port, filter, parameters));
    }

    private static String filter(String name, String content) {
        return "<filter name='" + name + "'><uuid>00000000-0000-0000-0000-00000000000" + name.length() + "</uuid>" + content + "</filter>";
    }

    private static String drop(String type) {
        return "<rule action='drop' direction='out'><mac protocolid='" + type + "'/></rule>";
    }

    private ErrorCode code(Runnable what) {
        return assertThrows(VirtException.class, what::run).code();
    }

    @Test
    void everyHostHasLibvirtsFilters() {
        assertEquals(24, filters.all().size());
        assertEquals("ipv4-ip", filters.named("no-ip-spoofing").chain());
        filters.undefine(filters.named("allow-arp"));
        assertEquals(23, opened().all().size(), "what was taken away stays away");
    }

    @Test
    void aFilterIsOneNameAndOneIdentity() {
        NetworkFilter one = filters.define(filter("a", ""));
        assertEquals(one, filters.define(filter("a", "")));
        assertEquals(ErrorCode.OPERATION_FAILED, code(() -> filters.define("<filter name='a'/>")));
        assertEquals(ErrorCode.OPERATION_FAILED, code(() -> filters.define(filter("b", ""))), "the same identity");
        assertEquals(one, opened().of(one.uuid().orElseThrow()));
    }

    @Test
    void noFilterIsWithinItself() {
        filters.define(filter("a", "<filterref filter='bb'/>"));
        filters.define(filter("bb", "<filterref filter='ccc'/>"));
        assertEquals("operation failed: filter would introduce a loop",
                assertThrows(VirtException.class, () -> filters.define(filter("ccc", "<filterref filter='a'/>"))).getMessage());
    }

    @Test
    void whatIsUsedStays() {
        filters.define(filter("a", "<filterref filter='bb'/>"));
        filters.define(filter("bb", drop("arp")));
        filters.bind(binding("vnet0", "a", ""));
        assertEquals(ErrorCode.OPERATION_INVALID, code(() -> filters.undefine(filters.named("bb"))));
        filters.unbind("vnet0");
        filters.undefine(filters.named("bb"));
        assertEquals(ErrorCode.INTERNAL_ERROR, code(() -> filters.bind(binding("vnet0", "a", ""))), "its part is missing");
    }

    @Test
    void aChangeIsForAllInterfacesOrForNone() {
        filters.define(filter("a", drop("arp")));
        filters.bind(binding("vnet0", "a", ""));
        filters.bind(binding("vnet1", "a", ""));
        given.clear();
        refused = Optional.of("vnet1 -p 0x800");
        assertEquals(ErrorCode.INTERNAL_ERROR, code(() -> filters.define(filter("a", drop("ipv4")))));
        assertEquals(List.of("0x800", "0x800", "0x806", "0x806"), given.stream().map(lines -> lines.stream()
                .filter(line -> line.endsWith("-j DROP")).findFirst().orElseThrow().replaceAll(".*-p (\\S+).*", "$1")).toList());
        assertTrue(filters.named("a").format().contains("arp"));
    }

    @Test
    void aBindingThatFailsLeavesNothing() {
        refused = Optional.of("-A libvirt-J-vnet0");
        assertEquals(ErrorCode.INTERNAL_ERROR, code(() -> filters.bind(binding("vnet0", "clean-traffic", "<parameter name='IP' value='10.0.0.1'/>"))));
        assertEquals(List.of(), filters.bindings());
        assertEquals(new FilterSteps("vnet0").tearAll().lines(), given.getLast());
        assertFalse(Files.exists(dir.resolve("run/nwfilter-binding/vnet0.xml")));
    }

    @Test
    void anotherFilterComesOrTheOldOneStays() {
        filters.define(filter("a", drop("arp")));
        filters.define(filter("bb", drop("ipv4")));
        filters.bind(binding("vnet0", "a", ""));
        filters.replace(binding("vnet0", "bb", ""));
        assertEquals("bb", filters.binding("vnet0").filterref().filter());
        refused = Optional.of("-p 0x806");
        assertEquals(ErrorCode.OPERATION_FAILED, code(() -> filters.replace(binding("vnet0", "a", ""))));
        assertEquals("bb", filters.binding("vnet0").filterref().filter());
        assertTrue(given.getLast().stream().anyMatch(line -> line.contains("-p 0x800 -j DROP")));
    }

    @Test
    void whatIsMissingIsSaid() {
        assertEquals("internal error: Cannot instantiate filter due to unresolvable variables or unavailable list elements: GATEWAY_MAC",
                assertThrows(VirtException.class, () -> filters.bind(binding("vnet0", "clean-traffic-gateway", ""))).getMessage());
        assertEquals("internal error: Cannot instantiate filter due to unresolvable variables or unavailable list elements: IP",
                assertThrows(VirtException.class, () -> filters.bind(binding("vnet0", "clean-traffic",
                        "<parameter name='CTRL_IP_LEARNING' value='none'/>"))).getMessage());
    }

    @Test
    void bindingsOutliveTheDaemonAndNotTheirInterfaces() {
        filters.define(filter("a", drop("arp")));
        filters.bind(binding("vnet0", "a", ""));
        filters.bind(binding("gone0", "a", ""));
        NetworkFilters again = opened();
        assertEquals(List.of("gone0", "vnet0"), again.bindings().stream().map(FilterBinding::port).toList());
        again.forgetGone(Set.of());
        assertEquals(List.of("vnet0"), again.bindings().stream().map(FilterBinding::port).toList());
    }

    @Test
    void addressesAreKnownAsLongAsTheyLast() {
        Path file = dir.resolve("leases");
        FilterBinding card = binding("vnet0", "a", "");
        KnownAddresses known = new KnownAddresses(file, CLOCK);
        IpAddress lent = IpAddress.parse("10.0.0.7");
        known.lent(card, lent, IpAddress.parse("10.0.0.1"), Optional.of(java.time.Duration.ofSeconds(60)));
        known.used(card, IpAddress.parse("10.0.0.8"));
        assertEquals(2, new KnownAddresses(file, CLOCK).of(card).size());
        Clock later = Clock.offset(CLOCK, java.time.Duration.ofSeconds(60));
        assertEquals(List.of(IpAddress.parse("10.0.0.8")), new KnownAddresses(file, later).of(card));
        known.forgetUsed(card);
        assertEquals(List.of(lent), new KnownAddresses(file, CLOCK).of(card));
    }

    @Test
    void variablesMakeCombinations() {
        String rule = "<rule action='drop' direction='out'><ip srcipaddr='$A' dstipaddr='$B[@1]'/></rule>";
        filters.define(filter("a", rule));
        filters.bind(binding("vnet0", "a", "<parameter name='A' value='1.1.1.1'/><parameter name='A' value='2.2.2.2'/>"
                + "<parameter name='A' value='1.1.1.1'/><parameter name='B' value='3.3.3.3'/><parameter name='B' value='4.4.4.4'/>"));
        assertEquals(List.of("1.1.1.1 3.3.3.3", "2.2.2.2 3.3.3.3", "1.1.1.1 4.4.4.4", "2.2.2.2 4.4.4.4"), given.getLast().stream()
                .filter(line -> line.contains("--ip-source"))
                .map(line -> line.replaceAll(".*--ip-source (\\S+) --ip-destination (\\S+).*", "$1 $2")).toList());
    }
}
