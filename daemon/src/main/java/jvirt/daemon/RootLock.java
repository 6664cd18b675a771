package jvirt.daemon;

import static jvirt.api.ErrorCode.OPERATION_FAILED;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jvirt.api.ErrorDomain;

/** Two daemons never share a root: a lock on its pid file, which the kernel lets go of when the daemon dies. */
final class RootLock implements AutoCloseable {
    private final FileChannel channel;

    private RootLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock, or says which process holds it. */
    static RootLock take(Path pidFile) throws IOException {
        FileChannel channel = FileChannel.open(pidFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw ErrorDomain.NONE.error(OPERATION_FAILED, "another jvirtd (process %s) uses %s: end it, or give this one"
                    + " another --root", Files.readString(pidFile).strip(), pidFile.getParent());
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return new RootLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
