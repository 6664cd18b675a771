package jvirt.qemu.agent;

import static jvirt.api.ErrorCode.AGENT_UNRESPONSIVE;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import jvirt.api.VirtException;
import jvirt.api.json.Json;
import jvirt.api.json.JsonException;

/** A conversation with one guest's agent. Its answers come from inside the guest: nothing in them is believed unchecked. */
public final class Agent implements AutoCloseable {
    /** {@code VIR_DOMAIN_QEMU_AGENT_COMMAND_DEFAULT}, 5 s. */
    private static final Duration LIMIT = Duration.ofSeconds(5);
    /** Most bytes of an answer, {@code QEMU_AGENT_MAX_RESPONSE}. */
    private static final int ANSWER_MAX = 10 << 20;
    /** Comes before the answer to {@code guest-sync-delimited}, so that what was left over is known for what it is. */
    private static final byte DELIMITER = (byte) 0xff;

    private final SocketChannel socket;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 << 10).flip();

    private Agent(SocketChannel socket) {
        this.socket = socket;
    }

    /** Joins the agent's socket and makes sure that what it says answers what we ask. */
    public static Agent open(String path) {
        try {
            SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            Agent agent = new Agent(socket);
            socket.connect(UnixDomainSocketAddress.of(path));
            long mark = System.nanoTime() & Integer.MAX_VALUE;
            agent.send(Json.object().with("execute", "guest-sync-delimited")
                    .with("arguments", Json.object().with("id", mark)), true);
            Json.Obj reply = agent.receive(LIMIT, true);
            if (reply.findNumber("return").filter(id -> id == mark).isEmpty()) throw unresponsive(null);
            return agent;
        } catch (IOException e) {
            throw unresponsive(e);
        }
    }

    /** Carries out a command; the answer is the whole message. */
    public Json.Obj call(Json.Obj command, Duration limit) {
        try {
            send(command, false);
            return receive(limit, false);
        } catch (IOException e) {
            throw unresponsive(e);
        }
    }

    /** Asks the guest to end; an agent that ends with it has no time to answer. */
    void shutdown(String mode) {
        try {
            send(Json.object().with("execute", "guest-shutdown").with("arguments", Json.object().with("mode", mode)), false);
        } catch (IOException e) {
            throw unresponsive(e);
        }
    }

    /** Sends a command that has no answer. */
    void tell(String command) {
        try {
            send(Json.object().with("execute", command), false);
        } catch (IOException e) {
            throw unresponsive(e);
        }
    }

    private void send(Json.Obj command, boolean delimited) throws IOException {
        byte[] text = (command + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer data = ByteBuffer.allocate(text.length + 1);
        if (delimited) data.put(DELIMITER);
        data.put(text).flip();
        while (data.hasRemaining()) socket.write(data);
    }

    /** One line, at most so long in coming; after a delimiter, what came before it is dropped. */
    private Json.Obj receive(Duration limit, boolean delimited) throws IOException {
        Thread watchdog = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(limit);
                socket.close();
            } catch (InterruptedException | IOException _) {
                // the answer came, or the agent is gone
            }
        });
        try {
            return Json.parse(line(delimited)).asObject();
        } catch (JsonException e) {
            throw unresponsive(e);
        } finally {
            watchdog.interrupt();
        }
    }

    private String line(boolean delimited) throws IOException {
        var line = new java.io.ByteArrayOutputStream();
        boolean open = !delimited;
        while (line.size() < ANSWER_MAX) {
            byte next = next();
            if (next == DELIMITER) {
                open = true;
                line.reset();
            } else if (next == '\n' && open && line.size() > 0) {
                return line.toString(StandardCharsets.UTF_8);
            } else if (open && next != '\n') {
                line.write(next);
            }
        }
        throw new IOException("the agent's answer is longer than " + ANSWER_MAX + " bytes");
    }

    private byte next() throws IOException {
        if (!buffer.hasRemaining()) {
            buffer.clear();
            if (socket.read(buffer) < 0) throw new IOException("the agent's socket was closed");
            buffer.flip();
        }
        return buffer.get();
    }

    private static VirtException unresponsive(Throwable cause) {
        return QEMU.error(AGENT_UNRESPONSIVE, cause, "Guest agent is not responding: Guest agent not available for now");
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // it is gone as it should
        }
    }
}
