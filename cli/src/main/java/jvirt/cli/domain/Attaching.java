package jvirt.cli.domain;

import jvirt.cli.Commands;
import jvirt.cli.Invocation;
import jvirt.client.Domain;

/** Devices of machines, as XML files describe them. */
public final class Attaching extends Commands {
    private static final int FORCE = 4;

    @Override public String table() {
        return """
            attach-device: add a device that an XML file describes
              <domain> <file> --persistent --config --live --current
            detach-device: remove a device that an XML file describes
              <domain> <file> --persistent --config --live --current
            detach-device-alias: remove the device of an alias
              <domain>
              <alias>  its alias
              --config --live --current
            update-device: change a device to what an XML file describes
              <domain> <file> --persistent --config --live --current
              --force  even if the guest holds on to it
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "attach-device" -> {
                Domain domain = domain(in);
                int impact = in.impact(domain);
                String file = in.required("file");
                String xml = in.read(file);
                in.attempt(() -> attach(in, domain, xml, impact), "Failed to attach device from " + file);
                in.out().extra("Device attached successfully\n");
            }
            case "detach-device" -> {
                Domain domain = domain(in);
                int impact = in.impact(domain);
                String file = in.required("file");
                String xml = in.read(file);
                in.attempt(() -> detach(in, domain, xml, impact), "Failed to detach device from " + file);
                in.out().extra("Device detached successfully\n");
            }
            case "detach-device-alias" -> {
                int impact = in.impact();
                Domain domain = in.domain();
                String alias = in.required("alias");
                in.attempt(() -> domain.detachDeviceAlias(alias, impact), "Failed to detach device with alias " + alias);
                in.out().extra("Device detach request sent successfully\n");
            }
            case "update-device" -> {
                Domain domain = domain(in);
                String file = in.required("file");
                int flags = in.impact(domain) | in.flag("force", FORCE);
                String xml = in.read(file);
                in.attempt(() -> domain.updateDevice(xml, flags), "Failed to update device from " + file);
                in.out().extra("Device updated successfully\n");
            }
            default -> throw undeclared(command);
        }
    }

    private static Domain domain(Invocation in) {
        exclusive(in);
        return in.domain();
    }

    /** What the commands that change devices do not take together. */
    static void exclusive(Invocation in) {
        in.exclusive("persistent", in.has("persistent"), "current", in.has("current"));
        in.impact();
    }

    /** Adds a device; without any option as the oldest clients do. */
    static void attach(Invocation in, Domain domain, String xml, int impact) {
        domain.attachDevice(xml, impact, impact == 0 && !in.has("current"));
    }

    /** Removes a device; without any option as the oldest clients do. */
    static void detach(Invocation in, Domain domain, String xml, int impact) {
        domain.detachDevice(xml, impact, impact == 0 && !in.has("current"));
    }
}
