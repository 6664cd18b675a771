package jvirt.qemu.commandline;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.OPERATION_FAILED;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Features;
import jvirt.api.domain.LaunchSecurity;
import jvirt.api.domain.Nvram;
import jvirt.api.domain.Os;
import jvirt.api.domain.PowerManagement;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.YesNo;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Settings;
import jvirt.qemu.device.Words;
import jvirt.qemu.firmware.Firmware;
import jvirt.qemu.firmware.Firmwares;

/** Chooses the firmware of a machine that names only its kind, {@code <os firmware='efi'>}: the host's first that fits. */
final class FirmwareChoice {
    /** The bit of SEV's policy that demands encrypted registers. */
    private static final int ENCRYPTED_STATE = 0x04;

    private FirmwareChoice() {}

    static Domain fill(Domain domain, Settings settings, Firmwares host) {
        Os os = domain.os();
        if (os.firmwareKind().isPresent()) {
            String wanted = os.firmwareKind().get() == Os.Firmware.EFI ? "uefi" : "bios";
            Firmware firmware = fitting(domain, host, wanted).orElseThrow(() -> ErrorDomain.QEMU.error(OPERATION_FAILED,
                    "Unable to find any firmware to satisfy '%s'", Words.of(os.firmwareKind().get())));
            return with(domain, firmware, settings);
        }
        if (!flashWithoutTemplate(os)) return domain;
        String path = os.loader().flatMap(Os.Loader::path).map(Path::toString).orElse("");
        return fitting(domain, new Firmwares(host.all().stream()
                .filter(firmware -> firmware.file().filter(path::equals).isPresent()).toList()), "uefi")
                .map(firmware -> with(domain, firmware, settings)).orElse(domain);
    }

    /** The code is there, but nobody has said what new variables begin with. */
    private static boolean flashWithoutTemplate(Os os) {
        boolean readonly = os.loader().flatMap(Os.Loader::readonly).filter(YesNo::yes).isPresent();
        boolean flash = os.loader().flatMap(Os.Loader::type).filter(Os.LoaderType.PFLASH::equals).isPresent();
        return flash && readonly && os.nvram().flatMap(Nvram::template).isEmpty();
    }

    private static Optional<Firmware> fitting(Domain domain, Firmwares host, String wanted) {
        Board board = Board.of(domain);
        return host.of(board.architecture(), board.machine()).all().stream()
                .filter(firmware -> firmware.interfaces().contains(wanted) && fits(domain, firmware)).findFirst();
    }

    private static boolean fits(Domain domain, Firmware firmware) {
        List<String> can = firmware.features();
        if (sleeps(domain.pm().flatMap(PowerManagement::suspendToMem)) && !can.contains("acpi-s3")) return false;
        if (sleeps(domain.pm().flatMap(PowerManagement::suspendToDisk)) && !can.contains("acpi-s4")) return false;
        for (Os.FirmwareFeature feature : domain.os().feature()) {
            if (feature.enabled().yes() != can.contains(Words.of(feature.name()))) return false;
        }
        Optional<Os.Loader> loader = domain.os().loader();
        if (loader.flatMap(Os.Loader::secure).filter(YesNo::yes).isPresent() && !can.contains("requires-smm")) return false;
        if (firmware.mapping() instanceof Firmware.Mapping.Flash flash) {
            boolean stateless = loader.flatMap(Os.Loader::stateless).filter(YesNo::yes).isPresent();
            if (!flash.mode().equals(stateless ? "stateless" : "split")) return false;
        }
        if (domain.launchSecurity().orElse(null) instanceof LaunchSecurity.Sev sev) {
            if (!can.contains("amd-sev")) return false;
            return (sev.policy() & ENCRYPTED_STATE) == 0 || can.contains("amd-sev-es");
        }
        return true;
    }

    private static boolean sleeps(Optional<PowerManagement.Enabled> state) {
        return state.flatMap(PowerManagement.Enabled::enabled).filter(YesNo::yes).isPresent();
    }

    private static Domain with(Domain domain, Firmware firmware, Settings settings) {
        Os os = domain.os();
        Optional<Os.Loader> loader = os.loader();
        Optional<Nvram> nvram = os.nvram();
        Optional<Path> kernel = os.kernel();
        boolean smm = firmware.features().contains("requires-smm");
        // only code in system management mode may write to flash that is so protected
        Optional<YesNo> secure = smm ? Optional.of(YesNo.YES) : loader.flatMap(Os.Loader::secure);
        switch (firmware.mapping()) {
            case Firmware.Mapping.Flash flash -> {
                loader = Optional.of(new Os.Loader(Optional.of(YesNo.YES), secure,
                        Optional.of(Os.LoaderType.PFLASH), loader.flatMap(Os.Loader::stateless),
                        Optional.of(Path.of(flash.executable().filename()))));
                if (flash.mode().equals("split")) nvram = Optional.of(variables(nvram, flash, domain.name(), settings));
            }
            case Firmware.Mapping.Kernel(var filename) -> kernel = Optional.of(Path.of(filename));
            case Firmware.Mapping.Memory(var filename) -> loader = Optional.of(new Os.Loader(Optional.empty(),
                    Optional.empty(), Optional.of(Os.LoaderType.ROM), Optional.empty(), Optional.of(Path.of(filename))));
        }
        Os filled = new Os(Optional.empty(), os.type(), os.feature(), os.init(), os.initarg(), os.initenv(), os.initdir(),
                os.inituser(), os.initgroup(), loader, nvram, kernel, os.initrd(), os.cmdline(), os.dtb(), os.root(),
                os.acpi(), os.boot(), os.bootmenu(), os.bios(), os.smbios());
        return domain.with(draft -> {
            draft.os = filled;
            if (smm) draft.features = Optional.of(withSmm(draft.features.orElse(Features.NONE)));
        });
    }

    private static Nvram variables(Optional<Nvram> written, Firmware.Mapping.Flash flash, String machine, Settings settings) {
        Optional<Path> template = written.flatMap(Nvram::template)
                .or(() -> flash.nvramTemplate().map(image -> Path.of(image.filename())));
        boolean placed = written.filter(nvram -> nvram.source().isPresent() || nvram.path().isPresent()).isPresent();
        return new Nvram(template, written.flatMap(Nvram::source),
                placed ? written.flatMap(Nvram::path) : Optional.of(settings.nvramOf(machine)));
    }

    private static Features withSmm(Features features) {
        Optional<OnOff> state = features.smm().flatMap(Features.Smm::state);
        if (state.filter(OnOff.OFF::equals).isPresent()) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "domain has SMM turned off but chosen firmware requires it");
        }
        return state.isPresent() ? features : features.withSmm(new Features.Smm(Optional.of(OnOff.ON), Optional.empty()));
    }
}
