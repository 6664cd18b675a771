package jvirt.conformance.howto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The guide's section 5, and what jvirt promises beyond it: snapshots of a running guest, in a tree, without a shutdown. */
class EverydayIT {
    private static void guestWithDisk(Stage stage, Tools tools, GuestFiles files) throws Exception {
        stage.ok("mkdir -p %1$s/images; qemu-img create -q -f qcow2 %1$s/images/day.qcow2 64M".formatted(stage.dir()));
        String said = tools.install(stage, "--name day --ram 256 --vcpus 1 --virt-type qemu --import --osinfo linux2020 --graphics none --network none "
                + "--disk %s/images/day.qcow2 --noautoconsole --boot kernel=%s,initrd=%s,kernel_args='console=ttyS0 quiet guest.name=day'"
                        .formatted(stage.dir(), files.kernel(), files.initrd()));
        assertTrue(said.contains("Domain creation completed."), said);
    }

    @ParameterizedTest @EnumSource void listShutdownStart(Tools tools, @TempDir Path dir) throws Exception {
        try (Stage stage = Stage.set(dir)) {
            GuestFiles files = GuestFiles.make(stage);
            guestWithDisk(stage, tools, files);
            assertTrue(tools.virsh(stage, "list").lines().anyMatch(line -> line.matches(" \\d+ +day +running *")));
            try (Terminal day = new Terminal(stage, "day").ready()) {
                day.run("true");
                assertTrue(tools.virsh(stage, "shutdown day").contains("is being shutdown"));
                Stage.await("the guest's end", () -> tools.virsh(stage, "domstate day").contains("shut off"));
            }
            assertFalse(tools.virsh(stage, "list").contains("day"));
            assertTrue(tools.virsh(stage, "list --all").lines().anyMatch(line -> line.matches(" - +day +shut off *")));
            assertTrue(tools.virsh(stage, "start day").contains("Domain 'day' started"));
            try (Terminal day = new Terminal(stage, "day").ready()) {
                assertTrue(day.run("hostname").contains("day"));
            }
            tools.virsh(stage, "--help");
        }
    }

    /**
     * A tree: first, then second below it; back to first, and third beside second. After each revert, while the guest runs, its
     * memory (a file in its RAM disk) and its disk are those of the snapshot.
     */
    @ParameterizedTest @EnumSource void aTreeOfSnapshotsOfARunningGuest(Tools tools, @TempDir Path dir) throws Exception {
        try (Stage stage = Stage.set(dir)) {
            GuestFiles files = GuestFiles.make(stage);
            guestWithDisk(stage, tools, files);
            state(stage, "one");
            snapshot(stage, tools, "first");
            state(stage, "two");
            snapshot(stage, tools, "second");
            state(stage, "lost");
            revert(stage, tools, "first", "one");
            state(stage, "three");
            snapshot(stage, tools, "third");
            revert(stage, tools, "second", "two");
            revert(stage, tools, "third", "three");
            String list = tools.virsh(stage, "snapshot-list day");
            for (String name : new String[] {"first", "second", "third"}) {
                assertTrue(list.lines().anyMatch(line -> line.startsWith(" " + name + " ") && line.contains("running")), list);
            }
            assertEquals("first", tools.virsh(stage, "snapshot-parent day third").strip());
            assertEquals("third", tools.virsh(stage, "snapshot-current day --name").strip());
            String tree = tools.virsh(stage, "snapshot-list day --tree");
            assertTrue(tree.indexOf("first") < tree.indexOf("second") && tree.contains("third"), tree);
            tools.virsh(stage, "snapshot-delete day second");
            revert(stage, tools, "first", "one");
        }
    }

    /** Puts the guest into a state that its memory and its disk know. */
    private static void state(Stage stage, String name) throws Exception {
        try (Terminal day = new Terminal(stage, "day").ready()) {
            day.run("echo " + name + " > /tmp/state; printf '%-512s' " + name + " > /tmp/block; dd if=/tmp/block of=/dev/vda conv=fsync 2>/dev/null");
        }
    }

    private static void snapshot(Stage stage, Tools tools, String name) throws Exception {
        assertTrue(tools.virsh(stage, "snapshot-create-as --name " + name + " day").contains("Domain snapshot " + name + " created"));
    }

    private static void revert(Stage stage, Tools tools, String name, String state) throws Exception {
        tools.virsh(stage, "snapshot-revert day " + name);
        assertTrue(tools.virsh(stage, "domstate day").contains("running"));
        try (Terminal day = new Terminal(stage, "day").ready()) {
            assertEquals(state, day.run("cat /tmp/state").strip(), "the guest's memory after the revert to " + name);
            assertEquals(state, day.run("echo 3 > /proc/sys/vm/drop_caches; dd if=/dev/vda bs=512 count=1 2>/dev/null | tr -d '\\0'").strip(),
                    "the guest's disk after the revert to " + name);
        }
    }
}
