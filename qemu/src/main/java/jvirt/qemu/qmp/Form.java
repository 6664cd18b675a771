package jvirt.qemu.qmp;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import jvirt.api.json.Json;
import jvirt.api.json.JsonBinding;

/** What is known of a command's class: its name, its limit, what it returns. */
record Form(String name, Duration limit, Type returns) {
    private static final ClassValue<Form> FORMS = new ClassValue<>() {
        @Override
        protected Form computeValue(Class<?> type) {
            Qmp qmp = type.getAnnotation(Qmp.class);
            return new Form(qmp.value(), Duration.ofSeconds(qmp.seconds()), returned(type));
        }
    };

    static Form of(Class<?> command) {
        return FORMS.get(command);
    }

    /** The type argument of the command interface that the record implements. */
    private static Type returned(Class<?> command) {
        return Arrays.stream(command.getGenericInterfaces())
                .map(type -> ((ParameterizedType) type).getActualTypeArguments()[0]).findFirst().orElseThrow();
    }

    /** The message: no more bytes than are needed, since QEMU reads them one by one. */
    static Json.Obj message(Command<?> command) {
        Json.Obj message = Json.object().with("execute", of(command.getClass()).name);
        Json.Obj arguments = JsonBinding.write((Record) command);
        return arguments.members().isEmpty() ? message : message.with("arguments", arguments);
    }
}
