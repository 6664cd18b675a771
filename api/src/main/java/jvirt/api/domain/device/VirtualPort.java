package jvirt.api.domain.device;

import java.util.Optional;
import java.util.UUID;
import jvirt.api.xml.Name;

/** How a switch that knows its ports by more than a name knows this one. */
public record VirtualPort(Optional<Type> type, Optional<Parameters> parameters) {
    public enum Type { @Name("802.1Qbg") VEPA_8021QBG, @Name("802.1Qbh") VNLINK_8021QBH, OPENVSWITCH, MIDONET }

    public record Parameters(
            Optional<Integer> managerid,
            Optional<Integer> typeid,
            Optional<Integer> typeidversion,
            Optional<UUID> instanceid,
            Optional<UUID> interfaceid,
            Optional<String> profileid) {
        public static final Parameters NONE = new Parameters(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty());

        public Parameters withInterfaceid(UUID changed) {
            return new Parameters(managerid, typeid, typeidversion, instanceid, Optional.of(changed), profileid);
        }
    }
}
