package jvirt.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import jvirt.conformance.howto.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bash offers when somebody presses Tab behind {@code jvirt}. */
class CompletionIT {
    private static String offered(Stage stage, String line) throws Exception {
        return stage.ok("bash -c '. %s/tools/bash-completion; COMP_LINE=$1 COMP_POINT=${#1}; _jvirt %s/bin/jvirt; echo \"${COMPREPLY[*]}\"' bash \"%s\""
                .formatted(stage.checkout(), stage.checkout(), line)).strip();
    }

    @Test void commandsOptionsAndNames(@TempDir Path dir) throws Exception {
        try (Stage stage = Stage.alone(dir)) {
            String jvirt = "jvirt -c " + stage.uri() + " ";
            stage.ok("virsh net-define " + stage.file("net.xml", "<network><name>lonely</name><bridge name='virbr9'/></network>"));
            stage.ok("virsh define " + stage.file("guest.xml", "<domain type='qemu'><name>web1</name><memory>65536</memory><os><type>hvm</type></os></domain>"));
            assertEquals("net-dumpxml", offered(stage, jvirt + "net-du"));
            assertEquals("--all --autostart", offered(stage, jvirt + "list --a"));
            assertEquals("web1", offered(stage, jvirt + "start "));
            assertEquals("lonely", offered(stage, jvirt + "net-start lo"));
        }
    }
}
