package jvirt.qemu.definition;

import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.qemu.check.Checks;

/** Makes of what somebody wrote the definition that is kept: complete, checked, with every device in its place. */
public final class Definition {
    private Definition() {}

    /**
     * The persistent definition of a new machine, or libvirt's error for what cannot be.
     *
     * @param written what a client sent to be defined or created
     */
    public static Domain define(Domain written, Setting setting) {
        return checked(make(Persistent.of(written, setting.settings().channels()), setting, true), setting);
    }

    /** The same, of a document. */
    public static Domain define(String document, Setting setting) {
        return define(Domain.parse(document), setting);
    }

    /** As {@link #define}, of a machine whose hardware the guest knows already: read from disk, or changed. */
    public static Domain complete(Domain written, Setting setting) {
        return checked(make(Persistent.of(written, setting.settings().channels()), setting, false), setting);
    }

    /** A guest that runs, by its live document. */
    public static Domain running(Domain live, Setting setting) {
        return make(live, setting, false);
    }

    /**
     * A guest that runs and a device that is plugged in: ports of USB are given out as well. It is checked unless it ran before
     * with what the checks refuse.
     */
    public static Domain plugged(Domain live, Domain with, Setting setting) {
        Domain made = Making.of(with, new QemuHypervisor(setting, QemuHypervisor.Occasion.PLUGGED),
                making -> steps(making, setting.host().architecture(), false));
        return passes(live, setting) ? checked(made, setting) : made;
    }

    private static boolean passes(Domain domain, Setting setting) {
        try {
            Checks.apply(domain, setting);
            return true;
        } catch (VirtException _) {
            return false;
        }
    }

    private static Domain checked(Domain domain, Setting setting) {
        Checks.apply(domain, setting);
        return domain;
    }

    private static Domain make(Domain written, Setting setting, boolean newMachine) {
        return Making.of(written, new QemuHypervisor(setting, newMachine ? QemuHypervisor.Occasion.NEW : QemuHypervisor.Occasion.KNOWN),
                making -> steps(making, setting.host().architecture(), newMachine));
    }

    /** The definition as it is once it was written and read again: controllers that were added have their places. */
    public static Domain settled(Domain definition) {
        return definition.with(draft -> draft.devices = draft.devices.with(devices ->
                devices.controllers = List.copyOf(ControllerOrder.sorted(devices.controllers))));
    }

    /** What a guest is started from: the definition with an id and a name for every device. */
    public static Domain live(Domain definition, int id) {
        return Aliases.assign(definition).with(draft -> draft.id = Optional.of(id));
    }

    /** Without what belongs to a guest that runs; names that users chose for devices stay. */
    public static Domain persistent(Domain domain) {
        return Persistent.of(domain);
    }

    /** What libvirt makes of a document that no driver has a say in, on a host of this architecture. */
    public static Domain common(Domain written, String architecture) {
        Domain domain = Making.of(written, Hypervisor.NONE, making -> steps(making, architecture, false));
        Checks.common(domain);
        return domain;
    }

    /** @param newMachine memory may follow from the cells, ports from the devices */
    private static void steps(Making making, String architecture, boolean newMachine) {
        WrittenForm.apply(making, architecture);
        making.hypervisor.begin(making);
        ImplicitDevices.hostdevs(making);
        making.devices.controllers = ControllerOrder.indexed(making.devices.controllers);
        making.hypervisor.defaults(making);
        DeviceDefaults.apply(making);
        CommonSteps.apply(making, newMachine);
        ImplicitDevices.apply(making);
        making.hypervisor.addresses(making);
        ImplicitDevices.mirrorConsoles(making);
    }
}
