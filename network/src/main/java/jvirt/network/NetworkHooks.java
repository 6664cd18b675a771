package jvirt.network;

import java.util.Optional;
import jvirt.api.network.Network;
import jvirt.api.network.NetworkPort;
import jvirt.api.xml.View;
import jvirt.host.Hooks;
import jvirt.host.Hooks.Happening;
import jvirt.host.Hooks.Kind;
import jvirt.host.Hooks.Phase;

/** What the administrator's scripts hear of networks: {@code hooks/network}. One that refuses what begins keeps it from being done. */
record NetworkHooks(Hooks scripts) {
    private static final int INDENT = 2;

    /** Nothing is there of it yet. */
    void start(Network network) {
        begin("start", network, Optional.empty());
    }

    void started(Network network) {
        begin("started", network, Optional.empty());
    }

    void updated(Network network) {
        begin("updated", network, Optional.empty());
    }

    void portCreated(Network network, NetworkPort port) {
        begin("port-created", network, Optional.of(port));
    }

    /** The port is gone already, though libvirt calls it a beginning. */
    void portDeleted(Network network, NetworkPort port) {
        scripts.report(Kind.NETWORK, new Happening(network.name(), "port-deleted", Phase.BEGIN), () -> document(network, Optional.of(port)));
    }

    void stopped(Network network) {
        scripts.report(Kind.NETWORK, new Happening(network.name(), "stopped", Phase.END), () -> document(network, Optional.empty()));
    }

    private void begin(String operation, Network network, Optional<NetworkPort> port) {
        scripts.tell(Kind.NETWORK, new Happening(network.name(), operation, Phase.BEGIN), () -> document(network, port));
    }

    private static String document(Network network, Optional<NetworkPort> port) {
        return "<hookData>\n" + network.format(View.LIVE).indent(INDENT)
                + port.map(some -> some.format().indent(INDENT)).orElse("") + "</hookData>";
    }
}
