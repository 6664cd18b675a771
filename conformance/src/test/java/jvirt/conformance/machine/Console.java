package jvirt.conformance.machine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jvirt.api.VirtException;
import jvirt.client.Domain;
import jvirt.rpc.client.Stream;

/** A guest's serial console, with a shell at its other end. */
public final class Console {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int FORCE = 1;

    private final Stream stream;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private int commands;

    public Console(Domain guest) {
        stream = guest.openConsole("", FORCE);
        Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
        try {
            for (byte[] bytes = stream.receive(); bytes.length > 0; bytes = stream.receive()) {
                said.add(new String(bytes, StandardCharsets.ISO_8859_1));
            }
        } catch (VirtException e) {
            // the guest or the daemon is gone; who still expects something will say so
        }
    }

    /** Waits until the guest has said this, and forgets what came before. */
    public void expect(String wanted) {
        await(wanted);
        text.delete(0, text.indexOf(wanted) + wanted.length());
    }

    private void await(String wanted) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            while (text.indexOf(wanted) < 0) {
                String more = said.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (more == null) throw new AssertionError("no '" + wanted + "' in: " + text);
                text.append(more);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs a command in the guest's shell; what it printed. */
    public String run(String command) {
        int number = ++commands;
        // the marks are split, so that the echo of what is typed is not taken for what is printed
        String line = "echo be''gin%d; %s; echo en''d%d\n".formatted(number, command, number);
        stream.send(line.getBytes(StandardCharsets.ISO_8859_1));
        expect("begin" + number);
        String end = "end" + number;
        await(end);
        String printed = text.substring(0, text.indexOf(end));
        expect(end);
        return printed.strip();
    }
}
