package jvirt.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CgroupTest {
    /** Version 2 of the interface, wherever this host has it. */
    private static Path unified() {
        return Stream.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified").map(Path::of)
                .filter(mount -> Files.exists(mount.resolve("cgroup.controllers"))).findFirst().orElse(Path.of("/nowhere"));
    }

    @Test
    void threadsOfAProcessAreInGroupsOfTheirOwn() throws Exception {
        Path mount = unified();
        assumeTrue(Files.isWritable(mount), "needs a writable cgroup2");
        Cgroup group = Cgroup.at(mount, "jvirt-test-" + ProcessHandle.current().pid());
        Process sleeper = new ProcessBuilder("sleep", "600").start();
        int pid = Math.toIntExact(sleeper.pid());
        try {
            assertTrue(group.unified());
            group.make();
            assertFalse(group.holds(pid));
            group.add(pid);
            assertTrue(group.holds(pid));
            Cgroup part = group.child("vcpu0");
            part.make();
            part.addThread(pid);
            Path folder = part.folder("cpu").orElseThrow();
            assertEquals("threaded", Files.readString(folder.resolve("cgroup.type")).strip());
            assertEquals(Integer.toString(pid), Files.readString(folder.resolve("cgroup.threads")).strip());
        } finally {
            sleeper.destroyForcibly().waitFor();
            group.remove();
        }
        assertFalse(group.exists());
    }
}
