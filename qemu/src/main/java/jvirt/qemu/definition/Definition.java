package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Domain;

/** Makes of what somebody wrote the definition that is kept: complete, checked, with every device in its place. */
public final class Definition {
    private Definition() {}

    /**
     * The persistent definition of a new machine, or libvirt's error for what cannot be.
     *
     * @param document what a client sent to be defined or created
     */
    public static Domain define(String document, Setting setting) {
        return make(Persistent.of(Domain.parse(document), setting.settings().channels()), setting, true);
    }

    /** As {@link #define}, of a machine whose hardware the guest knows already: read from disk, or changed. */
    public static Domain complete(Domain written, Setting setting) {
        return make(Persistent.of(written, setting.settings().channels()), setting, false);
    }

    /** A guest that runs, by its live document. */
    public static Domain running(Domain live, Setting setting) {
        return make(live, setting, false);
    }

    private static Domain make(Domain written, Setting setting, boolean newMachine) {
        return Making.of(written, new QemuHypervisor(setting, newMachine), making -> {
            steps(making, setting.host().architecture(), newMachine);
            Checks.apply(making, setting);
        });
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
        return Making.of(written, Hypervisor.NONE, making -> {
            steps(making, architecture, false);
            if (making.domain.name.contains("/")) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "name %s cannot contain '/'", making.domain.name);
            }
        });
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
