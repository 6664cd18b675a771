/** Jvirt: commands as virsh has them, install, shell. */
module jvirt.cli {
    requires transitive jvirt.rpc;
    requires java.xml;

    exports jvirt.cli;
}
