package jvirt.cli.shell;

import java.util.ArrayList;
import java.util.List;
import jvirt.api.VirtException;
import jvirt.cli.Failure;
import jvirt.cli.Session;
import jvirt.client.Connection;
import jvirt.rpc.call.ConnectCall;

/** The names of what is on the host, by the option that wants one. */
final class ObjectNames {
    private final Session session;

    ObjectNames(Session session) {
        this.session = session;
    }

    /** Names for this option; none when it wants something else, or the host cannot be asked. */
    List<String> of(String option) {
        try {
            return list(option);
        } catch (VirtException | Failure e) {
            return List.of();    // whoever presses the tabulator does not want to read why
        }
    }

    private List<String> list(String option) {
        Connection host = session.connection();
        List<String> names = new ArrayList<>();
        switch (option) {
            case "domain" -> host.domains().list(0).forEach(one -> names.add(one.name()));
            case "network" -> host.networks().list(0).forEach(one -> names.add(one.name()));
            case "pool", "inputpool" -> host.pools().list(0).forEach(one -> names.add(one.name()));
            case "nwfilter" -> host.call(new ConnectCall.ListAllNwfilters(1, 0)).filters().forEach(one -> names.add(one.name()));
            case "secret" -> host.call(new ConnectCall.ListAllSecrets(1, 0)).secrets().forEach(one -> names.add(one.uuid().toString()));
            case "device" -> host.call(new ConnectCall.ListAllNodeDevices(1, 0)).devices().forEach(one -> names.add(one.name()));
            case "bridge" -> host.call(new ConnectCall.ListAllInterfaces(1, 0)).ifaces().forEach(one -> names.add(one.name()));
            case "vol" -> host.pools().list(2).forEach(pool -> pool.volumes().forEach(one -> names.add(one.path())));
            default -> { }
        }
        return names;
    }
}
