package jvirt.qemu.check;

import jvirt.api.domain.Domain;
import jvirt.qemu.definition.Setting;

/** All refusals of a definition that is complete. */
public final class Checks {
    private Checks() {}

    /** Nothing happens, or libvirt's error is thrown. */
    public static void apply(Domain domain, Setting setting) {
        name(domain.name());
        MachineChecks.apply(domain, setting);
        MemoryChecks.apply(domain, setting);
        ProcessorChecks.apply(domain, setting);
        FeatureChecks.apply(domain, setting);
        DeviceChecks.apply(domain, setting);
        CommonChecks.apply(domain);
    }

    /** What holds for any hypervisor's guests. */
    public static void common(Domain domain) {
        name(domain.name());
        domain.devices().all().forEach(device -> CommonDeviceChecks.apply(device, domain));
        CommonChecks.apply(domain);
    }

    private static void name(String name) {
        Refusals.COMMON.xml(name.contains("/"), "name %s cannot contain '/'", name);
        Refusals.DRIVER.plain(name.contains("\n"), "invalid char in %s: %c", "name", '\n');
    }
}
