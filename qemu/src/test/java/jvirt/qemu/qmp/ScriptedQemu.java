package jvirt.qemu.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import jvirt.api.json.Json;

/**
 * A QEMU that plays a script: what it expects to be asked, what it answers, what happens then. It greets and takes {@code
 * qmp_capabilities} by itself. A command that the script does not expect next is refused, and {@link #played} tells.
 */
public final class ScriptedQemu implements Wire {
    private static final String GREETING =
            "{\"QMP\":{\"version\":{\"qemu\":{\"micro\":22,\"minor\":2,\"major\":7},\"package\":\"\"},\"capabilities\":[]}}\r\n";

    private sealed interface Step {
        record Expect(String command, Optional<Json> arguments, String answer) implements Step {}

        record Say(String line) implements Step {}

        record End() implements Step {}
    }

    private final Queue<Step> script = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final List<Integer> descriptors = new ArrayList<>();
    private final BlockingQueue<Optional<byte[]>> output = new LinkedBlockingQueue<>();
    private byte[] left = new byte[0];
    private boolean ended;

    public ScriptedQemu() {
        say(GREETING);
        expect("qmp_capabilities");
        play();
    }

    /** The command is carried out and returns nothing. */
    public ScriptedQemu expect(String command) {
        return expect(command, "{}");
    }

    public synchronized ScriptedQemu expect(String command, String returns) {
        script.add(new Step.Expect(command, Optional.empty(), "\"return\":" + returns));
        return this;
    }

    /** The command comes with these very arguments. */
    public synchronized ScriptedQemu expect(String command, String arguments, String returns) {
        script.add(new Step.Expect(command, Optional.of(Json.parse(arguments).sorted()), "\"return\":" + returns));
        return this;
    }

    public synchronized ScriptedQemu refuse(String command, String kind, String description) {
        String error = Json.object().with("class", kind).with("desc", description).toString();
        script.add(new Step.Expect(command, Optional.empty(), "\"error\":" + error));
        return this;
    }

    /** The command is taken and never answered. */
    public synchronized ScriptedQemu ignore(String command) {
        script.add(new Step.Expect(command, Optional.empty(), ""));
        return this;
    }

    public ScriptedQemu event(String name) {
        return event(name, "{}");
    }

    public synchronized ScriptedQemu event(String name, String data) {
        return say("{\"timestamp\":{\"seconds\":1,\"microseconds\":2},\"event\":\"" + name + "\",\"data\":" + data + "}\r\n");
    }

    /** Any line, as it stands. */
    public synchronized ScriptedQemu say(String line) {
        script.add(new Step.Say(line));
        return this;
    }

    /** QEMU is gone. */
    public synchronized ScriptedQemu end() {
        script.add(new Step.End());
        return this;
    }

    /** Says what stands at the front of the script, up to the next expectation: for events that no command causes. */
    public synchronized void play() {
        while (script.peek() instanceof Step step && !(step instanceof Step.Expect)) {
            switch (script.remove()) {
                case Step.Say(var line) -> output.add(Optional.of(line.getBytes(StandardCharsets.UTF_8)));
                case Step.End _ -> close();
                case Step.Expect _ -> throw new AssertionError();
            }
        }
    }

    /** Fails when something else was asked, or not all of the script was played. */
    public synchronized void played() {
        assertEquals(List.of(), wrong, "commands out of the script");
        assertEquals(List.of(), List.copyOf(script), "not played");
    }

    /** The commands in the order in which they came, as they came. */
    public synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    /** The descriptors that came with commands. */
    public synchronized List<Integer> descriptors() {
        return List.copyOf(descriptors);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        try {
            if (left.length == 0) {
                Optional<byte[]> next = output.take();
                if (next.isEmpty()) {
                    output.add(next);
                    return -1;
                }
                left = next.get();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        int size = Math.min(left.length, into.remaining());
        into.put(left, 0, size);
        left = java.util.Arrays.copyOfRange(left, size, left.length);
        return size;
    }

    @Override
    public synchronized void write(ByteBuffer data) throws IOException {
        if (ended) throw new IOException("Broken pipe");
        String text = StandardCharsets.UTF_8.decode(data).toString();
        asked.add(text);
        answer(Json.parse(text).asObject());
        play();
    }

    @Override
    public synchronized void write(ByteBuffer data, int descriptor) throws IOException {
        descriptors.add(descriptor);
        write(data);
    }

    private void answer(Json.Obj message) {
        String command = message.string("execute");
        if (script.peek() instanceof Step.Expect(var wanted, var arguments, var answer) && wanted.equals(command)
                && arguments.stream().allMatch(message.find("arguments").map(Json::sorted).orElse(Json.object())::equals)) {
            script.remove();
            if (!answer.isEmpty()) reply(message.number("id"), answer);
        } else {
            wrong.add(message.toString());
            reply(message.number("id"), "\"error\":{\"class\":\"GenericError\",\"desc\":\"not in the script\"}");
        }
    }

    private void reply(long id, String answer) {
        output.add(Optional.of(("{" + answer + ",\"id\":" + id + "}\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public synchronized void close() {
        ended = true;
        output.add(Optional.empty());
    }
}
