package jvirt.conformance.clients;

import java.nio.file.Path;
import jvirt.conformance.howto.GuestFiles;
import jvirt.conformance.howto.Stage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs on libvirt's bindings: the scripts judge for themselves. */
class BindingsIT {
    @TempDir private static Path dir;
    private static Stage stage;

    @BeforeAll static void set() throws Exception {
        stage = Stage.alone(dir);
    }

    @AfterAll static void close() throws Exception {
        stage.close();
    }

    private static void play(String interpreter, String script) throws Exception {
        GuestFiles files = GuestFiles.make(stage);
        stage.ok("%s %s %s %s %s".formatted(interpreter, Scripts.on(stage).path(script), stage.dir(), files.kernel(), files.initrd()));
    }

    @Test void pythonHasAnEventLoopFiguresAndStreams() throws Exception {
        play("/usr/bin/python3", "python_libvirt.py");
    }

    @Test void perlWalksOverAllObjects() throws Exception {
        play("perl", "sys_virt.pl");
    }

    @Test void libvirtDbusHasItsObjects() throws Exception {
        play("sh", "libvirt_dbus.sh");
    }
}
