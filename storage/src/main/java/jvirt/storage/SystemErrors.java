package jvirt.storage;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Duration;
import java.util.List;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.host.ErrnoException;
import jvirt.host.Program;

/** Failures of the system and of its programs, worded as libvirt does. */
final class SystemErrors {
    private SystemErrors() {}

    /** What the C library would say, which libvirt puts behind its own words. */
    static String reason(IOException e) {
        return switch (e) {
            case ErrnoException errno -> errno.reason();
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileAlreadyExistsException _ -> "File exists";
            case DirectoryNotEmptyException _ -> "Directory not empty";
            case NotDirectoryException _ -> "Not a directory";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    static VirtException of(IOException e, String what, Object... args) {
        return ErrorDomain.STORAGE.error(SYSTEM_ERROR, e, "%s: %s", String.format(what, args), reason(e));
    }

    /** Runs a program to its end; its failure is libvirt's error with what the program complained of. */
    static String run(List<String> command, Duration limit) throws InterruptedException {
        try {
            Program.Result result = Program.of(command).limit(limit).attempt();
            if (result.status() == 0) return result.output();
            throw ErrorDomain.NONE.error(INTERNAL_ERROR, "Child process (%s) unexpected exit status %d: %s",
                    String.join(" ", command), result.status(), result.error().strip());
        } catch (IOException e) {
            throw ErrorDomain.NONE.error(INTERNAL_ERROR, e, "Cannot run %s: %s", command.getFirst(), e.getMessage());
        }
    }
}
