package jvirt.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import jvirt.conformance.howto.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** virt-manager and virt-viewer on a screen that nobody sees. */
class GraphicalIT {
    @TempDir private Path dir;
    private Stage stage;

    @BeforeEach void set() throws Exception {
        stage = Stage.alone(dir);
        stage.ok("mkdir %1$s/images; virsh pool-create-as images dir --target %1$s/images".formatted(stage.dir()));
        for (String image : new String[] {"wizard", "second"}) {
            stage.ok("qemu-img create -q -f qcow2 %s/images/%s.qcow2 16M".formatted(stage.dir(), image));
        }
        stage.ok("virsh pool-refresh images; virsh net-create " + stage.file("default.xml", """
                <network><name>default</name><forward mode='nat'/><bridge name='virbr0'/><ip address='192.168.122.1' netmask='255.255.255.0'>
                <dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip></network>
                """));
    }

    @AfterEach void close() throws Exception {
        stage.close();
    }

    private void atTheDesk(String worker, String program) throws Exception {
        Scripts scripts = Scripts.on(stage);
        scripts.path("desk.py");
        Stage.Outcome outcome = stage.sh("bash %s %s %s %s".formatted(scripts.path("at_the_desk.sh"), stage.dir(), scripts.path(worker), program));
        assertEquals(0, outcome.status(), () -> outcome.output() + said());
    }

    private String said() {
        try {
            return Files.readString(stage.dir().resolve("program.log")) + stage.daemonLog();
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    @Test void virtManager() throws Exception {
        atTheDesk("virt_manager.py", "virt-manager --connect qemu:///system --no-fork --debug");
    }

    @Test void virtViewer() throws Exception {
        for (String screen : new String[] {"vnc", "spice"}) {
            stage.ok("virt-install --name %1$s --memory 64 --import --osinfo linux2020 --disk none --network none --graphics %1$s --noautoconsole".formatted(screen));
        }
        atTheDesk("virt_viewer.py", "sh -c 'virt-viewer --connect qemu:///system vnc & virt-viewer --connect qemu:///system --attach spice & wait'");
    }
}
