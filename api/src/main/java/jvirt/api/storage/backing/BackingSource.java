package jvirt.api.storage.backing;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.STORAGE;

import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.json.JsonException;

/**
 * What a backing store string means.
 *
 * @param credentials the string holds a user or a password, which have no place in a {@code <source>} and are left out
 */
public record BackingSource(DiskSource source, boolean credentials) {
    /** Reads a backing store string as QEMU would; libvirt's error where it means nothing to libvirt. */
    public static BackingSource parse(String text) {
        if (isFile(text)) return of(new DiskSource.File(Optional.of(text), Optional.empty(), DiskSource.Extras.NONE));
        if (text.startsWith("fat:")) {
            return of(new DiskSource.Dir(Optional.of(text.substring("fat:".length())), DiskSource.Extras.NONE));
        }
        try {
            if (text.startsWith("json:")) return BackingJson.parse(text.substring("json:".length()));
            return (text.contains("://") ? BackingUri.parse(text) : BackingColon.parse(text)).source();
        } catch (JsonException e) {
            throw STORAGE.error(INVALID_ARG, e, "cannot parse backing store string '%s': %s", text, e.getMessage());
        }
    }

    /**
     * The file or block device that the string names; empty where it names something that is not on this host, or nothing
     * that libvirt knows.
     */
    public static Optional<String> path(String text) {
        // QEMU takes this prefix off; libvirt does not know it
        if (text.startsWith("file:")) return Optional.of(text.substring("file:".length()));
        if (isFile(text)) return Optional.of(text);
        try {
            return switch (parse(text).source()) {
                case DiskSource.File file when file.extras().slice().isEmpty() -> file.file();
                case DiskSource.Block block -> block.dev();
                case DiskSource.File _, DiskSource.Dir _, DiskSource.Network _, DiskSource.Volume _, DiskSource.Nvme _,
                        DiskSource.VhostUser _ -> Optional.empty();
            };
        } catch (VirtException _) {
            return Optional.empty();
        }
    }

    static BackingSource of(DiskSource source) {
        return new BackingSource(source, false);
    }

    /** Whether it is a file's name. A word before a colon is a protocol; a file of such a name can be called {@code ./a:b}. */
    public static boolean isFile(String text) {
        int colon = text.indexOf(':');
        int slash = text.indexOf('/');
        return colon < 0 || slash >= 0 && slash < colon;
    }
}
