package jvirt.cli.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostChecksTest {
    private static void file(Path root, String name, String text) throws Exception {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test void aHostThatHasAll(@TempDir Path root) throws Exception {
        file(root, "proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu vmx sse\n");
        for (String device : List.of("dev/kvm", "dev/vhost-net", "dev/net/tun", "sys/firmware/acpi/tables/DMAR", "sys/kernel/iommu_groups/0/x")) file(root, device, "");
        file(root, "sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        List<String> wrong = new HostChecks(root, "amd64", "").all().stream().filter(check -> check.wrong().isPresent()).map(Check::what).toList();
        assertEquals(List.of("for secure guest support"), wrong);
    }

    @Test void aHostThatHasNothing(@TempDir Path root) throws Exception {
        file(root, "proc/cpuinfo", "flags\t\t: fpu sse\n");
        List<Check> checks = new HostChecks(root, "amd64", "").all();
        assertEquals("  QEMU: Checking for hardware virtualization                                 : FAIL (Host not compatible with KVM; HW virtualization "
                + "CPU features not found. Only emulated CPUs are available; performance will be significantly limited)", checks.getFirst().toString());
        assertTrue(checks.stream().anyMatch(check -> check.what().equals("if device /dev/net/tun exists") && check.fails()));
        assertTrue(checks.stream().noneMatch(check -> check.what().contains("/dev/kvm")));
    }
}
