package jvirt.qemu.qmp;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.json.Json;
import jvirt.api.json.JsonBinding;
import jvirt.api.json.JsonException;
import jvirt.qemu.qmp.Command.Nothing;

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

    /** What the message {@code answer} says to {@code command}. */
    @SuppressWarnings("unchecked")
    static <R> Reply<R> of(Command<R> command, Json.Obj answer) {
        Form form = Form.of(command.getClass());
        Optional<Json> error = answer.find("error");
        if (error.isPresent()) {
            Json.Obj why = error.get().asObject();
            return new Refused<>(form.name(), why.string("class"), why.string("desc"));
        }
        if (form.returns() == Nothing.class) return (Reply<R>) new Done<>(new Nothing());
        try {
            return new Done<>((R) JsonBinding.read(form.returns(), answer.get("return")));
        } catch (JsonException e) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, e, "%s reply was malformed: %s", form.name(), e.getMessage());
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
