package jvirt.qemu.plug;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.domain.device.Bandwidth;
import jvirt.api.domain.device.Interface;
import jvirt.host.Descriptor;
import jvirt.host.Undo;

/** Joins network cards to the host. The machines own this interface; who has the networks implements it. */
public interface NicPlug {
    /** Whose card it is; {@code id} is the running machine's. */
    record Owner(String name, UUID uuid, int id) {}

    /**
     * A card that is joined.
     *
     * @param live as the running machine shows it: the actual connection as its source, with the port's id and the bridge
     *     where they are known, the tap's name as its target, what a port group added
     * @param taps an open tap or macvtap a queue, for QEMU; the caller closes them. None where QEMU needs none
     * @param vhosts an open {@code /dev/vhost-net} a queue, where it is to be used; the caller closes them
     */
    record Plugged(Interface live, List<Descriptor> taps, List<Descriptor> vhosts) {
        public Plugged {
            taps = List.copyOf(taps);
            vhosts = List.copyOf(vhosts);
        }
    }

    /** The network that a card is to be joined to is there and runs; libvirt's error else. Nothing is touched. */
    void require(Interface nic);

    /** Joins a card; what takes it back is added to {@code undo} step by step. Nothing is left behind on an error. */
    Plugged plug(Owner owner, Interface nic, Undo undo);

    /** The daemon was started anew and the machine still runs: claims what its card holds, and adds what takes it back. */
    void reclaim(Owner owner, Interface live, Undo undo);

    /**
     * Takes a card from its bridge to that of {@code wanted}; what takes it back is added to {@code undo}. The port that it had of a
     * network stays until {@link #left}.
     *
     * @return as the running machine shows it
     */
    Interface move(Owner owner, Interface before, Interface wanted, Undo undo);

    /** Filters a card that is joined anew: by what it asks for, or not at all. */
    void filter(Owner owner, Interface live);

    /** A card has gone to another network: gives back its port of this one. */
    void left(Owner owner, Interface before);

    /** Limits a card that is joined anew; none is no limit. */
    void limit(Owner owner, Interface live, Optional<Bandwidth> bandwidth);
}
