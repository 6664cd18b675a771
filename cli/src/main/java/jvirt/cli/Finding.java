package jvirt.cli;

import java.util.Optional;
import java.util.function.Supplier;
import jvirt.api.VirtException;

/**
 * Looking something up by one way after the other. If none leads to it, the error of the last one comes behind the complaint.
 *
 * @param <T> what is looked for
 */
public final class Finding<T> {
    private Optional<T> found = Optional.empty();
    private Optional<VirtException> last = Optional.empty();

    /** Tries a way, unless it is found already. */
    public Finding<T> by(Supplier<T> way) {
        if (found.isPresent()) return this;
        try {
            found = Optional.of(way.get());
        } catch (VirtException e) {
            last = Optional.of(e);
        }
        return this;
    }

    public boolean found() {
        return found.isPresent();
    }

    /** What was found. */
    public T orComplain(String complaint) {
        return found.orElseThrow(() -> new Failure(complaint, last.orElse(null)));
    }
}
