/** Jvirt: commands as virsh has them, install, shell. */
module jvirt.cli {
    requires transitive jvirt.rpc;
    requires java.xml;
    requires java.net.http;

    exports jvirt.cli.install to jvirt.conformance, jvirt.web;
    exports jvirt.cli.osinfo to jvirt.conformance;

    exports jvirt.cli;
}
