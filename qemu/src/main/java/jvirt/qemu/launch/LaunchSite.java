package jvirt.qemu.launch;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.qemu.MachineHooks;
import jvirt.qemu.console.SerialLogs;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.device.Resources;
import jvirt.qemu.firmware.Firmwares;
import jvirt.qemu.plug.NicPlug;
import jvirt.qemu.plug.SecretValues;
import jvirt.qemu.plug.VolumePaths;
import jvirt.qemu.process.Confinement;
import jvirt.qemu.process.DisplayPorts;
import jvirt.qemu.process.Layout;
import jvirt.qemu.qmp.Conversation;

/**
 * What QEMUs are launched with on this host: whom a launch asks, and what all launches share.
 *
 * @param networkAddresses the host's address on a virtual network, by the network's name
 */
public record LaunchSite(Layout layout, Confinement confinement, Belongings belongings, Chains chains, DisplayPorts ports,
        SerialLogs logs, NicPlug nics, VolumePaths volumes, SecretValues secrets, Resources.HugePages hugePages,
        UnaryOperator<String> networkAddresses, Supplier<Firmwares> firmwares, SettingSource settings, Processors processors,
        MachineHooks hooks) {
    /** The QEMU that runs a machine, and what is set for all. */
    @FunctionalInterface
    public interface SettingSource {
        Setting of(Domain domain);
    }

    /** Guests' processors on this host. */
    public interface Processors {
        /** Makes them concrete. */
        UnaryOperator<Cpu> in(Setting setting, Domain domain);

        /** What they are in a QEMU that runs; libvirt's error where that is not what had to be. */
        UnaryOperator<Cpu> given(Setting setting, Conversation qemu);

        /** Refuses a QEMU whose processor lacks what the machine's features are made of. */
        void verify(Domain live, Conversation qemu);
    }
}
