package jvirt.api.domain;

import java.util.Optional;
import jvirt.api.xml.InElement;

/** The cgroup and the identity in the fabric, {@code <resource>}. */
public record Resource(@InElement Optional<String> partition, Optional<FibreChannel> fibrechannel) {
    public record FibreChannel(String appid) {}
}
