package jvirt.api.domain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Name;
import jvirt.api.xml.Refused;
import jvirt.api.xml.Text;
import jvirt.api.xml.Wrapped;
import jvirt.api.xml.YesNo;

/** What is booted and how, {@code <os>}. */
public record Os(
        @Refused(unknown = "unknown firmware value %s", code = ErrorCode.XML_ERROR) @Name("firmware") Optional<Firmware> firmwareKind,
        Type type,
        @Wrapped("firmware") List<FirmwareFeature> feature,
        @InElement Optional<String> init,
        @InElement List<String> initarg,
        List<InitEnv> initenv,
        @InElement Optional<String> initdir,
        @InElement Optional<String> inituser,
        @InElement Optional<String> initgroup,
        Optional<Loader> loader,
        Optional<Nvram> nvram,
        @InElement Optional<Path> kernel,
        @InElement Optional<Path> initrd,
        @InElement Optional<String> cmdline,
        @InElement Optional<Path> dtb,
        @InElement Optional<String> root,
        Optional<AcpiTables> acpi,
        List<Boot> boot,
        Optional<BootMenu> bootmenu,
        Optional<Bios> bios,
        Optional<SmBiosMode> smbios) {

    public Os withType(Type changed) {
        return new Os(firmwareKind, changed, feature, init, initarg, initenv, initdir, inituser, initgroup, loader, nvram,
                kernel, initrd, cmdline, dtb, root, acpi, boot, bootmenu, bios, smbios);
    }

    public Os withFirmware(List<FirmwareFeature> features, Optional<Loader> file, Optional<Nvram> variables) {
        return new Os(firmwareKind, type, features, init, initarg, initenv, initdir, inituser, initgroup, file, variables,
                kernel, initrd, cmdline, dtb, root, acpi, boot, bootmenu, bios, smbios);
    }

    public Os withBoot(List<Boot> changed) {
        return new Os(firmwareKind, type, feature, init, initarg, initenv, initdir, inituser, initgroup, loader, nvram,
                kernel, initrd, cmdline, dtb, root, acpi, changed, bootmenu, bios, smbios);
    }

    public Os withNvram(Optional<Nvram> changed) {
        return new Os(firmwareKind, type, feature, init, initarg, initenv, initdir, inituser, initgroup, loader, changed, kernel,
                initrd, cmdline, dtb, root, acpi, boot, bootmenu, bios, smbios);
    }

    /** Which firmware is to be chosen by itself. */
    public enum Firmware { BIOS, EFI }

    /** The machine: {@code <type arch='x86_64' machine='q35'>hvm</type>}. */
    public record Type(Optional<String> arch, Optional<String> machine, @Text String name) {}

    public enum FeatureName { ENROLLED_KEYS, SECURE_BOOT }

    /** What a chosen firmware must be able to do, or must not. */
    public record FirmwareFeature(YesNo enabled, FeatureName name) {}

    public record InitEnv(String name, @Text String value) {}

    public enum LoaderType { ROM, PFLASH }

    /** The firmware's file. */
    public record Loader(Optional<YesNo> readonly, Optional<YesNo> secure, Optional<LoaderType> type,
            Optional<YesNo> stateless, @Text Optional<Path> path) {}

    public record AcpiTables(List<Table> table) {}

    public record Table(String type, @Text Path path) {}

    public enum BootDevice { FD, CDROM, HD, NETWORK }

    public record Boot(BootDevice dev) {}

    public record BootMenu(YesNo enable, Optional<Integer> timeout) {}

    public record Bios(Optional<YesNo> useserial, Optional<Integer> rebootTimeout) {}

    public enum SmBios { EMULATE, HOST, SYSINFO }

    public record SmBiosMode(SmBios mode) {}
}
