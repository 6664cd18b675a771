package jvirt.api.domain;

import java.nio.file.Path;
import java.util.Optional;
import jvirt.api.xml.Text;

/**
 * Where the firmware keeps its variables, {@code <nvram>}: a path as text, or a source as a disk has one.
 *
 * @param template the file that a new one is copied from
 */
public record Nvram(Optional<Path> template, Optional<String> type, Optional<VerbatimSource> source, @Text Optional<Path> path) {
    public Nvram {
        path = path.filter(text -> !text.toString().isBlank());
    }
}
