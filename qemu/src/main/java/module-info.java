/** Machines: capabilities, command line, QMP, states, snapshots, consoles. */
module jvirt.qemu {
    requires transitive jvirt.host;

}
