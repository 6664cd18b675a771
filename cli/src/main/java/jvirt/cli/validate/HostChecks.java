package jvirt.cli.validate;

import static jvirt.cli.validate.Check.Level.FAIL;
import static jvirt.cli.validate.Check.Level.NOTE;
import static jvirt.cli.validate.Check.Level.WARN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the host's own files say. All paths are below one root, so that a test can have a host of its own. */
final class HostChecks {
    private static final List<String> CONTROLLERS = List.of("cpu", "cpuacct", "cpuset", "memory", "devices", "blkio");

    private final Path root;
    private final String arch;
    private final List<Path> programs;

    HostChecks(Path root, String arch, String path) {
        this.root = root;
        this.arch = arch;
        this.programs = Arrays.stream((path + ":/usr/sbin:/sbin").split(":")).filter(one -> !one.isEmpty()).map(Path::of).toList();
    }

    private boolean there(String path) {
        return Files.exists(root.resolve(path));
    }

    private String text(String path) {
        try {
            return Files.readString(root.resolve(path));
        } catch (IOException e) {
            return "";          // a file that is not there, or not for us, says nothing
        }
    }

    private boolean isX86() {
        return arch.equals("amd64") || arch.equals("x86_64") || arch.equals("i386");
    }

    /** The words behind {@code flags}, or {@code Features}, of the first CPU. */
    private Set<String> cpuFlags() {
        return text("proc/cpuinfo").lines().filter(line -> line.startsWith("flags") || line.startsWith("Features")).findFirst()
                .map(line -> (Set<String>) new HashSet<>(List.of(line.substring(line.indexOf(':') + 1).strip().split(" ")))).orElse(Set.of());
    }

    /** virt-host-validate's own checks, in its order. */
    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        Set<String> flags = cpuFlags();
        boolean hardware = !isX86() || flags.contains("vmx") || flags.contains("svm");
        if (isX86()) {
            checks.add(Check.of("for hardware virtualization", hardware, FAIL, "Host not compatible with KVM; HW virtualization CPU features not "
                    + "found. Only emulated CPUs are available; performance will be significantly limited"));
        }
        if (hardware) kvm(checks);
        checks.add(Check.of("if device /dev/vhost-net exists", there("dev/vhost-net"), WARN,
                "Load the 'vhost_net' module to improve performance of virtio networking"));
        checks.add(Check.of("if device /dev/net/tun exists", there("dev/net/tun"), FAIL,
                "Load the 'tun' module to enable networking for QEMU guests"));
        for (String controller : CONTROLLERS) {
            checks.add(Check.of("for cgroup '" + controller + "' controller support", cgroup(controller), WARN, "Enable '" + controller
                    + "' in kernel Kconfig file or mount/enable cgroup controller in your system"));
        }
        iommu(checks, flags);
        checks.add(secureGuests(flags));
        return checks;
    }

    private void kvm(List<Check> checks) {
        String hint = isX86() ? "Check that the 'kvm-intel' or 'kvm-amd' modules are loaded & the BIOS has enabled virtualization"
                : "Check that CPU and firmware supports virtualization and kvm module is loaded";
        checks.add(Check.of("if device /dev/kvm exists", there("dev/kvm"), FAIL, hint));
        if (!there("dev/kvm")) return;
        Path kvm = root.resolve("dev/kvm");
        checks.add(Check.of("if device /dev/kvm is accessible", Files.isReadable(kvm) && Files.isWritable(kvm), FAIL,
                "Check /dev/kvm is world writable or you are in a group that is allowed to access it"));
    }

    /** In version 2 the controllers stand in a file, and those for devices and CPU time are always there. */
    private boolean cgroup(String controller) {
        if (there("sys/fs/cgroup/cgroup.controllers")) {
            String wanted = controller.equals("blkio") ? "io" : controller;
            return Set.of("cpuacct", "devices").contains(controller)
                    || List.of(text("sys/fs/cgroup/cgroup.controllers").strip().split(" ")).contains(wanted);
        }
        return text("proc/mounts").lines().map(line -> line.split(" ")).filter(fields -> fields.length > 3 && fields[2].equals("cgroup"))
                .anyMatch(fields -> List.of(fields[3].split(",")).contains(controller));
    }

    private void iommu(List<Check> checks, Set<String> flags) {
        String what = "for device assignment IOMMU support";
        boolean intel = flags.contains("vmx");
        if (!intel && !flags.contains("svm")) {
            checks.add(Check.of(what, false, WARN, "Unknown if this platform has IOMMU support"));
            return;
        }
        String table = intel ? "DMAR" : "IVRS";
        boolean there = there("sys/firmware/acpi/tables/" + table);
        checks.add(Check.of(what, there, WARN, "No ACPI " + table + " table found, IOMMU either disabled in BIOS or not supported by this hardware platform"));
        if (!there || !there("sys/kernel/iommu_groups")) return;
        checks.add(Check.of("if IOMMU is enabled by kernel", !isEmpty("sys/kernel/iommu_groups"), WARN, "IOMMU appears to be disabled in kernel. Add "
                + (intel ? "intel_iommu=on" : "iommu=pt iommu=1") + " to kernel cmdline arguments"));
    }

    private boolean isEmpty(String folder) {
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    private Check secureGuests(Set<String> flags) {
        String what = "for secure guest support";
        if (!flags.contains("sev")) return Check.of(what, false, WARN, "Unknown if this platform has Secure Guest support");
        boolean on = List.of("1", "Y", "y").contains(text("sys/module/kvm_amd/parameters/sev").strip());
        return Check.of(what, on, WARN, "AMD Secure Encrypted Virtualization appears to be disabled in kernel. Add kvm_amd.sev=1 to the kernel cmdline arguments");
    }

    /** The programs that jvirt drives. */
    List<Check> programs() {
        List<Check> checks = new ArrayList<>();
        String qemu = "qemu-system-" + (isX86() ? "x86_64" : arch);
        checks.add(program(qemu, FAIL, "install QEMU: no guest runs without it"));
        checks.add(program("qemu-img", FAIL, "install QEMU's tools: no image is made without them"));
        checks.add(program("dnsmasq", WARN, "install dnsmasq: virtual networks have no DHCP and no names without it"));
        checks.add(program("nft", WARN, "install nftables: virtual networks do not reach the outside without it"));
        checks.add(program("ebtables", NOTE, "install iptables if guests are to have network filters"));
        checks.add(program("ovs-vsctl", NOTE, "install Open vSwitch if networks are to be on one"));
        checks.add(program("swtpm", NOTE, "install swtpm if guests are to have an emulated TPM"));
        return checks;
    }

    private Check program(String name, Check.Level level, String hint) {
        boolean found = programs.stream().map(folder -> folder.resolve(name)).anyMatch(Files::isExecutable);
        return Check.of("for the program '" + name + "'", found, level, hint);
    }
}
