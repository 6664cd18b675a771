package jvirt.qemu.caps;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.capabilities.HostCapabilities.Arch;
import jvirt.api.capabilities.HostCapabilities.DomainType;
import jvirt.api.capabilities.HostCapabilities.Features;
import jvirt.api.capabilities.HostCapabilities.Guest;
import jvirt.api.capabilities.HostCapabilities.Machine;
import jvirt.api.capabilities.HostCapabilities.Switch;
import jvirt.api.xml.YesNo;

/** The guests of one architecture that one QEMU runs, as they stand in the host's capabilities. */
public record GuestOffer(QemuCapabilities caps, String architecture) {
    private static final Switch ON = new Switch("on", YesNo.NO);
    private static final Switch ON_OR_OFF = new Switch("on", YesNo.YES);

    public Guest document() {
        List<DomainType> types = new ArrayList<>();
        for (Accelerator accelerator : List.of(Accelerator.TCG, Accelerator.KVM, Accelerator.HVF)) {
            if (caps.supports(accelerator)) types.add(new DomainType(accelerator.domainType()));
        }
        boolean x86 = Architectures.isX86(architecture);
        boolean narrow = architecture.equals("i686");
        return new Guest("hvm", new Arch(architecture, Architectures.wordSize(architecture), Optional.of(caps.emulator()),
                machines(), types), new Features(narrow, narrow,
                x86 || architecture.equals("aarch64") ? Optional.of(ON_OR_OFF) : Optional.empty(),
                x86 ? Optional.of(ON) : Optional.empty(), true, true, Optional.of(ON)));
    }

    /** Each by its own name, and aliases after what they stand for. */
    private List<Machine> machines() {
        List<Machine> machines = new ArrayList<>();
        for (MachineType type : caps.offer(caps.best()).machines()) {
            machines.add(machine(type, Optional.empty(), type.name()));
            type.alias().ifPresent(alias -> machines.add(machine(type, Optional.of(type.name()), alias)));
        }
        return machines;
    }

    private static Machine machine(MachineType type, Optional<String> canonical, String name) {
        return new Machine(canonical, type.maxCpus() > 0 ? Optional.of(type.maxCpus()) : Optional.empty(),
                type.deprecated() ? Optional.of(YesNo.YES) : Optional.empty(), name);
    }
}
