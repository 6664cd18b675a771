package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.COMMON;
import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Features;
import jvirt.api.domain.LaunchSecurity;
import jvirt.api.domain.LifecycleAction;
import jvirt.api.domain.MemTune;
import jvirt.api.domain.Os;
import jvirt.api.domain.SysInfo;
import jvirt.api.domain.VirtType;
import jvirt.api.domain.device.Console;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Setting;

/** Refuses what this QEMU cannot run at all, and combinations of machine, firmware and life cycle that it does not take. */
final class MachineChecks {
    private MachineChecks() {}

    static void apply(Domain domain, Setting setting) {
        emulator(domain, setting);
        firmware(domain, Board.of(domain), setting);
        lifecycle(domain);
        sleep(domain, Board.of(domain), setting);
        domain.sysinfo().forEach(MachineChecks::tables);
        domain.launchSecurity().ifPresent(security -> launchSecurity(security, setting));
        DRIVER.unsupported(domain.genid().isPresent() && !setting.can(QemuFlag.DEVICE_VMGENID),
                "this QEMU does not support the 'genid' capability");
        DRIVER.unsupported(domain.memtune().flatMap(MemTune::minGuarantee).isPresent(),
                "Parameter 'min_guarantee' not supported by QEMU.");
        boolean cache = domain.cputune().filter(tune -> !tune.cachetune().isEmpty() || !tune.memorytune().isEmpty())
                .isPresent();
        consoles(domain, setting);
        DRIVER.unsupported(cache && domain.type() != VirtType.KVM, "cachetune is only supported for KVM domains");
    }

    private static void emulator(Domain domain, Setting setting) {
        String binary = domain.devices().emulator().map(Object::toString).orElse("");
        String os = domain.os().type().name();
        DRIVER.unsupported(!os.equals("hvm"), "Emulator '%s' does not support os type '%s'", binary, os);
        String architecture = Board.of(domain).architecture();
        DRIVER.unsupported(!setting.capabilities().runs(architecture), "Emulator '%s' does not support arch '%s'", binary,
                architecture);
        String type = XmlBinding.word(domain.type());
        Optional<Accelerator> accelerator = Accelerator.ofDomainType(type);
        DRIVER.unsupported(accelerator.isEmpty() || !setting.capabilities().supports(accelerator.get()),
                "Emulator '%s' does not support virt type '%s'", binary, type);
        String machine = Board.of(domain).machine();
        DRIVER.unsupported(setting.capabilities().machine(accelerator.orElseThrow(), machine).isEmpty(),
                "Emulator '%s' does not support machine type '%s'", binary, machine);
    }

    private static void firmware(Domain domain, Board board, Setting setting) {
        Os os = domain.os();
        boolean acpi = domain.features().map(Features::acpi).orElse(false);
        boolean uefi = os.firmwareKind().equals(Optional.of(Os.Firmware.EFI))
                || os.loader().flatMap(Os.Loader::type).equals(Optional.of(Os.LoaderType.PFLASH));
        DRIVER.unsupported(uefi && board.x86() && !acpi, "UEFI requires ACPI on this architecture");
        DRIVER.unsupported(!uefi && acpi && board.architecture().equals("aarch64"), "ACPI requires UEFI on this architecture");
        boolean serial = os.bios().flatMap(Os.Bios::useserial).equals(Optional.of(YesNo.YES));
        DRIVER.unsupported(serial && !board.x86(), "BIOS serial console only supported on x86 architectures");
        DRIVER.xml(serial && domain.devices().serials().isEmpty(),
                "need at least one serial port to use BIOS serial output");
        boolean secure = os.loader().flatMap(Os.Loader::secure).equals(Optional.of(YesNo.YES));
        boolean smm = domain.features().flatMap(Features::smm).flatMap(Features.Smm::state).equals(Optional.of(OnOff.ON));
        DRIVER.unsupported(secure && !board.q35(), "Secure boot is supported with q35 machine types only");
        DRIVER.unsupported(secure && !board.architecture().equals("x86_64"),
                "Secure boot is supported for x86_64 architecture only");
        DRIVER.unsupported(secure && !smm && os.firmwareKind().isEmpty(), "Secure boot requires SMM feature enabled");
    }

