package jvirt.qemu.launch;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.SecretRef;
import jvirt.api.domain.device.Tpm;
import jvirt.host.Child;
import jvirt.host.Descriptor;
import jvirt.host.Pipe;
import jvirt.host.Program;
import jvirt.host.Spawn;
import jvirt.host.Undo;
import jvirt.qemu.process.Qemu;

/** Devices of a machine that programs of their own stand for: its TPM. */
final class ExternalDevices {
    /** How long a program may take until its socket is there. */
    private static final Duration READY = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(5);
    /** What can be written into an empty pipe before anybody reads: {@code PIPE_BUF} surely, linux/limits.h. */
    private static final int PIPE_HOLDS = 4096;

    private ExternalDevices() {}

    static void start(Domain live, Path folder, LaunchSite site, Undo undo) throws InterruptedException {
        for (Tpm tpm : live.devices().tpms()) {
            if (tpm.backend() instanceof Tpm.Backend.Emulator emulator) tpm(live, emulator, folder, site, undo);
        }
    }

    private static void tpm(Domain live, Tpm.Backend.Emulator emulator, Path folder, LaunchSite site, Undo undo)
            throws InterruptedException {
        Path swtpm = Program.find("swtpm").orElseThrow(() -> QEMU.error(INTERNAL_ERROR,
                "Unable to find 'swtpm' binary in $PATH: install the package swtpm"));
        Path state = site.layout().library().resolve("swtpm").resolve(live.uuid().toString()).resolve("tpm2");
        Path socket = HostFiles.tpmSocket(folder);
        Path pidFile = folder.resolve("swtpm.pid");
        Optional<byte[]> key = emulator.encryption().map(one -> site.secrets().value(
                new SecretRef(Optional.empty(), Optional.of(one.secret()), Optional.empty()), "vtpm"));
        try (Keys keys = new Keys(key)) {
            Files.createDirectories(state.getParent());
            if (!Files.exists(state)) Folders.make(state, site.confinement().account());
            List<String> command = new ArrayList<>(List.of(swtpm.toString(), "socket", "--ctrl", "type=unixio,path=" + socket
                    + ",mode=0600", "--tpmstate", "dir=" + state + ",mode=0600", "--log",
                    "file=" + folder.resolve("swtpm.log"), "--terminate"));
            if (!emulator.version().map(Object::toString).orElse("").endsWith("1_2")) command.add("--tpm2");
            command.addAll(keys.words());
            Child child = new Spawn(site.confinement().wrap(command), List.of("LC_ALL=C", "PATH=/usr/bin:/bin"),
                    site.layout().log(live.name()), keys.descriptors()).start();
            Files.writeString(pidFile, child.pid() + " " + Child.startTime(child.pid()));
            undo.add("end swtpm of " + live.name(), () -> new Qemu(0, child, 0, null).kill());
            awaitSocket(socket, child);
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "Could not start 'swtpm': %s", e.getMessage());
        }
    }

    /** The key of a TPM's state, for what is kept and for what migrates, each in a pipe that swtpm reads once. */
    private static final class Keys implements AutoCloseable {
        private final List<Pipe> pipes = new ArrayList<>();

        Keys(Optional<byte[]> key) throws IOException {
            if (key.isEmpty()) return;
            if (key.get().length > PIPE_HOLDS) throw new IOException("a TPM's key has " + PIPE_HOLDS + " bytes at most");
            for (int i = 0; i < 2; i++) {
                Pipe pipe = Pipe.open();
                pipes.add(pipe);
                try (FileChannel end = pipe.sink()) {
                    end.write(ByteBuffer.wrap(key.get()));
                }
            }
        }

        List<String> words() {
            return pipes.isEmpty() ? List.of() : List.of("--key", "pwdfd=3,mode=aes-256-cbc", "--migration-key", "pwdfd=4,mode=aes-256-cbc");
        }

        List<Descriptor> descriptors() {
            return pipes.stream().map(Pipe::reader).toList();
        }

        @Override public void close() {
            pipes.forEach(Pipe::close);
        }
    }

    private static void awaitSocket(Path socket, Child child) throws InterruptedException {
        long deadline = System.nanoTime() + READY.toNanos();
        while (!Files.exists(socket)) {
            if (!child.alive() || System.nanoTime() > deadline) {
                throw QEMU.error(INTERNAL_ERROR, "Could not start 'swtpm': it has not made its socket %s", socket);
            }
            child.await(LOOK);
        }
    }

    /** Programs that run still end with their machine. */
    static void reclaim(Domain live, Path folder, Undo undo) {
        if (live.devices().tpms().isEmpty()) return;
        Optional<Child> child = read(folder.resolve("swtpm.pid"));
        child.ifPresent(process -> undo.add("end swtpm of " + live.name(), () -> new Qemu(0, process, 0, null).kill()));
    }

    private static Optional<Child> read(Path pidFile) {
        try {
            String[] words = Files.readString(pidFile).split(" ");
            return Child.find(Integer.parseInt(words[0]), Long.parseLong(words[1].strip()));
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }
}
