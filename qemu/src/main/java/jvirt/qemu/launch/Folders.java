package jvirt.qemu.launch;

import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.NONE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import jvirt.host.Account;

/** Folders and files that are a QEMU's own. */
final class Folders {
    private Folders() {}

    /** Makes a folder that nobody but this account gets into. */
    static void make(Path folder, Account account) {
        try {
            delete(folder);   // what a run that ended unseen has left
            Files.createDirectories(folder.getParent());
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
            give(folder, account);
        } catch (IOException e) {
            throw NONE.error(SYSTEM_ERROR, e, "Cannot create directory '%s': %s", folder, e.getMessage());
        }
    }

    static void write(Path file, byte[] content, Account account) throws IOException {
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(content));
        }
        give(file, account);
    }

    static void give(Path file, Account account) throws IOException {
        if (!Account.own().root() || account.root()) return;
        Files.setAttribute(file, "unix:uid", account.user());
        Files.setAttribute(file, "unix:gid", account.group());
    }

    /** Deletes a folder with all that is in it; nothing happens when there is none. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path inside, IOException e) throws IOException {
                Files.deleteIfExists(inside);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
