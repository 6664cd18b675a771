package jvirt.qemu.qmp;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import jvirt.api.ErrorDomain;

/** What QEMU answers to one command. Whoever can live with a refusal looks here; {@link Monitor#call} throws it. */
public sealed interface Reply<R> {
    /** The command was carried out. */
    record Done<R>(R value) implements Reply<R> {}

    /** The command was refused; {@code kind} is QMP's error class, {@code description} is for people. */
    record Refused<R>(String command, String kind, String description) implements Reply<R> {
        /** The device, node or object that the command names is not there. */
        public boolean deviceNotFound() {
            return kind.equals("DeviceNotFound");
        }

        /** This QEMU does not know the command. */
        public boolean commandNotFound() {
            return kind.equals("CommandNotFound");
        }
    }

    /** The value, or libvirt's error for a refused command. */
    default R orThrow() {
        return switch (this) {
            case Done<R>(var value) -> value;
            case Refused<R>(var command, _, var description) -> throw ErrorDomain.QEMU.error(INTERNAL_ERROR,
                    "unable to execute QEMU command '%s': %s", command, description);
        };
    }
}
