package jvirt.qemu.definition;

import jvirt.api.domain.Domain;

/** Makes of what somebody wrote the definition that is kept: complete, with every device in its place. */
public final class Definition {
    private Definition() {}

    /** What libvirt makes of a document that no driver has a say in, on a host of this architecture. */
    public static Domain common(Domain written, String architecture) {
        return Making.of(written, Hypervisor.NONE, making -> steps(making, architecture, false));
    }

    /** The definition of a machine of which others may already depend on where its devices sit. */
    public static Domain complete(Domain written, Setting setting) {
        return Making.of(written, new QemuHypervisor(setting, false),
                making -> steps(making, setting.host().architecture(), false));
    }

    static void steps(Making making, String architecture, boolean memoryOfCells) {
        WrittenForm.apply(making, architecture);
        making.hypervisor.begin(making);
        ImplicitDevices.hostdevs(making);
        making.devices.controllers = ControllerOrder.indexed(making.devices.controllers);
        making.hypervisor.defaults(making);
        DeviceDefaults.apply(making);
        CommonSteps.apply(making, memoryOfCells);
        ImplicitDevices.apply(making);
        making.hypervisor.addresses(making);
        ImplicitDevices.mirrorConsoles(making);
    }
}
