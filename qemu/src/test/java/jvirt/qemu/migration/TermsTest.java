package jvirt.qemu.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.VirtException;
import org.junit.jupiter.api.Test;

class TermsTest {
    private static Request request(int flags, Request.Tuning tuning) {
        return new Request(flags, Optional.empty(), Optional.empty(), Optional.empty(), 0, Optional.empty(), Optional.empty(),
                List.of(), 0, Optional.empty(), Optional.empty(), tuning);
    }

    private static Request.Tuning compression(List<String> methods, Optional<Integer> level) {
        return new Request.Tuning(methods, level, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static String refusal(Request request) {
        return assertThrows(VirtException.class, () -> Terms.of(request, Terms.Party.SOURCE)).getMessage();
    }

    @Test void flagsTurnCapabilitiesOnWhereTheyBelong() {
        Request request = request(Flag.AUTO_CONVERGE.bit() | Flag.COMPRESSED.bit(), Request.Tuning.NONE);
        assertEquals(Set.of("auto-converge", "xbzrle", "return-path"), Terms.of(request, Terms.Party.SOURCE).wanted());
        assertEquals(Set.of("xbzrle", "return-path"), Terms.of(request, Terms.Party.DESTINATION).wanted());
        assertEquals(Set.of(), Terms.of(request(Flag.TUNNELLED.bit(), Request.Tuning.NONE), Terms.Party.SOURCE).wanted());
    }

    @Test void whatIsTunedMustBeOn() {
        assertEquals("invalid argument: Turn multithread compression on to tune it",
                refusal(request(0, compression(List.of(), Optional.of(5)))));
        assertEquals("invalid argument: Unsupported compression method 'zip'", refusal(request(0, compression(List.of("zip"), Optional.empty()))));
        assertEquals("invalid argument: Compression method 'mt' is specified twice",
                refusal(request(0, compression(List.of("mt", "mt"), Optional.empty()))));
        assertEquals(5, Terms.of(request(0, compression(List.of("mt"), Optional.of(5))), Terms.Party.SOURCE).parameters()
                .number("compress-level"));
    }

    @Test void placesAreReadInTheirOldFormToo() {
        assertEquals(new Target.Port("tcp", "b", 49152), Target.parse("tcp:b:49152"));
        assertEquals(new Target.Port("tcp", "fe80::1", 1), Target.parse("tcp://[fe80::1]:1"));
        assertEquals(new Target.Port("tcp", "host_b", 7), Target.parse("tcp://host_b:7"));
        assertEquals("tcp:[fe80::1]:1", new Target.Port("tcp", "fe80::1", 1).words());
        assertEquals("argument unsupported: unsupported scheme http in migration URI http://b",
                assertThrows(VirtException.class, () -> Target.parse("http://b")).getMessage());
    }
}
