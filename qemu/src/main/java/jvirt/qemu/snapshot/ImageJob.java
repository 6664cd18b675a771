package jvirt.qemu.snapshot;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Work on the chain of a disk that goes on while its machine runs. */
final class ImageJob {
    /** {@code virDomainBlockJobType}. */
    enum Kind {
        PULL(1), COMMIT(3), ACTIVE_COMMIT(4);

        final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    final String id;
    final Kind kind;
    final String target;
    /** The path by which clients hear of it. */
    final String path;
    /** The images that leave the chain when it is done, topmost first. */
    final List<String> leaving;
    /** Whether their files go too. */
    final boolean delete;
    /** Done, with what went wrong. */
    final CompletableFuture<Optional<String>> end = new CompletableFuture<>();
    volatile boolean ready;
    volatile boolean cancelled;
    volatile boolean pivoting;

    ImageJob(Kind kind, String target, String path, List<String> leaving, boolean delete) {
        this.id = kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + target + "-"
                + Long.toHexString(System.nanoTime());
        this.kind = kind;
        this.target = target;
        this.path = path;
        this.leaving = leaving;
        this.delete = delete;
    }
}
