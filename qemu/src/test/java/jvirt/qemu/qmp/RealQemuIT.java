package jvirt.qemu.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.api.json.Key;
import jvirt.api.json.Rest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A QEMU without a guest: the records against its own schema, descriptors, the end. */
class RealQemuIT {
    @TempDir Path folder;
    private Process process;
    private Monitor monitor;

    @BeforeEach
    void start() throws Exception {
        Path socket = folder.resolve("qmp");
        process = new ProcessBuilder("qemu-system-x86_64", "-S", "-nodefaults", "-display", "none", "-M", "none", "-qmp",
                "unix:" + socket + ",server=on,wait=off").redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile())
                .start();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        SocketChannel channel = connect(socket, deadline);
        monitor = Monitor.open(Wire.of(channel), "it", Duration.ofSeconds(20));
    }

    /** The socket's file is there before QEMU listens at it. */
    private static SocketChannel connect(Path socket, long deadline) throws Exception {
        while (true) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return channel;
            } catch (IOException e) {
                channel.close();
                if (System.nanoTime() > deadline) throw e;
                Thread.sleep(5);
            }
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        monitor.close();
        process.destroyForcibly().waitFor();
    }

    /** Commands of QEMUs of other architectures than this one: ARM's interrupt controller. */
    private static final Set<String> ELSEWHERE = Set.of("query-gic-capabilities");

    @Test
    void everyCommandAndArgumentIsInTheSchema() {
        Map<String, Json.Obj> schema = new HashMap<>();
        monitor.call(new ProbeCommand.QuerySchema()).forEach(entity -> schema.put(entity.string("meta-type") + " " + entity.string("name"), entity));
        List<String> wrong = new ArrayList<>();
        CommandTest.all().forEach(type -> check(type, schema, wrong));
        assertEquals(List.of(), wrong);
    }

    private static void check(Class<?> type, Map<String, Json.Obj> schema, List<String> wrong) {
        String name = Form.of(type).name();
        Json.Obj command = schema.get("command " + name);
        if (command == null) {
            if (!ELSEWHERE.contains(name)) wrong.add("no command " + name);
            return;
        }
        Map<String, Boolean> mandatory = new HashMap<>();
        schema.get("object " + command.string("arg-type")).list("members").forEach(member ->
                mandatory.put(member.asObject().string("name"), member.asObject().find("default").isEmpty()
                        && !member.asObject().members().containsKey("default")));
        boolean rest = false;
        for (RecordComponent component : type.getRecordComponents()) {
            rest |= component.isAnnotationPresent(Rest.class);
            Key key = component.getAnnotation(Key.class);
            String argument = key != null ? key.value() : component.getName().replaceAll("([A-Z])", "-$1").toLowerCase();
            if (component.isAnnotationPresent(Rest.class)) continue;
            Boolean needed = mandatory.remove(argument);
            if (needed == null) wrong.add(name + " takes no " + argument);
            else if (needed && component.getType() == Optional.class) wrong.add(name + " needs " + argument);
        }
        if (!rest) mandatory.forEach((argument, needed) -> {
            if (needed) wrong.add(name + " lacks " + argument);
        });
    }

    @Test
    void quitEndsTheConversation() throws Exception {
        assertEquals("prelaunch", monitor.call(new MachineCommand.QueryStatus()).status());
        monitor.call(new MachineCommand.Quit());
        Optional<Event> event = monitor.nextEvent();
        while (event.isPresent()) event = monitor.nextEvent();
        assertTrue(process.waitFor(10, java.util.concurrent.TimeUnit.SECONDS));
    }

    @Test
    void answersThatWeReadHaveTheirForm() {
        assertTrue(monitor.call(new ProbeCommand.QueryMachines()).stream().anyMatch(type -> type.alias().equals(Optional.of("q35"))));
        assertTrue(monitor.call(new ProbeCommand.QueryVersion()).number() > 7_000_000);
        assertTrue(monitor.call(new ProbeCommand.QueryCpuDefinitions()).size() > 20);
        assertEquals(List.of(), monitor.call(new BlockCommand.QueryBlock()));
        assertEquals(Optional.empty(), monitor.call(new MigrationCommand.Query()).status());
        monitor.call(new BlockCommand.Add(Json.parse("{\"driver\":\"null-co\",\"node-name\":\"n\",\"read-zeroes\":true,\"size\":1024}").asObject()));
        assertEquals(1024, monitor.call(new BlockCommand.QueryNodes(Optional.of(true))).getFirst().image().virtualSize());
        assertEquals("n", monitor.call(new BlockCommand.QueryStats(Optional.of(true))).getFirst().nodeName().orElseThrow());
    }
}
