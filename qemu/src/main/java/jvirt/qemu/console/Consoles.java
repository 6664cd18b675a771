package jvirt.qemu.console;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.NONE;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Chardev;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Parallel;
import jvirt.api.domain.device.Serial;

/** Joins viewers to guests' consoles and channels: one viewer a device, unless somebody takes it over. */
public final class Consoles {
    /** {@code virDomainConsoleFlags} and {@code virDomainChannelFlags}. */
    public static final int FORCE = 1;
    public static final int SAFE = 2;
    /** The guest's port writes a byte at a time: so long is waited for more to send together. */
    private static final long GATHER_MILLIS = 2;

    private final Map<Path, Session> sessions = new HashMap<>();

    /** One viewer at one device. */
    private final class Session {
        private final Path path;
        private final Line line;
        private final Viewer viewer;
        private final Thread reader;

        Session(Path path, Line line, Viewer viewer) {
            this.path = path;
            this.line = line;
            this.viewer = viewer;
            this.reader = Thread.ofVirtual().name("from " + path).unstarted(this::toViewer);
        }

        void start() {
            reader.start();
            Thread.ofVirtual().name("to " + path).start(this::toGuest);
        }

        private void toViewer() {
            try {
                for (var data = line.read(); data.isPresent(); data = line.read()) {
                    Thread.sleep(GATHER_MILLIS);
                    if (!viewer.show(data.get()) || !showMore()) break;
                }
            } catch (IOException | IllegalStateException | InterruptedException _) {
                // the line is closed: the guest has ended, or another viewer has taken over
            } finally {
                Thread.interrupted();
                end();
                over();
            }
        }

        private boolean showMore() throws IOException, InterruptedException {
            byte[] more = line.more();
            return more.length == 0 || viewer.show(more);
        }

        private void over() {
            try {
                viewer.over();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        /** Listens to the viewer until it says good-bye, even when there is no guest any more to pass it on to. */
        private void toGuest() {
            try {
                for (var data = viewer.typed(); data.isPresent(); data = viewer.typed()) pass(data.get());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                end();
            }
        }

        private void pass(byte[] data) throws InterruptedException {
            try {
                line.write(data);
            } catch (IOException | IllegalStateException _) {
                end();
            }
        }

        /** Lets go of the line, whoever notices first. */
        void end() {
            synchronized (Consoles.this) {
                sessions.remove(path, this);
            }
            line.close();
            if (Thread.currentThread() != reader) reader.interrupt();
        }
    }

    /** Joins a viewer to a console: the device of this alias, or the first. */
    public void openConsole(Domain live, Optional<String> alias, boolean force, Viewer viewer) {
        Chardev chardev = alias.isPresent() ? named(live, alias.get()) : first(live);
        join(chardev, alias.orElse("default"), force, viewer, "console");
    }

    /** Joins a viewer to a channel, by the alias of its device or its name in the guest. */
    public void openChannel(Domain live, Optional<String> name, boolean force, Viewer viewer) {
        Channel channel = live.devices().channels().stream()
                .filter(one -> name.isEmpty() || one.alias().equals(name) || targetName(one).equals(name)).findFirst()
                .orElseThrow(() -> QEMU.error(INTERNAL_ERROR, "cannot find channel %s", name.orElse("(null)")));
        join(channel.chardev(), name.orElse("default"), force, viewer, "channel");
    }

    private static Optional<String> targetName(Channel channel) {
        return channel.target() instanceof Channel.Target.Virtio(var name, _) ? name : Optional.empty();
    }

    private static Chardev named(Domain live, String alias) {
        Stream<Device> devices = Stream.of(live.devices().consoles(), live.devices().serials(), live.devices().parallels())
                .flatMap(list -> list.stream());
        Device device = devices.filter(one -> one.alias().filter(alias::equals).isPresent()).findFirst()
                .orElseThrow(() -> QEMU.error(INTERNAL_ERROR, "cannot find character device %s", alias));
        return switch (device) {
            case Console console -> console.chardev();
            case Serial serial -> serial.chardev();
            case Parallel parallel -> parallel.chardev();
            default -> throw new IllegalStateException(device.toString());
        };
    }

    private static Chardev first(Domain live) {
        return Stream.concat(live.devices().consoles().stream().map(Console::chardev),
                        live.devices().serials().stream().map(Serial::chardev)).findFirst()
                .orElseThrow(() -> QEMU.error(INTERNAL_ERROR, "cannot find character device %s", "(null)"));
    }

    private void join(Chardev chardev, String name, boolean force, Viewer viewer, String what) {
        Path path = switch (chardev.source()) {
            case ChardevSource.Pty(var source) -> source.flatMap(ChardevSource.PathSource::path).map(Path::of)
                    .orElseThrow(() -> QEMU.error(INTERNAL_ERROR, "%s %s has no terminal yet", what, name));
            case ChardevSource.Unix(var source) -> source.flatMap(ChardevSource.UnixEnd::path).map(Path::of)
                    .orElseThrow(() -> QEMU.error(INTERNAL_ERROR, "%s %s has no socket yet", what, name));
            default -> throw QEMU.error(INTERNAL_ERROR, what.equals("channel") ? "channel %s is not using a UNIX socket"
                    : "character device %s is not using a PTY or UNIX socket", name);
        };
        Session session = new Session(path, open(chardev.source(), path), viewer);
        Optional<Session> other;
        synchronized (this) {
            other = Optional.ofNullable(sessions.get(path));
            if (other.isEmpty() || force) sessions.put(path, session);
        }
        if (other.isPresent() && !force) {
            session.line.close();
            throw QEMU.error(OPERATION_FAILED, what.equals("channel") ? "Active channel stream exists for this domain"
                    : "Active console session exists for this domain");
        }
        other.ifPresent(Session::end);
        session.start();
    }

    private static Line open(ChardevSource source, Path path) {
        try {
            return source instanceof ChardevSource.Unix ? Line.Socket.connect(path) : Line.Pty.open(path);
        } catch (IOException e) {
            throw NONE.error(SYSTEM_ERROR, e, "unable to open '%s': %s", path, e.getMessage());
        }
    }

    /** What flags a client may give. */
    public static void checkFlags(int flags, String function) {
        int unknown = flags & ~(FORCE | SAFE);
        if (unknown != 0) throw NONE.refusal("unsupported flags (0x%x) in function %s", unknown, function);
    }
}
