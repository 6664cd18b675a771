package jvirt.network;

import java.util.Optional;
import java.util.UUID;
import jvirt.api.MacAddress;

/**
 * A guest's network card, as far as the host's end of it goes.
 *
 * @param name the wanted name of the host's end
 * @param queues how many descriptors it has
 * @param offloads the guest's driver can leave checksums to the host
 * @param vhost the kernel may move its packets
 */
public record Card(String machine, UUID machineUuid, MacAddress mac, Optional<String> name, int queues, boolean offloads,
        boolean vhost, Optional<Integer> mtu) {}
