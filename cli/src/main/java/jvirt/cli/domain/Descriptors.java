package jvirt.cli.domain;

import java.util.Optional;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Numbers;

/** Open files that a user wants to hand to a guest: a JVM cannot send the descriptors that it inherited. */
final class Descriptors {
    private Descriptors() {}

    /** Reads {@code --pass-fds} and refuses it when it names any. */
    static void refuse(Invocation in) {
        Optional<String> list = in.raw("pass-fds").filter(text -> !text.isEmpty());
        if (list.isEmpty()) return;
        for (String one : list.get().split(",", -1)) {
            if (Numbers.signed(one, Integer.MIN_VALUE, Integer.MAX_VALUE).isEmpty()) throw new Failure("Unable to parse FD number '" + one + "'");
        }
        throw new Failure("this client cannot pass file descriptors");
    }
}
