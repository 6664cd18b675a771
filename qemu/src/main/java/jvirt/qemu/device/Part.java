package jvirt.qemu.device;

import java.util.List;
import jvirt.api.json.Json;

/**
 * One thing that QEMU is given for a device, in this order: what stands behind it, then the device itself. On the command
 * line it is an option, for a running machine a command on the monitor.
 */
public sealed interface Part {
    /** {@code -object}, {@code object-add}: a secret, memory, a thread. */
    record Thing(Json.Obj props) implements Part {}

    /** {@code -blockdev}, {@code blockdev-add}. */
    record Block(Json.Obj props) implements Part {}

    /** {@code -netdev}, {@code netdev_add}. */
    record Net(Json.Obj props) implements Part {}

    /** {@code -chardev}, {@code chardev-add}. */
    record Char(Chardevs.Backend backend) implements Part {}

    /** {@code -add-fd}, {@code add-fd}: an open file that QEMU finds at {@code /dev/fdset/SET}. */
    record Passed(int set, int descriptor, String opaque) implements Part {}

    /** {@code -device}, {@code device_add}. */
    record Front(Json.Obj props) implements Part {}

    /** An option of the command line's own, which no command of the monitor stands for. */
    record Option(List<String> words) implements Part {
        public static Option of(String... words) {
            return new Option(List.of(words));
        }
    }
}
