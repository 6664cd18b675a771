package jvirt.conformance.howto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The daemon ends, gently or not, and comes again: what ran runs on, what was to start starts, and nothing is lost. */
class RestartIT {
    private static final String NAT = """
            <network><name>%1$s</name><forward mode='nat'/><bridge name='%2$s'/><ip address='%3$s.1' netmask='255.255.255.0'>
            <dhcp><range start='%3$s.2' end='%3$s.254'/></dhcp></ip></network>
            """;

    @ParameterizedTest @EnumSource void autostartAfterARestart(Tools tools, @TempDir Path dir) throws Exception {
        try (Stage stage = Stage.set(dir)) {
            GuestFiles files = GuestFiles.make(stage);
            tools.virsh(stage, "net-define " + stage.file("nat.xml", NAT.formatted("nat", "virbr5", "192.168.55")));
            tools.virsh(stage, "net-start nat");
            tools.virsh(stage, "net-autostart nat");
            stage.ok("mkdir -p " + stage.dir() + "/images");
            tools.virsh(stage, "pool-define-as images dir --target " + stage.dir() + "/images");
            tools.virsh(stage, "pool-autostart images");
            tools.guest(stage, files, "auto", "", "--network network=nat");
            tools.virsh(stage, "autostart auto");
            tools.guest(stage, files, "manual", "", "--network none");
            tools.virsh(stage, "destroy auto");
            tools.virsh(stage, "destroy manual");
            tools.virsh(stage, "net-destroy nat");
            stage.killDaemon();
            stage.startDaemon();
            Stage.await("autostart", () -> tools.virsh(stage, "list --name").contains("auto"));
            assertTrue(tools.virsh(stage, "net-list --name").contains("nat"));
            assertTrue(tools.virsh(stage, "pool-list --name").contains("images"));
            assertTrue(tools.virsh(stage, "domstate manual").contains("shut off"));
        }
    }

    /** The daemon is killed between a command's beginning and its end, again and again; each time it must know what there is. */
    @Test void killedInTheMiddleOfEachOperation(@TempDir Path dir) throws Exception {
        Tools tools = Tools.STOCK;
        try (Stage stage = Stage.set(dir)) {
            GuestFiles files = GuestFiles.make(stage);
            stage.ok("mkdir -p %1$s/images; qemu-img create -q -f qcow2 %1$s/images/hard.qcow2 64M".formatted(stage.dir()));
            tools.virsh(stage, "net-define " + stage.file("nat.xml", NAT.formatted("nat", "virbr6", "192.168.56")));
            tools.virsh(stage, "net-start nat");
            tools.virsh(stage, "pool-create-as images dir --target " + stage.dir() + "/images");
            tools.guest(stage, files, "hard", "", "--network network=nat --disk " + stage.dir() + "/images/hard.qcow2");
            try (Terminal hard = new Terminal(stage, "hard").ready()) {
                hard.run("echo kept > /tmp/state");
            }
            String qemu = stage.ok("pgrep -f 'guest=hard' | head -1").strip();
            for (String operation : List.of(
                    "suspend hard", "resume hard", "setmem hard 200M --live", "dumpxml hard", "domstats", "net-list", "vol-create-as images v%d 16M --format qcow2",
                    "snapshot-create-as hard s%d", "desc hard --title t%d --config", "autostart hard", "net-define " + stage.dir() + "/files/nat.xml",
                    "attach-disk hard " + stage.dir() + "/images/extra%d.qcow2 vdb --subdriver qcow2 --live", "detach-disk hard vdb --live", "managedsave hard --running")) {
                for (int round = 0; round < 2; round++) {
                    stage.sh("qemu-img create -q -f qcow2 %s/images/extra%d.qcow2 16M".formatted(stage.dir(), round));
                    String words = operation.contains("%d") ? operation.formatted(round) : operation;
                    // some milliseconds in: while the call is read, while it runs, when it has just ended
                    stage.sh("timeout 60 virsh -c '%s' %s > /dev/null 2>&1 & sleep 0.0%d; kill -9 $(cat %s); wait".formatted(stage.uri(), words, 2 + 4 * round, stage.dir().resolve("jvirtd")));
                    stage.startDaemon();
                    intact(stage, tools, words);
                }
            }
            assertTrue(stage.ok("ps -o pid= -p " + qemu + "; true").contains(qemu) || tools.virsh(stage, "list --all --name").contains("hard"));
        }
    }

    /** Whatever the operation came to: the guest, the network and the pool's definition are there, and the guest answers or can be started. */
    private static void intact(Stage stage, Tools tools, String operation) throws Exception {
        assertTrue(tools.virsh(stage, "list --all --name").contains("hard"), "the guest is lost after: " + operation);
        assertTrue(tools.virsh(stage, "net-list --all --name").contains("nat"), "the network is lost after: " + operation);
        tools.virsh(stage, "dumpxml --inactive hard");
        if (tools.virsh(stage, "pool-list --all --name").contains("images")) tools.virsh(stage, "pool-refresh images");
        else tools.virsh(stage, "pool-create-as images dir --target " + stage.dir() + "/images");
        String state = tools.virsh(stage, "domstate hard").strip();
        if (state.equals("shut off")) tools.virsh(stage, "start hard");
        if (state.equals("paused")) tools.virsh(stage, "resume hard");
        Stage.await("a running guest after " + operation, () -> tools.virsh(stage, "domstate hard").contains("running"));
        try (Terminal hard = new Terminal(stage, "hard").ready()) {
            assertEquals("kept", hard.run("cat /tmp/state").strip(), "the guest's memory after: " + operation);
        }
    }
}
