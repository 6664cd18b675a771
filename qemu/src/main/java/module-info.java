/** Machines: capabilities, command line, QMP, states, snapshots, consoles. */
module jvirt.qemu {
    requires transitive jvirt.host;

    exports jvirt.qemu to jvirt.daemon;
    exports jvirt.qemu.plug to jvirt.daemon, jvirt.conformance;
    exports jvirt.qemu.agent to jvirt.daemon;
    exports jvirt.qemu.migration to jvirt.daemon;
    exports jvirt.qemu.save to jvirt.daemon;
    exports jvirt.qemu.snapshot to jvirt.daemon;
    exports jvirt.qemu.image to jvirt.daemon;
    exports jvirt.qemu.moment to jvirt.daemon;
    exports jvirt.qemu.backup to jvirt.daemon, jvirt.conformance;
    exports jvirt.qemu.console to jvirt.daemon;
    exports jvirt.qemu.process to jvirt.daemon;
    exports jvirt.qemu.launch to jvirt.daemon;
    exports jvirt.qemu.commandline to jvirt.daemon, jvirt.conformance;
    exports jvirt.qemu.device to jvirt.daemon, jvirt.conformance;
    exports jvirt.qemu.definition to jvirt.daemon, jvirt.conformance;
    exports jvirt.qemu.check to jvirt.daemon;
    exports jvirt.qemu.caps to jvirt.daemon, jvirt.conformance;
    exports jvirt.qemu.cpu to jvirt.daemon, jvirt.conformance;
    exports jvirt.qemu.firmware to jvirt.daemon, jvirt.conformance;
    exports jvirt.qemu.hotplug to jvirt.daemon, jvirt.conformance;
    exports jvirt.qemu.control to jvirt.daemon, jvirt.conformance;
    exports jvirt.qemu.tuning to jvirt.daemon;
    exports jvirt.qemu.stats to jvirt.daemon;
    exports jvirt.qemu.qmp to jvirt.daemon, jvirt.conformance;
    opens jvirt.qemu.qmp to jvirt.api;
    opens jvirt.qemu.migration to jvirt.api;
}
