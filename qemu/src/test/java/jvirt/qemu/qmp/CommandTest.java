package jvirt.qemu.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jvirt.api.json.Json;
import org.junit.jupiter.api.Test;

class CommandTest {
    static Stream<Class<?>> all() {
        return Arrays.stream(Command.class.getPermittedSubclasses()).flatMap(group -> Arrays.stream(group.getPermittedSubclasses()));
    }

    @Test
    void everyCommandHasANameOfItsOwnAndAForm() {
        Set<String> names = new HashSet<>();
        all().forEach(command -> {
            Form form = Form.of(command);
            assertTrue(names.add(form.name()), form.name());
        });
        assertTrue(names.size() > 100);
    }

    @Test
    void argumentsStandInTheMessage() {
        assertEquals("{\"execute\":\"block_resize\",\"arguments\":{\"node-name\":\"n\",\"size\":512}}",
                Form.message(new BlockCommand.Resize(Optional.empty(), Optional.of("n"), 512)).toString());
        assertEquals("{\"execute\":\"send-key\",\"arguments\":{\"keys\":[{\"type\":\"qcode\",\"data\":\"ret\"}],\"hold-time\":100}}",
                Form.message(new MachineCommand.SendKey(List.of(new MachineCommand.KeyValue.Code("ret")), Optional.of(100L))).toString());
        assertEquals("{\"execute\":\"object-add\",\"arguments\":{\"qom-type\":\"iothread\",\"id\":\"iothread1\"}}",
                Form.message(new DeviceCommand.ObjectAdd(Json.object().with("qom-type", "iothread").with("id", "iothread1"))).toString());
    }
}
