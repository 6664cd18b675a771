/** The web console: accounts, REST, server-sent events and consoles over one port, as a client of daemons. */
module jvirt.web {
    requires jvirt.cli;
    requires java.desktop;
    requires java.logging;
    requires java.sql;
    requires bcrypt;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.websocket.server;

    opens jvirt.web.machine to jvirt.api;
    opens jvirt.web.people to jvirt.api;
    opens jvirt.web.resource to jvirt.api;
}
