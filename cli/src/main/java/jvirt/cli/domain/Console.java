package jvirt.cli.domain;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import jvirt.api.VirtException;
import jvirt.cli.Failure;
import jvirt.cli.Output;
import jvirt.cli.shell.Terminals;
import jvirt.rpc.client.Stream;

/**
 * A guest's console on this terminal: what is typed goes to the guest, what the guest says comes here, until the key that
 * leaves is pressed or one of the two ends. Without a terminal the same is done with whatever standard input is.
 */
final class Console {
    private final Stream stream;
    private final Output out;
    private final InputStream keyboard;
    private final int escape;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile RuntimeException failed;
    private volatile boolean left;

    /** @param escape the key that leaves: {@code ^]}, or a character */
    Console(Stream stream, Output out, InputStream keyboard, String escape) {
        this.stream = stream;
        this.out = out;
        this.keyboard = keyboard;
        this.escape = escape.charAt(0) == '^' ? Character.toUpperCase(escape.charAt(1)) ^ 0x40 : escape.charAt(0);
    }

    /** Runs it to its end. */
    void run() {
        boolean terminal = Terminals.input();
        String modes = terminal ? Terminals.modes() : "";
        var restore = new Thread(() -> Terminals.restore(modes));
        if (terminal) {
            Runtime.getRuntime().addShutdownHook(restore);
            Terminals.raw();
        }
        try {
            start("console output", this::show);
            start("console input", this::type);
            over.await();
            if (failed != null) throw failed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (terminal) {
                Terminals.restore(modes);
                Runtime.getRuntime().removeShutdownHook(restore);
            }
            end();
        }
    }

    private static void start(String name, Runnable what) {
        var thread = new Thread(what, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** What the guest says, until it ends. */
    private void show() {
        try {
            for (byte[] bytes = stream.receive(); bytes.length > 0; bytes = stream.receive()) {
                out.print(bytes, bytes.length);
                out.flush();
            }
        } catch (VirtException e) {
            if (!left) failed = e;
        }
        over.countDown();
    }

    /** What is typed, until the key that leaves is. */
    private void type() {
        byte[] keys = new byte[1024];
        try {
            for (int count = keyboard.read(keys); count >= 0; count = keyboard.read(keys)) {
                int end = 0;
                while (end < count && keys[end] != escape) end++;
                if (end > 0) stream.send(java.util.Arrays.copyOf(keys, end));
                if (end == count) continue;
                left = true;
                over.countDown();
                return;
            }
            if (!Terminals.input()) return;    // a file has ended; what the guest answers is still of interest
            failed = new Failure("internal error: EOF on stdin");
        } catch (IOException e) {
            failed = new Failure("cannot read from stdin: " + jvirt.cli.Invocation.reason(e));
        } catch (VirtException e) {
            if (!left) failed = e;
        }
        over.countDown();
    }

    private void end() {
        try {
            if (failed == null) stream.finish();
            else stream.abort();
        } catch (VirtException e) {
            // the guest's end has gone first
        }
    }
}
