package jvirt.qemu.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jvirt.api.json.Json;
import org.junit.jupiter.api.Test;

class KeyValuesTest {
    private static String of(String json) {
        return KeyValues.of(Json.parse(json).asObject(), "driver");
    }

    @Test
    void theHeadHasNoName() {
        assertEquals("virtio-net-pci,id=net0,vectors=4", of("{\"id\":\"net0\",\"driver\":\"virtio-net-pci\",\"vectors\":4}"));
    }

    @Test
    void membersOfMembersAreReachedByDots() {
        assertEquals("x,a.b=on,l.0=one,l.1.c=off",
                of("{\"driver\":\"x\",\"a\":{\"b\":true},\"l\":[\"one\",{\"c\":false}]}"));
    }

    @Test
    void aCommaInAValueEndsNothing() {
        assertEquals("x,path=/a,,b", of("{\"driver\":\"x\",\"path\":\"/a,b\"}"));
    }
}
