package jvirt.storage;

import static jvirt.api.ErrorCode.SYSTEM_ERROR;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jvirt.api.ErrorDomain;
import jvirt.api.storage.ImageFormat;
import jvirt.api.storage.Volume;
import jvirt.host.Descriptor;
import jvirt.host.ErrnoException;
import jvirt.host.Extents;
import jvirt.host.FileStatus;
import jvirt.host.Libc;
import jvirt.storage.Volumes.Use;

/**
 * A volume's bytes on their way to a client, or from one. While one is open, nobody deletes the volume. One thread uses a
 * stream.
 */
public final class VolumeStream implements AutoCloseable {
    private final Use use;
    private final Path file;
    private final FileChannel channel;
    /** The same file again, for what channels cannot do. */
    private final Descriptor descriptor;
    private final boolean writing;
    private final boolean device;
    /** Where the stream ends, whatever the file's size is. */
    private final long end;
    private long position;

    private VolumeStream(Use use, Path file, FileChannel channel, Descriptor descriptor, boolean writing, boolean device,
            long offset, long end) {
        this.use = use;
        this.file = file;
        this.channel = channel;
        this.descriptor = descriptor;
        this.writing = writing;
        this.device = device;
        this.position = offset;
        this.end = end;
    }

    /** Reads a volume; {@code length} 0 is all of it. */
    public static VolumeStream download(StoragePools pools, StoragePool pool, String name, long offset, long length)
            throws InterruptedException {
        Use use = pools.volumes().use(pool, name, false, "storage pool doesn't support volume download");
        return open(use, false, offset, length);
    }

    /** Writes a volume; {@code length} 0 is without bound. */
    public static VolumeStream upload(StoragePools pools, StoragePool pool, String name, long offset, long length)
            throws InterruptedException {
        Use use = pools.volumes().use(pool, name, true, "storage pool doesn't support volume upload");
        return open(use, true, offset, length);
    }

    private static VolumeStream open(Use use, boolean writing, long offset, long length) {
        Volume volume = use.volume();
        boolean ploop = volume.target().imageFormat().filter(format -> format == ImageFormat.PLOOP).isPresent();
        Path file = Path.of(ploop ? volume.path() + "/root.hds" : volume.path());
        boolean opened = false;
        try {
            FileStatus status = FileStatus.of(file);
            FileChannel channel =
                    FileChannel.open(file, writing ? StandardOpenOption.WRITE : StandardOpenOption.READ);
            Descriptor descriptor = Libc.open(file.toString(), writing ? Libc.O_WRONLY : Libc.O_RDONLY, 0);
            opened = true;
            long end = length == 0 || offset > Long.MAX_VALUE - length ? Long.MAX_VALUE : offset + length;
            return new VolumeStream(use, file, channel, descriptor, writing, status.blockDevice(), offset, end);
        } catch (IOException e) {
            throw SystemErrors.of(e, "Unable to open stream for '%s'", file);
        } finally {
            if (!opened) use.end();
        }
    }

    /** Reads on, at most {@code most} bytes; 0 at the end. */
    public int read(byte[] into, int most) {
        try {
            int wanted = (int) Math.min(most, end - position);
            if (wanted <= 0) return 0;
            int read = channel.read(ByteBuffer.wrap(into, 0, wanted), position);
            if (read <= 0) return 0;
            position += read;
            return read;
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot read from stream");
        }
    }

    /** A run of the file: data, or zeros that take no space. An empty one is the end. */
    public record Run(boolean data, long length) {}

    /** What comes next; a hole is passed by asking, data is to be read. */
    public Run next() {
        try {
            long size = Math.min(end, channel.size());
            if (position >= size) return new Run(true, 0);
            if (device) return new Run(true, size - position);
            long data = Extents.nextData(descriptor, position);
            if (data == position) return new Run(true, Math.min(size, Extents.nextHole(descriptor, position)) - position);
            long hole = (data < 0 ? size : Math.min(size, data)) - position;
            position += hole;
            return new Run(false, hole);
        } catch (IOException e) {
            throw SystemErrors.of(e, "unable to seek in '%s'", file);
        }
    }

    /** Writes on. */
    public void write(byte[] bytes) {
        if (bytes.length > end - position) {
            throw ErrorDomain.STREAMS.error(SYSTEM_ERROR, "cannot write to stream: No space left on device");
        }
        try {
            ByteBuffer from = ByteBuffer.wrap(bytes);
            while (from.hasRemaining()) position += channel.write(from, position);
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot write to stream");
        }
    }

    /** Makes the next bytes zeros that take no space. */
    public void writeHole(long length) {
        if (length > end - position) {
            throw ErrorDomain.STREAMS.error(SYSTEM_ERROR, "cannot write to stream: No space left on device");
        }
        try {
            long until = position + length;
            long size = channel.size();
            if (position < size) zero(Math.min(until, size) - position);
            if (until > size && !device) channel.write(ByteBuffer.allocate(1), until - 1);
            position = until;
        } catch (IOException e) {
            throw SystemErrors.of(e, "unable to create hole in '%s'", file);
        }
    }

    private void zero(long length) throws IOException {
        try {
            Extents.punch(descriptor, position, length);
        } catch (ErrnoException e) {
            if (e.errno() != ErrnoException.EOPNOTSUPP && e.errno() != ErrnoException.ENODEV) throw e;
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
            for (long done = 0; done < length; ) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), length - done));
                done += channel.write(zeros, position + done);
            }
        }
    }

    /** Ends the stream; what was written is looked at again. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw SystemErrors.of(e, "unable to close '%s'", file);
        } finally {
            descriptor.close();
            use.end();
        }
    }

    /** Looks at the pool again after its volume was written, as libvirt does when an upload ends. */
    public void refreshPool() throws InterruptedException {
        if (writing) use.pool().refreshIfIdle();
    }
}
