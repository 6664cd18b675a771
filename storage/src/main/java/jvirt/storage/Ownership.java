package jvirt.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import jvirt.api.storage.Permissions;
import jvirt.api.storage.Volume;
import jvirt.host.FileStatus;

/** Gives files to whom their documents say. */
final class Ownership {
    /** {@code VIR_STORAGE_DEFAULT_VOL_PERM_MODE}, src/storage/storage_util.h: nobody else reads a guest's disk. */
    private static final int DEFAULT_MODE = 0600;

    private Ownership() {}

    /** What a new volume gets. */
    static Permissions ofVolume(Volume volume) {
        Permissions wanted = volume.target().permissions();
        return wanted.mode().isPresent() ? wanted
                : new Permissions(Optional.of(DEFAULT_MODE), wanted.owner(), wanted.group(), wanted.label());
    }

    /** Changes what differs. */
    static void apply(Path file, Permissions wanted) {
        try {
            FileStatus now = FileStatus.of(file);
            change(file, "unix:uid", wanted.owner(), now.owner());
            change(file, "unix:gid", wanted.group(), now.group());
            change(file, "unix:mode", wanted.mode(), now.permissions());
        } catch (IOException e) {
            throw SystemErrors.of(e, "stat of '%s' failed", file);
        }
    }

    private static void change(Path file, String attribute, Optional<Integer> wanted, int now) {
        if (wanted.isEmpty() || wanted.get() == now) return;
        try {
            Files.setAttribute(file, attribute, wanted.get());
        } catch (IOException e) {
            throw attribute.equals("unix:mode")
                    ? SystemErrors.of(e, "cannot set mode of '%s' to %04o", file, wanted.get())
                    : SystemErrors.of(e, "cannot chown '%s' to %s %d", file, attribute.substring(5), wanted.get());
        }
    }
}
