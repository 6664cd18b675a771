package jvirt.api.domain;

import java.nio.file.Path;
import java.util.Optional;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.xml.Text;
import jvirt.api.xml.TypedBy;

/**
 * Where the firmware keeps its variables, {@code <nvram>}: a path as text, or a source as a disk has one.
 *
 * @param template the file that a new one is copied from
 */
public record Nvram(Optional<Path> template, @TypedBy("type") Optional<DiskSource> source, @Text Optional<Path> path) {
    public Nvram {
        path = path.filter(text -> !text.toString().isBlank());
    }
}
