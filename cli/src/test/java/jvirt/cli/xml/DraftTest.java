package jvirt.cli.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DraftTest {
    @Test void whatIsSetCreatesWhatLeadsToIt() {
        Draft domain = new Draft("domain");
        domain.set("os/type/@arch", "x86_64");
        domain.set("os/type", "hvm");
        domain.set("serial/source[@mode='bind']/@host", "0.0.0.0");
        domain.set("serial/source[@mode='connect']/@host", "peer");
        domain.set("metadata/libosinfo:libosinfo/libosinfo:os/@id", "http://a/b");
        assertEquals("""
                <domain>
                  <os>
                    <type arch='x86_64'>hvm</type>
                  </os>
                  <serial>
                    <source mode='bind' host='0.0.0.0'/>
                    <source mode='connect' host='peer'/>
                  </serial>
                  <metadata>
                    <libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns/libvirt/domain/1.0'>
                      <libosinfo:os id='http://a/b'/>
                    </libosinfo:libosinfo>
                  </metadata>
                </domain>
                """, domain.toXml());
    }

    @Test void whatIsUnsetTakesEmptyParentsAlong() {
        Draft disk = Draft.parse("<disk><driver name='qemu' type='raw'/><boot order='1'/></disk>");
        disk.unset("boot/@order");
        disk.unset("driver/@name");
        assertEquals(Optional.empty(), disk.find("boot"));
        assertEquals(Optional.of("raw"), disk.get("driver/@type"));
    }

    @Test void theNthChildIsFound() {
        Draft devices = Draft.parse("<devices><disk/><video/><disk device='cdrom'/></devices>");
        assertEquals(Optional.of("cdrom"), devices.get("./disk[2]/@device"));
        assertThrows(IllegalArgumentException.class, () -> devices.get("disk[x]"));
    }
}
