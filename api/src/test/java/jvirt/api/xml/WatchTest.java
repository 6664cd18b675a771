package jvirt.api.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.network.Network;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final String DOMAIN = """
            <domain type='qemu'>
              <name>a</name><memory>1024</memory><vcpu>1</vcpu>
              <metadata><app:x xmlns:app='urn:app' any='1'><app:thing/></app:x></metadata>
              <os><type>hvm</type></os>
              <devices>
                <disk type='file' device='disk'%s><source file='/a'/><target dev='vda' bus='virtio'/>%s</disk>
              </devices>
            </domain>""";

    private static Optional<String> fault(String attribute, String element) {
        return Watch.fault(() -> Domain.parse(DOMAIN.formatted(attribute, element)));
    }

    @Test
    void whatTheRecordKnowsIsValid() {
        assertEquals(Optional.empty(), fault("", "<readonly/>"));
        assertEquals(Optional.empty(), Watch.fault(() -> Network.parse("<network><name>n</name><bridge name='b' stp='on'/></network>")));
    }

    @Test
    void whatNoReaderLooksAtIsTold() {
        assertEquals(Optional.of("line 6: attribute 'colour' is not allowed in element 'disk'"), fault(" colour='red'", ""));
        assertEquals(Optional.of("line 6: element 'readonli' is not allowed here in element 'disk'"), fault("", "<readonli/>"));
        assertEquals(Optional.of("line 1: element 'brigde' is not allowed here in element 'network'"),
                Watch.fault(() -> Network.parse("<network><name>n</name><brigde name='b'/></network>")));
    }
}
