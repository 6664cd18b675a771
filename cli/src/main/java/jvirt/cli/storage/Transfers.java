package jvirt.cli.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Interrupts;
import jvirt.cli.Invocation;
import jvirt.cli.Progress;
import jvirt.client.Volume;
import jvirt.rpc.client.Stream;

/** Content of volumes, to the host and from it. On a terminal it shows how far it is; Ctrl+C gives it up. */
public final class Transfers extends Commands {
    /** Half of the most that a packet of a stream carries, so that the progress moves. */
    private static final int PIECE = 128 * 1024;
    private static final int SHOW_EVERY = 32;

    @Override public String table() {
        return """
            vol-download: copy the content of a volume into a file
              <vol>
              <file>  where to write it
              pool=
              offset=#  where in the volume to begin, in bytes
              length=#  how much to copy, in bytes
              --sparse  leave out what is zero
            vol-upload: copy a file into a volume
              <vol>
              <file>  file to copy
              pool=
              offset=#  where in the volume to begin, in bytes
              length=#  how much to copy, in bytes
              --sparse  leave out what is zero
            """;
    }

    @Override public void run(String command, Invocation in) {
        long offset = in.unsignedLong("offset").orElse(0);
        long length = in.wrappingLong("length").orElse(0);
        Volume volume = Volumes.volume(in, "vol", "pool");
        String file = in.required("file");
        switch (command) {
            case "vol-download" -> download(in, volume, file, offset, length);
            case "vol-upload" -> upload(in, volume, file, offset, length);
            default -> throw undeclared(command);
        }
    }

    private static void upload(Invocation in, Volume volume, String file, long offset, long length) {
        String name = in.required("vol");
        Progress progress = new Progress(in.out(), "Upload", false);
        try (FileChannel from = FileChannel.open(in.local(file), StandardOpenOption.READ); Interrupts interrupts = new Interrupts()) {
            long total = Math.max(1, length > 0 ? Math.min(length, from.size()) : from.size());
            Stream stream = in.attempt(() -> volume.upload(offset, length, 0), "cannot upload to volume " + name);
            try {
                send(from, stream, total, progress, interrupts);
                in.attempt(stream::finish, "cannot close volume " + name);
            } catch (VirtException e) {
                throw new Failure("cannot send data to volume " + name, e);
            } finally {
                progress.clear();
                stream.close();
            }
        } catch (IOException e) {
            throw new Failure("cannot read " + file);
        }
    }

    private static void send(FileChannel from, Stream stream, long total, Progress progress, Interrupts interrupts) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(PIECE);
        long sent = 0;
        for (int piece = 0; from.read(buffer) >= 0; piece++) {
            if (interrupts.wished()) throw new Failure("cancelled");
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes).clear();
            stream.send(bytes);
            sent += bytes.length;
            if (piece % SHOW_EVERY == 0) progress.show(Math.max(0, total - sent), total);
        }
    }

    private static void download(Invocation in, Volume volume, String file, long offset, long length) {
        String name = in.required("vol");
        Path path = in.local(file);
        boolean created = !Files.exists(path);
        boolean complete = false;
        Progress progress = new Progress(in.out(), "Download", false);
        try (FileChannel to = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
                Interrupts interrupts = new Interrupts()) {
            long total = Math.max(1, length > 0 ? length : progress.shown() ? volume.info(1).allocation() - offset : 1);
            Stream stream = in.attempt(() -> volume.download(offset, length, 0), "cannot download from volume " + name);
            try {
                receive(stream, to, in.has("sparse"), total, progress, interrupts);
                in.attempt(stream::finish, "cannot close volume " + name);
                complete = true;
            } catch (VirtException e) {
                throw new Failure("cannot receive data from volume " + name, e);
            } finally {
                progress.clear();
                stream.close();
            }
        } catch (IOException e) {
            throw new Failure("cannot create " + file);
        } finally {
            if (!complete && created) discard(path);
        }
    }

    private static void receive(Stream stream, FileChannel to, boolean sparse, long total, Progress progress, Interrupts interrupts) throws IOException {
        long received = 0;
        int piece = 0;
        for (byte[] bytes = stream.receive(); bytes.length > 0; bytes = stream.receive()) {
            if (interrupts.wished()) throw new Failure("cancelled");
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            if (sparse && zero(bytes)) to.position(to.position() + bytes.length);
            else while (buffer.hasRemaining()) to.write(buffer);
            received += bytes.length;
            if (piece++ % SHOW_EVERY == 0) progress.show(Math.max(0, total - received), total);
        }
        // a hole at the end is not written, but belongs to the file
        if (to.size() < received) to.write(ByteBuffer.allocate(1), received - 1);
    }

    private static boolean zero(byte[] bytes) {
        for (byte one : bytes) {
            if (one != 0) return false;
        }
        return true;
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // half a file stays; why it is half has been said
        }
    }
}
