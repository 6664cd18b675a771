package jvirt.conformance.howto;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jvirt.client.Connection;
import jvirt.rpc.client.Stream;
import org.junit.jupiter.api.Assertions;

/** Somebody at a guest's serial line: types commands and reads what the guest answers. */
final class Terminal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** {@code VIR_DOMAIN_CONSOLE_FORCE}: whoever sat there before has gone. */
    private static final int FORCE = 1;

    private final Connection connection;
    private final Stream stream;
    private final String guest;
    private final StringBuilder seen = new StringBuilder();
    private int number;

    Terminal(Stage stage, String guest) {
        this.guest = guest;
        this.connection = Connection.open(stage.uri());
        this.stream = connection.domains().named(guest).openConsole("", FORCE);
        Thread.ofVirtual().name("serial line of " + guest).start(this::read);
    }

    private void read() {
        try {
            for (byte[] bytes = stream.receive(); bytes.length > 0; bytes = stream.receive()) {
                synchronized (this) {
                    seen.append(new String(bytes, StandardCharsets.ISO_8859_1));
                    notifyAll();
                }
            }
        } catch (RuntimeException e) {
            synchronized (this) {
                seen.append("\n[the line is gone: ").append(e.getMessage()).append("]\n");
                notifyAll();
            }
        }
    }

    /** Waits until the guest has said something that fits. */
    synchronized Matcher await(String pattern) throws InterruptedException {
        Pattern wanted = Pattern.compile(pattern);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Matcher matcher = wanted.matcher(seen);
            if (matcher.find()) return matcher;
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) Assertions.fail(guest + " did not say '" + pattern + "', but:\n" + tail());
            wait(left);
        }
    }

    private String tail() {
        return seen.substring(Math.max(0, seen.length() - 3000));
    }

    /** Waits for the prompt. A line that joined late has not seen it: an empty line makes a new one. */
    Terminal ready() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            stream.send(new byte[] {'\n'});
            synchronized (this) {
                wait(1000);
                if (seen.indexOf(guest + "# ") >= 0) return this;
            }
        }
        return Assertions.fail(guest + " shows no prompt, but:\n" + tail());
    }

    /** Types a command; returns what it printed. */
    String run(String command) throws InterruptedException {
        Answer answer = type(command);
        Assertions.assertEquals(0, answer.status(), command + " on " + guest + "\n" + answer.output());
        return answer.output();
    }

    /** What a command printed and how it ended. */
    record Answer(int status, String output) {}

    /** Types a command, and waits for its end. */
    Answer type(String command) throws InterruptedException {
        int mine = ++number;
        // the marks are put together by the guest, so that the echo of what was typed is none
        stream.send(("echo be''gin" + mine + "; " + command + "; echo en''d" + mine + " $?\n").getBytes(StandardCharsets.ISO_8859_1));
        Matcher matcher = await("(?s)begin" + mine + "\r?\n(.*?)end" + mine + " (\\d+)");
        return new Answer(Integer.parseInt(matcher.group(2)), matcher.group(1).replace("\r", ""));
    }

    /** Types, and does not wait. */
    void send(String text) {
        stream.send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override public void close() {
        stream.abort();
        connection.close();
    }
}
