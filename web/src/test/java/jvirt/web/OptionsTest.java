package jvirt.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static Options parse(String... words) {
        return Options.parse(List.of(words), Map.of("JVIRT_DEFAULT_URI", "qemu:///session"));
    }

    @Test void hostsHaveNames() {
        assertEquals(Map.of("local", "qemu:///session"), parse().hosts());
        assertEquals(List.of("local", "attic", "host3"), List.copyOf(parse("--connect", "qemu:///system", "--connect", "attic=qemu+ssh://attic/system",
                "--connect", "qemu+tls://far/system?no_verify=1").hosts().keySet()));
    }

    @Test void wrongWordsAreNamed() {
        for (List<String> words : List.of(List.of("--prot", "1"), List.of("--port", "http"), List.of("--port", "65536"), List.of("--port"),
                List.of("--certificate", "c.pem"), List.of("--connect", "a=qemu:///system", "--connect", "a=qemu:///session"))) {
            assertThrows(IllegalArgumentException.class, () -> Options.parse(words, Map.of()), words.toString());
        }
    }
}
