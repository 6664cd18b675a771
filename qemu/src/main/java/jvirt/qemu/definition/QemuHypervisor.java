package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;

import java.nio.file.Path;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Features;
import jvirt.api.domain.Nvram;
import jvirt.api.domain.Os;
import jvirt.api.domain.device.Device;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.Architectures;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.caps.MachineType;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.device.QemuDefaults;

/** What QEMU's guests have where nobody says. */
final class QemuHypervisor implements Hypervisor {
    private final Setting setting;
    private final Occasion occasion;

    /** Why a machine's definition is completed. */
    enum Occasion {
        /** Nothing depends yet on how its devices are placed. */
        NEW,
        /** The guest knows its hardware. */
        KNOWN,
        /** A device comes to a guest that runs. */
        PLUGGED
    }

    QemuHypervisor(Setting setting, Occasion occasion) {
        this.setting = setting;
        this.occasion = occasion;
    }

    @Override
    public boolean plugs() {
        return occasion == Occasion.PLUGGED;
    }

    @Override
    public Optional<String> securityModel() {
        return Optional.of(setting.host().securityModel());
    }

    @Override
    public void begin(Making making) {
        if (!Architectures.ALL.contains(making.board().architecture())) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "Unknown architecture %s", making.board().architecture());
        }
        if (making.devices.emulator.isPresent()) return;
        String binary = setting.capabilities().emulator();
        if (!setting.capabilities().runs(making.board().architecture())) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "No emulator found for arch '%s'", making.board().architecture());
        }
        making.devices.emulator = Optional.of(Path.of(setting.host().emulator().orElse(binary)));
    }

    @Override
    public void defaults(Making making) {
        if (making.domain.bootloader.isPresent() || making.domain.bootloaderArgs.isPresent()) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "bootloader is not supported by QEMU");
        }
        Accelerator accelerator = accelerator(making);
        machine(making, accelerator);
        nvram(making);
        DefaultDevices.add(making, setting);
        Os.Type type = making.domain.os.type();
        making.domain.os = making.domain.os.withType(new Os.Type(type.arch(),
                type.machine().map(name -> setting.capabilities().canonicalMachine(accelerator, name)), type.name()));
        CpuDefaults.apply(making, setting, accelerator);
        systemManagement(making);
    }

    static Accelerator accelerator(Making making) {
        return Accelerator.ofDomainType(XmlBinding.word(making.domain.type)).orElse(Accelerator.TCG);
    }

    private void machine(Making making, Accelerator accelerator) {
        Os.Type type = making.domain.os.type();
        if (type.machine().isPresent()) return;
        MachineType preferred = setting.capabilities().preferredMachine(accelerator).orElseThrow(() ->
                ErrorDomain.QEMU.error(INVALID_ARG, "could not get preferred machine for %s type=%s",
                        making.devices.emulator.map(Path::toString).orElse(""), XmlBinding.word(making.domain.type)));
        making.domain.os = making.domain.os.withType(new Os.Type(type.arch(),
                Optional.of(preferred.alias().orElse(preferred.name())), type.name()));
    }

    /** A firmware in flash keeps its variables in a file of the machine's own. */
    private void nvram(Making making) {
        Os os = making.domain.os;
        boolean flash = os.loader().filter(loader -> loader.type().equals(Optional.of(Os.LoaderType.PFLASH))
                && loader.readonly().equals(Optional.of(YesNo.YES))
                && !loader.stateless().equals(Optional.of(YesNo.YES))).isPresent();
        boolean named = os.nvram().filter(nvram -> nvram.path().isPresent() || nvram.source().isPresent()).isPresent();
        if (!flash || named) return;
        Path file = setting.settings().nvramOf(making.domain.name);
        making.domain.os = os.withFirmware(os.feature(), os.loader(), Optional.of(
                new Nvram(os.nvram().flatMap(Nvram::template), Optional.empty(), Optional.of(file))));
    }

    private void systemManagement(Making making) {
        Optional<Features.Tseg> tseg = making.domain.features.flatMap(Features::smm).flatMap(Features.Smm::tseg);
        if (tseg.isEmpty()) return;
        if (!making.board().q35()) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "SMM TSEG is only supported with q35 machine type");
        }
        if (!setting.can(QemuFlag.MCH_EXTENDED_TSEG_MBYTES)) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "Setting TSEG size is not supported with this QEMU binary");
        }
        if (tseg.get().bytes() % (1 << 20) != 0) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "SMM TSEG size must be divisible by 1 MiB");
        }
    }

    @Override
    @SuppressWarnings("unchecked") // a device keeps its kind
    public <D extends Device> D complete(D device, Making making) {
        int cells = making.domain.cpu.flatMap(Cpu::numa).map(numa -> numa.cell().size()).orElse(0);
        return (D) QemuDefaults.complete(device, making.board(), setting, cells);
    }

    @Override
    public void addresses(Making making) {
        SerialPlacement.apply(making);
        VioPlacement.apply(making);
        PciPlacement.apply(making, setting);
        if (occasion != Occasion.KNOWN || UsbPlacement.complete(making)) UsbPlacement.apply(making);
        MemorySlots.apply(making);
    }
}
