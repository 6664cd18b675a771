package jvirt.network;

import java.util.List;
import java.util.Optional;
import jvirt.api.network.Network;
import jvirt.api.network.NetworkPort;

/**
 * What a network is now: its definition where it is kept, what runs where it runs.
 *
 * @param last what it was, for when it is neither: while it is being started, and for those who still hold it afterwards
 */
record NetworkState(Network last, Optional<Network> definition, Optional<Active> active, boolean autostart) {
    static NetworkState defined(Network definition, boolean autostart) {
        return new NetworkState(definition, Optional.of(definition), Optional.empty(), autostart);
    }

    static NetworkState unkept(Network network) {
        return new NetworkState(network, Optional.empty(), Optional.empty(), false);
    }

    /** What is shown of it when nothing is said. */
    Network current() {
        return active.map(Active::live).or(() -> definition).orElse(last);
    }

    NetworkState withDefinition(Optional<Network> other) {
        return new NetworkState(current(), other, active, autostart && other.isPresent());
    }

    NetworkState withActive(Optional<Active> other) {
        return new NetworkState(current(), definition, other, autostart);
    }

    NetworkState withAutostart(boolean on) {
        return new NetworkState(last, definition, active, on);
    }

    /** A running network and its ports. */
    record Active(Network live, List<NetworkPort> ports) {
        Active {
            ports = List.copyOf(ports);
        }
    }
}
