package jvirt.api.storage.backing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import org.junit.jupiter.api.Test;

/** Backing store strings that the peer's cases do not have. */
class BackingSourceTest {
    @Test
    void monitorsOfBothKindsAreHosts() {
        assertEquals("""
                <source protocol='rbd' name='pool/image'>
                  <host name='a.example' port='6789'/>
                  <host name='::1' port='3300'/>
                  <host name='c.example'/>
                  <snapshot name='before'/>
                  <config file='/etc/ceph.conf'/>
                </source>
                """,
                xml("rbd:pool/image@before:mon_host=a.example\\:6789\\;[\\:\\:1]\\:3300\\,c.example:conf=/etc/ceph.conf"));
    }

    @Test
    void arraysMayBeWrittenAsMembers() {
        assertEquals("""
                <source protocol='gluster' name='v/p'>
                  <host name='a' port='24007'/>
                  <host transport='unix' socket='/s'/>
                </source>
                """, xml("""
                json:{"driver":"gluster","volume":"v","path":"p","server.0.type":"inet","server.0.host":"a",\
                "server.1.type":"unix","server.1.path":"/s"}"""));
    }

    @Test
    void credentialsAreTold() {
        assertTrue(BackingSource.parse("https://me@host/x").credentials());
    }

    @Test
    void filesOfThisHostHaveAPath() {
        assertEquals(Optional.of("./a:b"), BackingSource.path("./a:b"));
        assertEquals(Optional.of("base"), BackingSource.path("file:base"));
        assertEquals(Optional.of("/dev/sdx"),
                BackingSource.path("json:{\"driver\":\"raw\",\"file\":{\"driver\":\"host_device\",\"filename\":\"/dev/sdx\"}}"));
        assertEquals(Optional.empty(), BackingSource.path("nbd:host:1"));
        assertEquals(Optional.empty(), BackingSource.path("json:{"));
    }

    @Test
    void nestedFormatsAreNone() {
        assertThrows(VirtException.class,
                () -> BackingSource.parse("json:{\"driver\":\"raw\",\"file\":{\"driver\":\"raw\",\"file\":{}}}"));
        assertThrows(VirtException.class, () -> BackingSource.parse("nbd:host:99999"));
        assertThrows(VirtException.class, () -> BackingSource.parse("json:{\"a.b\":1,\"a\":2}"));
    }

    private static String xml(String text) {
        return XmlBinding.format("source", BackingSource.parse(text).source(), View.PUBLIC);
    }
}
