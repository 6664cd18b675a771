package jvirt.qemu.qmp;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_ABORTED;
import static jvirt.api.ErrorCode.OPERATION_TIMEOUT;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.json.Json;
import jvirt.api.json.JsonException;
import jvirt.host.Faults;

/**
 * A conversation with one QEMU. Any thread may {@link #call}; QEMU answers in the order in which it was asked. One thread
 * reads: it wakes the call that waits, or queues the event for whoever takes {@link #nextEvent}.
 */
public final class Monitor implements Conversation, AutoCloseable {
    /** Most events that wait to be taken. A healthy guest makes a few a second; what floods is cut off. */
    static final int EVENTS_MAX = 100_000;

    private final Wire wire;
    private final String name;
    private final Lines lines;
    private final Json.Obj greeting;
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicInteger ids = new AtomicInteger();
    private final ConcurrentSkipListMap<Integer, Pending> waiting = new ConcurrentSkipListMap<>();
    private final BlockingQueue<Optional<Event>> events = new LinkedBlockingQueue<>();
    private volatile Optional<VirtException> end = Optional.empty();

    /** A call on its way: what was asked, when, and the reply when it is there. */
    private static final class Pending {
        private final String command;
        private final Duration limit;
        private final long since = System.nanoTime();
        private final CountDownLatch there = new CountDownLatch(1);
        private volatile Optional<Json.Obj> reply = Optional.empty();

        Pending(String command, Duration limit) {
            this.command = command;
            this.limit = limit;
        }

        void complete(Optional<Json.Obj> message) {
            reply = message;
            there.countDown();
        }

        /** How long the answer may still take, in nanoseconds. */
        long left() {
            return limit.toNanos() - (System.nanoTime() - since);
        }

        long seconds() {
            return Duration.ofNanos(System.nanoTime() - since).toSeconds();
        }
    }

    private volatile boolean garbled;

    private Monitor(Wire wire, String name) throws IOException {
        this.wire = wire;
        this.name = name;
        this.lines = new Lines(wire);
        this.greeting = lines.next().map(line -> Json.parse(line).asObject().object("QMP"))
                .orElseThrow(() -> new IOException("End of file from qemu monitor"));
    }

