package jvirt.host.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import jvirt.host.device.DeviceEvents.Happening;
import org.junit.jupiter.api.Test;

/** What the kernel says of devices, and what udev says. */
class DeviceEventsTest {
    private static final String PROPERTIES = "ACTION=change\0DEVPATH=/devices/virtual/net/br0\0SUBSYSTEM=net\0";
    private static final Optional<Happening> HAPPENING = Optional.of(new Happening("change", Path.of("/sys/devices/virtual/net/br0")));

    @Test
    void theKernelSaysActionAndPathFirst() {
        assertEquals(HAPPENING, DeviceEvents.read(bytes("change@/devices/virtual/net/br0\0" + PROPERTIES)));
    }

    @Test
    void udevSaysWhereThePropertiesBegin() {
        byte[] properties = bytes(PROPERTIES);
        ByteBuffer message = ByteBuffer.allocate(40 + properties.length).order(ByteOrder.nativeOrder());
        message.put(bytes("libudev\0")).putInt(0xfeedcafe).putInt(40).putInt(40).putInt(properties.length);
        message.put(40, properties);
        assertEquals(HAPPENING, DeviceEvents.read(message.array()));
        assertEquals(Optional.empty(), DeviceEvents.read(message.putInt(16, 4000).array()), "beyond its end");
    }

    @Test
    void whatIsNeitherIsNothing() {
        assertEquals(Optional.empty(), DeviceEvents.read(new byte[0]));
        assertEquals(Optional.empty(), DeviceEvents.read(bytes("ACTION=add")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
