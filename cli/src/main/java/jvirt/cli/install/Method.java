package jvirt.cli.install;

import java.util.Optional;
import jvirt.cli.install.media.InstallTree;

/** Where the guest's system comes from. */
sealed interface Method {
    /** The guest boots from something else first, and is another one afterwards. */
    default boolean installs() {
        return true;
    }

    /** A medium in a drive; a live one is kept, for nothing is installed from it. */
    record Cdrom(String path, boolean live) implements Method {
        @Override public boolean installs() {
            return !live;
        }
    }

    /** A tree with an installer's kernel: on a medium, in a folder, on the net. */
    record Tree(InstallTree tree) implements Method {}

    /** A kernel that was named. */
    record Kernel(String kernel, Optional<String> initrd) implements Method {}

    /** A device to boot from first: {@code network}. */
    record Device(String kind) implements Method {}

    /** A disk that has a system already. */
    record Import() implements Method {
        @Override public boolean installs() {
            return false;
        }
    }

    /** Nothing was said. */
    record Unsaid() implements Method {
        @Override public boolean installs() {
            return false;
        }
    }
}