    /**
     * Takes QEMU's greeting and opens the conversation.
     *
     * @param name names the reading thread, after the machine
     * @param limit how long QEMU may take to come up and greet
     */
    public static Monitor open(Wire wire, String name, Duration limit) {
        Watchdog watchdog = new Watchdog(wire, limit);
        try (watchdog) {
            Monitor monitor = new Monitor(wire, name);
            Thread.ofVirtual().name("monitor of " + name).start(monitor::read);
            monitor.call(new MachineCommand.Capabilities());
            return monitor;
        } catch (IOException | JsonException e) {
            watchdog.barked().ifPresent(late -> e.addSuppressed(new IOException(late)));
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, e, "qemu unexpectedly closed the monitor");
        }
    }

    /** QEMU's version, as {@code major}, {@code minor}, {@code micro}, and its package. */
    public Json.Obj version() {
        return greeting.object("version");
    }

    /** Carries out {@code command}, within {@code limit}. */
    public <R> R call(Command<R> command, Duration limit) {
        return ask(command, limit).orThrow();
    }

    /** Sends a descriptor with a command that takes one, such as {@link DeviceCommand.GetFd}. */
    @Override
    public <R> R call(Command<R> command, int descriptor) {
        Form form = Form.of(command.getClass());
        return Reply.of(command, send(form.name(), Form.message(command), form.limit(), data -> wire.write(data, descriptor)))
                .orThrow();
    }

    @Override
    public <R> Reply<R> ask(Command<R> command) {
        return ask(command, Form.of(command.getClass()).limit());
    }

    public <R> Reply<R> ask(Command<R> command, Duration limit) {
        return Reply.of(command, send(Form.of(command.getClass()).name(), Form.message(command), limit, wire::write));
    }

    /** Asks for what nobody waits for; it comes before whatever is asked next. A refusal is of no interest. */
    public void tell(Command<Command.Nothing> command) {
        Form form = Form.of(command.getClass());
        begin(form.name(), Form.message(command), form.limit(), wire::write);
    }

    /** Passes on a message that a client wrote, and QEMU's whole answer, with an id in libvirt's form. */
    public Json.Obj pass(Json.Obj request, Duration limit) {
        return pass(request, limit, Optional.empty());
    }

    /** The same, of a message with a descriptor. */
    public Json.Obj pass(Json.Obj request, Duration limit, Optional<Integer> descriptor) {
        Json.Obj reply = send(request.findString("execute").orElse("?"), request, limit, descriptor.isEmpty() ? wire::write
                : data -> wire.write(data, descriptor.get()));
        return reply.with("id", "libvirt-" + reply.number("id"));
    }

    /** The next event, in QEMU's order; waits for it. Empty when there will be no more. */
    public Optional<Event> nextEvent() throws InterruptedException {
        Optional<Event> event = events.take();
        if (event.isEmpty()) events.add(event);   // the end stays the end, for all who ask
        return event;
    }

    /** Whether it ended because QEMU said what makes no sense. */
    public boolean garbled() {
        return garbled;
    }

    /** True when QEMU, or we, closed the conversation. */
    public boolean ended() {
        return end.isPresent();
    }

    @Override
    public void close() {
        endWith(ErrorDomain.QEMU.error(INTERNAL_ERROR, "the monitor of %s was closed", name));
    }

    @FunctionalInterface
    private interface Writer {
        void write(ByteBuffer data) throws IOException;
    }

    private Json.Obj send(String command, Json.Obj message, Duration limit, Writer writer) {
        Pending pending = begin(command, message, limit, writer);
        try {
            if (!pending.there.await(pending.left(), TimeUnit.NANOSECONDS)) throw late(pending);
        } catch (InterruptedException e) {
            throw interrupted(e, pending);
        }
        return pending.reply.orElseThrow(() -> again(end.orElseThrow()));
    }

    private Pending begin(String command, Json.Obj message, Duration limit, Writer writer) {
        Faults.point("ask " + name + " " + command);
        int id = ids.incrementAndGet();
        Pending pending = new Pending(command, limit);
        waiting.put(id, pending);
        end.ifPresent(why -> {
            waiting.remove(id);
            throw again(why);
        });
        try {
            write(ByteBuffer.wrap(message.with("id", id).toString().getBytes(StandardCharsets.UTF_8)), pending, writer);
        } catch (InterruptedException e) {
            throw interrupted(e, pending);
        }
        return pending;
    }

    private void write(ByteBuffer data, Pending pending, Writer writer) throws InterruptedException {
        if (!writing.tryLock(pending.left(), TimeUnit.NANOSECONDS)) throw late(pending);
        try {
            writer.write(data);
        } catch (IOException e) {
            endWith(ErrorDomain.QEMU.error(INTERNAL_ERROR, e, "Unable to write to monitor"));
        } finally {
            writing.unlock();
        }
    }

    private static VirtException interrupted(InterruptedException why, Pending pending) {
        Thread.currentThread().interrupt();
        return ErrorDomain.QEMU.error(OPERATION_ABORTED, why, "interrupted while QEMU works on '%s'", pending.command);
    }

    /** The call stays among the waiting, so that its answer is known for what it is when it comes after all. */
    private VirtException late(Pending pending) {
        Map.Entry<Integer, Pending> oldest = waiting.firstEntry();
        String behind = oldest == null || oldest.getValue() == pending ? ""
                : "; it is still busy with '%s', asked %d s ago".formatted(oldest.getValue().command, oldest.getValue().seconds());
        return ErrorDomain.QEMU.error(OPERATION_TIMEOUT, "QEMU of %s has not answered '%s' within %d s%s", name, pending.command,
                pending.limit.toSeconds(), behind);
    }

    /** An exception belongs to one throw; what ended the conversation is its cause. */
    private static VirtException again(VirtException why) {
        return new VirtException(why.code(), why.domain(), why.detail(), why);
    }

    /** The reading thread: it only sorts what comes. */
    private void read() {
        try {
            Optional<String> line = lines.next();
            for (; line.isPresent(); line = lines.next()) {
                if (!line.get().isEmpty()) sort(Json.parse(line.get()).asObject());
            }
            endWith(ErrorDomain.QEMU.error(INTERNAL_ERROR, "End of file from qemu monitor"));
        } catch (JsonException e) {
            garbled = true;
            endWith(ErrorDomain.QEMU.error(INTERNAL_ERROR, e, "Unable to read from monitor: %s", e.getMessage()));
        } catch (IOException e) {
            endWith(ErrorDomain.QEMU.error(INTERNAL_ERROR, e, "Unable to read from monitor: %s", e.getMessage()));
        }
    }

    private void sort(Json.Obj message) throws IOException {
        if (message.find("event").isPresent()) {
            if (events.size() >= EVENTS_MAX) throw new IOException("more than " + EVENTS_MAX + " events wait");
            events.add(Optional.of(Event.of(message)));
        } else if (message.find("id").isPresent()) {
            Pending pending = waiting.remove((int) message.number("id"));
            if (pending != null) pending.complete(Optional.of(message));
        } else {
            throw new IOException("QEMU could not read a command: " + message);
        }
    }

    private void endWith(VirtException why) {
        synchronized (events) {
            if (end.isPresent()) return;
            end = Optional.of(why);
        }
        try {
            wire.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        events.add(Optional.empty());
        for (Integer id : waiting.keySet()) {
            Pending pending = waiting.remove(id);
            if (pending != null) pending.complete(Optional.empty());
        }
    }
}
