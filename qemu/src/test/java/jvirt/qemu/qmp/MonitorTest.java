package jvirt.qemu.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.api.json.Json;
import org.junit.jupiter.api.Test;

class MonitorTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static Monitor open(ScriptedQemu qemu) {
        return Monitor.open(qemu, "web1", LIMIT);
    }

    @Test
    void commandsAreShort() {
        var qemu = new ScriptedQemu().expect("query-status", "{\"running\":true,\"status\":\"running\",\"singlestep\":false}");
        try (Monitor monitor = open(qemu)) {
            assertEquals(new MachineCommand.Status(true, "running"), monitor.call(new MachineCommand.QueryStatus()));
            assertEquals("{\"execute\":\"query-status\",\"id\":2}", qemu.asked().getLast());
            assertEquals(7, monitor.version().object("qemu").number("major"));
        }
        qemu.played();
    }

    @Test
    void eventsKeepTheirOrderAmongReplies() throws InterruptedException {
        var qemu = new ScriptedQemu().expect("cont").event("RESUME").event("SHUTDOWN", "{\"guest\":true}").end();
        try (Monitor monitor = open(qemu)) {
            monitor.call(new MachineCommand.Cont());
            assertEquals("RESUME", monitor.nextEvent().orElseThrow().name());
            Event shutdown = monitor.nextEvent().orElseThrow();
            assertTrue(shutdown.data().flag("guest"));
            assertEquals(2000, shutdown.when().getNano());
            assertEquals(Optional.empty(), monitor.nextEvent());
            assertEquals(Optional.empty(), monitor.nextEvent());
            assertTrue(monitor.ended());
        }
    }

    @Test
    void whatMakesNoSenseEndsIt() throws InterruptedException {
        for (String line : List.of("{nonsense", "7", "")) {
            var qemu = new ScriptedQemu().expect("cont").say(line + "\r\n").end();
            try (Monitor monitor = open(qemu)) {
                monitor.call(new MachineCommand.Cont());
                assertEquals(Optional.empty(), monitor.nextEvent());
                assertEquals(!line.isEmpty(), monitor.garbled(), line);
            }
        }
    }

    @Test
    void whatNobodyWaitsForComesBeforeWhatIsAskedNext() {
        var qemu = new ScriptedQemu().refuse("job-dismiss", "GenericError", "Job not found").expect("query-balloon", "{\"actual\":5}");
        try (Monitor monitor = open(qemu)) {
            monitor.tell(new JobCommand.Dismiss("gone"));
            assertEquals(5, monitor.call(new MachineCommand.QueryBalloon()).actual());
        }
        qemu.played();
    }

    @Test
    void refusalHasLibvirtsWording() {
        var qemu = new ScriptedQemu().refuse("device_del", "DeviceNotFound", "Device 'x' not found")
                .refuse("device_del", "DeviceNotFound", "Device 'x' not found");
        try (Monitor monitor = open(qemu)) {
            var refused = assertInstanceOf(Reply.Refused.class, monitor.ask(new DeviceCommand.DeviceDel("x")));
            assertTrue(refused.deviceNotFound());
            var thrown = assertThrows(VirtException.class, () -> monitor.call(new DeviceCommand.DeviceDel("x")));
            assertEquals("internal error: unable to execute QEMU command 'device_del': Device 'x' not found", thrown.getMessage());
        }
    }

    @Test
    void lateAnswerIsNotTakenForAnother() {
        var qemu = new ScriptedQemu().ignore("stop").ignore("query-status")
                .expect("query-balloon", "{\"actual\":5}");
        try (Monitor monitor = open(qemu)) {
            Duration brief = Duration.ofMillis(20);
            var first = assertThrows(VirtException.class, () -> monitor.call(new MachineCommand.Stop(), brief));
            assertEquals(ErrorCode.OPERATION_TIMEOUT, first.code());
            assertEquals("Timed out during operation: QEMU of web1 has not answered 'stop' within 0 s", first.getMessage());
            var second = assertThrows(VirtException.class, () -> monitor.call(new MachineCommand.QueryStatus(), brief));
            assertTrue(second.getMessage().endsWith("; it is still busy with 'stop', asked 0 s ago"), second.getMessage());
            assertEquals(5, monitor.call(new MachineCommand.QueryBalloon()).actual());
        }
    }

    @Test
    void manyCallersAtOnceGetTheirOwnAnswers() throws Exception {
        var qemu = new ScriptedQemu();
        int calls = 200;
        for (int i = 0; i < calls; i++) qemu.expect("query-balloon", "{\"actual\":" + i + "}");
        try (Monitor monitor = open(qemu); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> answers = IntStream.range(0, calls)
                    .mapToObj(_ -> threads.submit(() -> monitor.call(new MachineCommand.QueryBalloon()).actual())).toList();
            long sum = 0;
            for (Future<Long> answer : answers) sum += answer.get();
            assertEquals(calls * (calls - 1L) / 2, sum);
        }
        qemu.played();
    }

    @Test
    void endOfQemuEndsEveryCall() {
        var qemu = new ScriptedQemu().ignore("cont").end();
        try (Monitor monitor = open(qemu)) {
            var thrown = assertThrows(VirtException.class, () -> monitor.call(new MachineCommand.Cont()));
            assertEquals("internal error: End of file from qemu monitor", thrown.getMessage());
            assertThrows(VirtException.class, () -> monitor.call(new MachineCommand.Stop()));
        }
    }

    @Test
    void descriptorTravelsWithItsCommand() {
        var qemu = new ScriptedQemu().expect("getfd", "{\"fdname\":\"tap0\"}", "{}");
        try (Monitor monitor = open(qemu)) {
            monitor.call(new DeviceCommand.GetFd("tap0"), 17);
            assertEquals(List.of(17), qemu.descriptors());
        }
        qemu.played();
    }

    @Test
    void clientsOwnMessagePassesThrough() {
        var qemu = new ScriptedQemu().expect("x-own", "{\"a\":[1]}", "{\"b\":2}");
        try (Monitor monitor = open(qemu)) {
            Json.Obj request = Json.parse("{\"execute\":\"x-own\",\"arguments\":{\"a\":[1]}}").asObject();
            assertEquals("{\"return\":{\"b\":2},\"id\":\"libvirt-2\"}", monitor.pass(request, LIMIT).toString());
        }
    }

    @Test
    void whatIsNoQmpEndsTheConversation() {
        var qemu = new ScriptedQemu().ignore("cont").say("{\"oops\r\n");
        try (Monitor monitor = open(qemu)) {
            var thrown = assertThrows(VirtException.class, () -> monitor.call(new MachineCommand.Cont()));
            assertTrue(thrown.getMessage().startsWith("internal error: Unable to read from monitor: "), thrown.getMessage());
        }
    }

    @Test
    void silentQemuIsGivenUp() {
        var silent = new Wire() {
            private final java.util.concurrent.CountDownLatch closed = new java.util.concurrent.CountDownLatch(1);

            @Override
            public int read(java.nio.ByteBuffer into) {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return -1;
            }

            @Override
            public void write(java.nio.ByteBuffer data) {}

            @Override
            public void write(java.nio.ByteBuffer data, int descriptor) {}

            @Override
            public void close() {
                closed.countDown();
            }
        };
        var thrown = assertThrows(VirtException.class, () -> Monitor.open(silent, "web1", Duration.ofMillis(20)));
        assertTrue(thrown.getCause().getSuppressed()[0].getMessage().startsWith("QEMU has not greeted within"));
    }
}
