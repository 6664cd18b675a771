package jvirt.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.storage.ImageFormat;
import jvirt.api.storage.Volume;
import jvirt.host.Faults;
import jvirt.host.Program;
import jvirt.host.Undo;
import jvirt.storage.Backend.Making;

/** Makes images in formats that have a structure: an empty qcow2 by ourselves, everything else by qemu-img. */
final class ImageMaker {
    /** A copy of a large image takes hours; no wait is without end. */
    static final Duration LIMIT = Duration.ofDays(1);

    private ImageMaker() {}

    /** Makes the image, with the content of {@code source} if there is one. A failure leaves nothing behind. */
    static void make(Volume volume, Optional<Volume> source, Making making) throws InterruptedException {
        Path file = Path.of(volume.path());
        try (Undo undo = new Undo()) {
            undo.add("remove " + file, () -> Files.deleteIfExists(file));
            Faults.point("make " + file);
            if (source.isEmpty() && !making.preallocate() && Qcow2Image.canBe(volume)) {
                new ImageCommand(volume, source, false, Optional.empty(), Optional.empty()).commands();   // what is refused
                Qcow2Image.create(volume);
            } else {
                run(volume, source, making);
            }
            Faults.point("own " + file);
            Ownership.apply(file, Ownership.ofVolume(volume));
            undo.keep();
        }
    }

    /** Fills a device that is there with the content of {@code source}. */
    static void fill(Volume volume, Volume source, Making making) throws InterruptedException {
        run(volume, Optional.of(source), making);
    }

    private static void run(Volume volume, Optional<Volume> source, Making making) throws InterruptedException {
        requireProgram("creation of non-raw file images is not supported without qemu-img.");
        try (SecretFile secret = SecretFile.of(volume, making.secrets());
                SecretFile fromSecret = source.isPresent() ? SecretFile.of(source.get(), making.secrets()) : SecretFile.NONE) {
            var command = new ImageCommand(volume, source, making.preallocate(), secret.path(), fromSecret.path());
            for (List<String> words : command.commands()) SystemErrors.run(words, LIMIT);
        }
    }

    private static void requireProgram(String otherwise) {
        if (Program.find("qemu-img").isEmpty()) throw ErrorDomain.STORAGE.error(INTERNAL_ERROR, otherwise);
    }

    static void resize(Volume volume, long capacity, boolean allocate, Passphrases secrets) throws InterruptedException {
        boolean raw = volume.target().imageFormat().equals(Optional.of(ImageFormat.RAW));
        if (allocate) {
            throw ErrorDomain.STORAGE.error(OPERATION_UNSUPPORTED, raw
                    ? "preallocate is only supported for an unencrypted raw volume"
                    : "preallocate is only supported for raw type volume");
        }
        if (volume.target().encryption().filter(encryption -> !encryption.format().startsWith("luks")).isPresent()) {
            throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "resize of qcow2 encrypted image is not supported");
        }
        requireProgram("unable to find qemu-img");
        try (SecretFile secret = SecretFile.of(volume, secrets)) {
            SystemErrors.run(ImageCommand.resize(volume, capacity, secret.path()), LIMIT);
        }
    }

    /** A passphrase in a file that only we can read, for as long as a program needs it. */
    private record SecretFile(Optional<String> path) implements AutoCloseable {
        static final SecretFile NONE = new SecretFile(Optional.empty());

        static SecretFile of(Volume volume, Passphrases secrets) {
            if (volume.target().encryption().isEmpty()) return NONE;
            if (volume.target().encryption().get().secrets().size() != 1) {
                throw ErrorDomain.STORAGE.error(INVALID_ARG,
                        "A single <secret type='passphrase'...> element is expected in encryption description");
            }
            byte[] passphrase = secrets.of(volume.target().encryption().get().secrets().getFirst());
            try {
                Path file = Files.createTempFile("jvirt-", ".secret");   // rw------- from the beginning
                Files.write(file, passphrase);
                return new SecretFile(Optional.of(file.toString()));
            } catch (IOException e) {
                throw SystemErrors.of(e, "failed to open secret file for write");
            }
        }

        @Override
        public void close() {
            path.ifPresent(file -> {
                try {
                    Files.deleteIfExists(Path.of(file));
                } catch (IOException e) {
                    throw SystemErrors.of(e, "cannot remove %s", file);
                }
            });
        }
    }
}
