package jvirt.qemu.definition;

import jvirt.qemu.caps.QemuCapabilities;
import jvirt.qemu.caps.QemuFlag;

/** Against what a definition is completed and checked, and a command line is made: one QEMU on one host. */
public record Setting(QemuCapabilities capabilities, Host host, Settings settings) {
    public boolean can(QemuFlag flag) {
        return capabilities.has(flag);
    }
}