    private static void lifecycle(Domain domain) {
        LifecycleAction off = domain.onPoweroff().orElseThrow();
        LifecycleAction reboot = domain.onReboot().orElseThrow();
        LifecycleAction crash = domain.onCrash().orElseThrow();
        DRIVER.unsupported(off == LifecycleAction.RENAME_RESTART || reboot == LifecycleAction.RENAME_RESTART
                || crash == LifecycleAction.RENAME_RESTART, "qemu driver doesn't support the 'rename-restart' action for "
                + "'on_reboot'/'on_poweroff'/'on_crash'");
        DRIVER.unsupported(off == LifecycleAction.PRESERVE || reboot == LifecycleAction.PRESERVE,
                "qemu driver doesn't support the 'preserve' action for 'on_reboot'/'on_poweroff'");
        DRIVER.unsupported(off == LifecycleAction.RESTART && reboot == LifecycleAction.DESTROY,
                "qemu driver doesn't support 'onReboot' set to 'destroy and 'onPoweroff' set to 'reboot'");
        dumps("poweroff", off);
        dumps("reboot", reboot);
    }

    /** Only some of the places where a console may be are QEMU's. */
    private static void consoles(Domain domain, Setting setting) {
        for (Console console : domain.devices().consoles()) {
            Console.Type type = console.target().flatMap(Console.Target::type).orElse(Console.Type.SERIAL);
            switch (type) {
                case SERIAL, VIRTIO -> { }
                case SCLP -> DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_SCLPCONSOLE), "sclpconsole is not supported in this QEMU binary");
                case SCLPLM -> DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_SCLPLMCONSOLE),
                        "sclplmconsole is not supported in this QEMU binary");
                case XEN, UML, LXC, OPENVZ -> DRIVER.unsupported(true, "unsupported console target type %s", XmlBinding.word(type));
            }
        }
    }

    private static void dumps(String event, LifecycleAction action) {
        COMMON.unsupported(action == LifecycleAction.COREDUMP_DESTROY || action == LifecycleAction.COREDUMP_RESTART,
                "Lifecycle event '%s' doesn't support '%s' action", event, XmlBinding.word(action));
    }

    private static void sleep(Domain domain, Board board, Setting setting) {
        boolean mem = domain.pm().flatMap(pm -> pm.suspendToMem()).isPresent();
        boolean disk = domain.pm().flatMap(pm -> pm.suspendToDisk()).isPresent();
        DRIVER.unsupported(mem && !(board.q35() && setting.can(QemuFlag.ICH9_DISABLE_S3))
                && !setting.can(QemuFlag.PIIX_DISABLE_S3), "setting ACPI S3 not supported");
        DRIVER.unsupported(disk && !(board.q35() && setting.can(QemuFlag.ICH9_DISABLE_S4))
                && !setting.can(QemuFlag.PIIX_DISABLE_S4), "setting ACPI S4 not supported");
    }

    private static void tables(SysInfo info) {
        if (!(info instanceof SysInfo.FwCfg(var entries))) return;
        for (SysInfo.FwEntry entry : entries) {
            String name = entry.name().orElse("");
            DRIVER.unsupported(!name.startsWith("opt/"), "Invalid firmware name");
            DRIVER.unsupported(name.startsWith("opt/ovmf/") || name.startsWith("opt/org.qemu/"),
                    "That firmware name is reserved");
        }
    }

    private static void launchSecurity(LaunchSecurity security, Setting setting) {
        switch (security) {
            case LaunchSecurity.Sev sev -> {
                DRIVER.unsupported(!setting.can(QemuFlag.SEV_GUEST),
                        "SEV launch security is not supported with this QEMU binary");
                DRIVER.unsupported(sev.kernelHashes().isPresent() && !setting.can(QemuFlag.SEV_GUEST_KERNEL_HASHES),
                        "SEV measured direct kernel boot is not supported with this QEMU binary");
            }
            case LaunchSecurity.S390Pv _ -> {
                DRIVER.unsupported(!setting.can(QemuFlag.MACHINE_CONFIDENTAL_GUEST_SUPPORT)
                        || !setting.can(QemuFlag.S390_PV_GUEST),
                        "S390 PV launch security is not supported with this QEMU binary");
                DRIVER.unsupported(!setting.capabilities().secureGuest(),
                        "S390 PV launch security is not supported by this host or kernel");
            }
        }
    }
}
