package jvirt.api.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jvirt.api.VirtException;
import jvirt.api.storage.Volume.CapacityNeed;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static String refusal(String xml) {
        return assertThrows(VirtException.class, () -> Pool.parse(xml)).getMessage();
    }

    private static Volume volume(String inner) {
        return Volume.parse("<volume><name>v</name>" + inner + "</volume>", PoolType.DIR, CapacityNeed.ALWAYS);
    }

    @Test
    void whatIsWrongIsNamed() {
        assertEquals("XML error: missing pool source name element",
                refusal("<pool type='dir'><target><path>/x</path></target></pool>"));
        assertEquals("XML error: missing storage pool target path", refusal("<pool type='dir'><name>x</name></pool>"));
        assertEquals("XML error: name a/b cannot contain '/'", refusal("<pool type='dir'><name>a/b</name></pool>"));
        assertEquals("XML error: missing storage pool source host name", refusal("<pool type='netfs'><name>x</name></pool>"));
        assertEquals("XML error: Invalid value for attribute 'type' in element 'pool': 'tape'.",
                refusal("<pool type='tape'><name>x</name></pool>"));
    }

    @Test
    void pathsAreCleaned() {
        assertEquals("/a/b", Pool.parse("<pool type='dir'><name>x</name><target><path>/a//b/</path></target></pool>").path());
        assertEquals("gluster://h//v", Paths.sanitize("gluster://h//v"));
        assertEquals("//net/x", Paths.sanitize("//net//x/"));
    }

    @Test
    void unitsCountByTenOrByTwo() {
        assertEquals(1L << 30, volume("<capacity unit='G'>1</capacity>").capacity());
        assertEquals(1_000_000, volume("<capacity unit='MB'>1</capacity>").capacity());
        assertEquals("invalid argument: unknown suffix 'parsec'",
                assertThrows(VirtException.class, () -> volume("<capacity unit='parsec'>1</capacity>")).getMessage());
        assertEquals("numerical overflow: value too large: 9E",
                assertThrows(VirtException.class, () -> volume("<capacity unit='E'>9</capacity>")).getMessage());
        assertEquals("XML error: missing capacity element", assertThrows(VirtException.class, () -> volume("")).getMessage());
    }

    @Test
    void aVolumeTakesItsCapacityWhenNothingElseIsSaid() {
        assertEquals(7, volume("<capacity>7</capacity>").allocated());
        assertEquals(0, volume("<capacity>7</capacity><allocation>0</allocation>").allocated());
    }

    @Test
    void noImageFileIsNone() {
        assertEquals("unsupported configuration: unknown volume format type none", assertThrows(VirtException.class, () ->
                volume("<capacity>7</capacity><target><format type='none'/></target>")).getMessage());
    }
}
