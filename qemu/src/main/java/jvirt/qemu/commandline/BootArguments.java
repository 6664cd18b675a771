package jvirt.qemu.commandline;

import jvirt.api.domain.Domain;
import jvirt.api.domain.Features;
import jvirt.api.domain.LifecycleAction;
import jvirt.api.domain.Os;
import jvirt.api.domain.PowerManagement;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.device.Chassis;
import jvirt.qemu.device.Words;

/** How the guest boots, sleeps and ends: {@code -boot}, {@code -kernel}, {@code -no-shutdown}. */
final class BootArguments {
    private BootArguments() {}

    static void addPower(Chassis chassis, Arguments arguments) {
        Domain domain = chassis.domain();
        arguments.add(chassis.can(QemuFlag.SET_ACTION) || mayReboot(domain) ? "-no-shutdown" : "-no-reboot");
        boolean acpi = domain.features().map(Features::acpi).orElse(false);
        if (chassis.can(QemuFlag.NO_ACPI) && !acpi) arguments.add("-no-acpi");
        domain.pm().flatMap(PowerManagement::suspendToMem).flatMap(PowerManagement.Enabled::enabled).ifPresent(yes ->
                sleep(chassis, QemuFlag.ICH9_DISABLE_S3, "disable_s3", yes, arguments));
        domain.pm().flatMap(PowerManagement::suspendToDisk).flatMap(PowerManagement.Enabled::enabled).ifPresent(yes ->
                sleep(chassis, QemuFlag.ICH9_DISABLE_S4, "disable_s4", yes, arguments));
    }

    private static void sleep(Chassis chassis, QemuFlag flag, String property, YesNo wanted, Arguments arguments) {
        String chip = chassis.board().q35() && chassis.can(flag) ? "ICH9-LPC" : "PIIX4_PM";
        arguments.add("-global", chip + "." + property + "=" + (wanted.yes() ? 0 : 1));
    }

    /** A guest that reboots goes on in the same QEMU, unless every way in which it ends is its end. */
    private static boolean mayReboot(Domain domain) {
        boolean ends = domain.onReboot().filter(LifecycleAction.DESTROY::equals).isPresent()
                && domain.onPoweroff().filter(LifecycleAction.DESTROY::equals).isPresent()
                && domain.onCrash().filter(action -> action == LifecycleAction.DESTROY
                        || action == LifecycleAction.COREDUMP_DESTROY).isPresent();
        return !ends;
    }

    static void add(Domain domain, Arguments arguments) {
        Os os = domain.os();
        StringBuilder boot = new StringBuilder();
        os.bootmenu().ifPresent(menu -> boot.append("menu=").append(menu.enable().yes() ? "on" : "off").append(','));
        os.bios().flatMap(Os.Bios::rebootTimeout).ifPresent(limit -> boot.append("reboot-timeout=").append(limit).append(','));
        os.bootmenu().flatMap(Os.BootMenu::timeout).ifPresent(limit -> boot.append("splash-time=").append(limit).append(','));
        arguments.add("-boot", boot.append("strict=on").toString());
        os.kernel().ifPresent(kernel -> arguments.add("-kernel", kernel.toString()));
        os.initrd().ifPresent(initrd -> arguments.add("-initrd", initrd.toString()));
        os.cmdline().ifPresent(cmdline -> arguments.add("-append", cmdline));
        os.dtb().ifPresent(dtb -> arguments.add("-dtb", dtb.toString()));
        os.acpi().ifPresent(acpi -> acpi.table().forEach(table ->
                arguments.add("-acpitable", "sig=SLIC,file=" + Words.escaped(table.path()))));
    }
}
