package jvirt.web.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import jvirt.api.domain.Domain;
import org.junit.jupiter.api.Test;

class PlainTest {
    private sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    record Drawing(String name, Optional<String> note, OptionalInt page, List<Shape> shapes) {}

    @Test void theHeaderIsTheSchema() {
        assertEquals("{\"name\":\"a\",\"page\":3,\"shapes\":[{\"kind\":\"circle\",\"radius\":2}]}",
                Plain.of(new Drawing("a", Optional.empty(), OptionalInt.of(3), List.of(new Circle(2)))).toString());
    }

    @Test void aMachineGoesOutWhole() {
        Domain domain = Domain.parse("""
                <domain type='qemu'><name>a</name><memory unit='MiB'>64</memory><os><type>hvm</type></os><devices>
                <disk type='file' device='cdrom'><source file='/a.iso'/><target dev='sda' bus='sata'/></disk>
                <interface type='network'><source network='default' portgroup='p'/></interface></devices></domain>
                """);
        String json = Plain.of(domain).toString();
        assertTrue(json.contains("\"disks\":[{\"kind\":\"disk\",\"device\":\"cdrom\",\"source\":{\"kind\":\"file\",\"file\":\"/a.iso\""), json);
        assertTrue(json.contains("\"network\":\"default\""), json);
    }
}
