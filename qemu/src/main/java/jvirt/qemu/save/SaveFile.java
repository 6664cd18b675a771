package jvirt.qemu.save;

import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;

/**
 * The head of a saved machine's file, in libvirt's own form ({@code virQEMUSaveHeader}, libvirt 9.0.0
 * src/qemu/qemu_saveimage.h): a mark that says whether the file is whole, the definition, room for a longer one. QEMU's state
 * follows.
 *
 * @param dataLength bytes between the header and QEMU's state
 * @param compression 0 for none
 * @param cookie what libvirt notes besides
 */
public record SaveFile(boolean whole, int dataLength, boolean running, int compression, String document,
        Optional<String> cookie) {
    private static final byte[] WHOLE = "LibvirtQemudSave".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PARTIAL = "LibvirtQemudPart".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 2;
    private static final int HEADER_BYTES = 16 + 19 * 4;
    /** Room for an edited definition that is longer. */
    private static final int ROOM = 64 << 10;
    /** No definition is longer; who says so is no save file of ours. */
    private static final int DATA_MAX = 64 << 20;

    /** A file yet to be written. */
    static SaveFile of(String document, boolean running) {
        return new SaveFile(false, length(document) + ROOM, running, 0, document, Optional.empty());
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length + 1;
    }

    /** Where QEMU's state begins. */
    public long stateOffset() {
        return HEADER_BYTES + (long) dataLength;
    }

    /** The same file with another definition, or another state to be restored in. */
    SaveFile with(String changed, boolean runs) {
        int needed = length(changed) + cookie.map(SaveFile::length).orElse(0);
        if (needed > dataLength) throw QEMU.error(OPERATION_FAILED, "new xml too large to fit in file");
        return new SaveFile(whole, dataLength, runs, compression, changed, cookie);
    }

    static SaveFile read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer header = fill(channel, HEADER_BYTES, "failed to read qemu header");
            byte[] magic = new byte[16];
            header.get(magic);
            boolean whole = Arrays.equals(magic, WHOLE);
            if (!whole && !Arrays.equals(magic, PARTIAL)) throw QEMU.error(OPERATION_FAILED, "image magic is incorrect");
            int version = header.getInt();
            if (version < 0 || version > VERSION) {
                throw QEMU.error(OPERATION_FAILED, "image version is not supported (%d > %d)", version, VERSION);
            }
            int dataLength = header.getInt();
            if (dataLength <= 0 || dataLength > DATA_MAX) {
                throw QEMU.error(OPERATION_FAILED, "invalid header data length: %d", dataLength);
            }
            boolean running = header.getInt() != 0;
            int compression = header.getInt();
            int cookieOffset = header.getInt();
            byte[] data = fill(channel, dataLength, "failed to read domain XML").array();
            Optional<String> cookie = cookieOffset > 0 && cookieOffset < dataLength
                    ? Optional.of(text(data, cookieOffset)) : Optional.empty();
            return new SaveFile(whole, dataLength, running, compression, text(data, 0), cookie);
        } catch (NoSuchFileException e) {
            throw ErrorDomain.QEMU.error(SYSTEM_ERROR, e, "Failed to open file '%s': No such file or directory", file);
        } catch (IOException e) {
            throw ErrorDomain.QEMU.error(SYSTEM_ERROR, e, "Failed to open file '%s': %s", file, e.getMessage());
        }
    }

    private static ByteBuffer fill(FileChannel channel, int length, String wrong) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) throw QEMU.error(OPERATION_FAILED, "%s", wrong);
        }
        return buffer.flip();
    }

    private static String text(byte[] data, int from) {
        int end = from;
        while (end < data.length && data[end] != 0) end++;
        return new String(data, from, end - from, StandardCharsets.UTF_8);
    }

    /** Writes the head alone: of a new file, or over that of an old one. */
    void write(Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES + dataLength).order(ByteOrder.nativeOrder());
        byte[] xml = document.getBytes(StandardCharsets.UTF_8);
        buffer.put(whole ? WHOLE : PARTIAL).putInt(VERSION).putInt(dataLength).putInt(running ? 1 : 0).putInt(compression)
                .putInt(cookie.isPresent() ? xml.length + 1 : 0);
        buffer.position(HEADER_BYTES).put(xml).put((byte) 0);
        cookie.ifPresent(text -> buffer.put(text.getBytes(StandardCharsets.UTF_8)));
        buffer.rewind();
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            while (buffer.hasRemaining()) channel.write(buffer);
        }
    }

    /** QEMU's state is all there, and on the disk: only now the file counts. */
    static void markWhole(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
            channel.write(ByteBuffer.wrap(WHOLE), 0);
            channel.force(true);
        }
    }

    /** The same, or libvirt's error when QEMU's state is not all there. */
    SaveFile requireWhole() {
        if (!whole) throw incomplete();
        return this;
    }

    private static VirtException incomplete() {
        return QEMU.error(OPERATION_FAILED, "save image is incomplete");
    }
}
