package jvirt.qemu.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.VirtException;
import org.junit.jupiter.api.Test;

class CookieTest {
    private static final UUID GUEST = UUID.fromString("0b0b0b0b-0000-4000-8000-00000000000a");
    private static final Cookie.Self HERE = new Cookie.Self("here", UUID.fromString("00000000-0000-4000-8000-000000000001"));
    private static final Cookie.Self THERE = new Cookie.Self("there", UUID.fromString("00000000-0000-4000-8000-000000000002"));
    /** As libvirtd 9.0 writes it. */
    private static final String OF_LIBVIRT = """
            <qemu-migration>
              <name>g</name>
              <uuid>0b0b0b0b-0000-4000-8000-00000000000a</uuid>
              <hostname>there</hostname>
              <hostuuid>00000000-0000-4000-8000-000000000002</hostuuid>
              <feature name='memory-hotplug'/>
              <graphics type='spice' port='5900' listen='127.0.0.1' tlsPort='-1'/>
              <nbd port='49153'>
                <disk target='vda' capacity='67108864'/>
              </nbd>
              <statistics>
                <started>1000</started>
                <stopped>2000</stopped>
                <sent>2100</sent>
                <time_elapsed>1100</time_elapsed>
                <downtime>100</downtime>
                <memory_total>5</memory_total>
                <memory_processed>4</memory_processed>
                <memory_remaining>0</memory_remaining>
                <memory_bps>3</memory_bps>
                <disk_total>0</disk_total>
                <disk_processed>0</disk_processed>
                <disk_remaining>0</disk_remaining>
                <disk_bps>0</disk_bps>
                <auto_converge_throttle>0</auto_converge_throttle>
              </statistics>
              <capabilities>
                <cap name='xbzrle' auto='no'/>
                <cap name='late-block-activate' auto='yes'/>
              </capabilities>
            </qemu-migration>
            """;

    @Test void whatLibvirtSaysIsUnderstoodAndSaidTheSame() {
        Cookie cookie = Cookie.parse(Optional.of(OF_LIBVIRT), "g", GUEST, HERE).orElseThrow();
        assertEquals(Optional.of(49153), cookie.nbd().orElseThrow().port());
        assertEquals(2100, cookie.statistics().orElseThrow().sent());
        assertEquals(List.of(new Cookie.Cap("xbzrle", "no"), new Cookie.Cap("late-block-activate", "yes")), cookie.cap());
        assertEquals(OF_LIBVIRT, cookie.format());
    }

    @Test void aCookieIsAboutOneMachineAndFromAnotherHost() {
        assertEquals(Optional.empty(), Cookie.parse(Optional.empty(), "g", GUEST, HERE));
        assertEquals("internal error: Incoming cookie data had unexpected name g vs h", refusal("h", GUEST, HERE));
        assertEquals("internal error: Attempt to migrate guest to the same host 00000000-0000-4000-8000-000000000002",
                refusal("g", GUEST, THERE));
    }

    @Test void aFeatureThatIsNeededMustBeKnown() {
        String text = OF_LIBVIRT.replace("memory-hotplug", "time-travel");
        assertEquals("internal error: Unknown migration cookie feature time-travel", assertThrows(VirtException.class,
                () -> Cookie.parse(Optional.of(text), "g", GUEST, HERE)).getMessage());
    }

    private static String refusal(String name, UUID uuid, Cookie.Self self) {
        return assertThrows(VirtException.class, () -> Cookie.parse(Optional.of(OF_LIBVIRT), name, uuid, self)).getMessage();
    }
}
