package jvirt.api.network;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Name;

/** How a port is announced to the switch, {@code <virtualport>}. */
public record VirtualPort(Optional<Type> type, Optional<Parameters> parameters) {
    public enum Type {
        @Name("802.1Qbg") QBG,
        @Name("802.1Qbh") QBH,
        @Name("openvswitch") OPENVSWITCH,
        @Name("midonet") MIDONET;

        @Override
        public String toString() {
            return switch (this) {
                case QBG -> "802.1Qbg";
                case QBH -> "802.1Qbh";
                case OPENVSWITCH -> "openvswitch";
                case MIDONET -> "midonet";
            };
        }
    }

    /** Which of them a type has: {@code virNetDevVPortProfileCheckNoExtras}. */
    public record Parameters(Optional<String> managerid, Optional<String> typeid, Optional<String> typeidversion,
            Optional<UUID> instanceid, Optional<UUID> interfaceid, Optional<String> profileid) {
        static final Parameters NONE = new Parameters(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty());

        public Parameters {
            managerid = managerid.map(NetworkSyntax::decimal);
            typeid = typeid.map(NetworkSyntax::decimal);
            typeidversion = typeidversion.map(NetworkSyntax::decimal);
            profileid = profileid.filter(text -> !text.isEmpty());
        }

        Parameters withInstanceid(UUID id) {
            return new Parameters(managerid, typeid, typeidversion, Optional.of(id), interfaceid, profileid);
        }

        Parameters withInterfaceid(UUID id) {
            return new Parameters(managerid, typeid, typeidversion, instanceid, Optional.of(id), profileid);
        }
    }

    public VirtualPort {
        parameters = parameters.filter(some -> !some.equals(Parameters.NONE));
    }

    public boolean isOpenVswitch() {
        return type.equals(Optional.of(Type.OPENVSWITCH));
    }

    private Parameters given() {
        return parameters.orElse(Parameters.NONE);
    }

    /** The port of an interface, of its network and of its port group as one; what two of them say differently is an error. */
    public static Optional<VirtualPort> merge(Optional<VirtualPort> own, Optional<VirtualPort> network,
            Optional<VirtualPort> portgroup) {
        Optional<VirtualPort> merged = own;
        for (Optional<VirtualPort> more : List.of(network, portgroup)) {
            if (merged.isEmpty()) {
                merged = more;
            } else if (more.isPresent()) {
                merged = Optional.of(merged.get().with(more.get()));
            }
        }
        return merged.filter(port -> port.type.isPresent() || port.parameters.isPresent());
    }

    private VirtualPort with(VirtualPort other) {
        Parameters mine = given();
        Parameters theirs = other.given();
        return new VirtualPort(one("types", type, other.type), Optional.of(new Parameters(
                one("managerids", mine.managerid, theirs.managerid),
                one("typeids", mine.typeid, theirs.typeid),
                one("typeidversions", mine.typeidversion, theirs.typeidversion),
                one("instanceids", mine.instanceid, theirs.instanceid),
                one("interfaceids", mine.interfaceid, theirs.interfaceid),
                one("profileids", mine.profileid, theirs.profileid))));
    }

    private static <T> Optional<T> one(String what, Optional<T> mine, Optional<T> theirs) {
        if (mine.isPresent() && theirs.isPresent() && !mine.equals(theirs)) {
            throw ErrorDomain.NONE.error(XML_ERROR, "attempt to merge virtualports with mismatched %s (%s and %s)", what,
                    mine.get(), theirs.get());
        }
        return mine.or(() -> theirs);
    }

    /** The port with all that its type needs; what may be made up is, from {@code random}. */
    public VirtualPort complete(Supplier<UUID> random) {
        if (type.isEmpty()) return this;
        return switch (type.get()) {
            case QBG -> {
                need("managerid", Parameters::managerid);
                need("typeid", Parameters::typeid);
                need("typeidversion", Parameters::typeidversion);
                yield given().instanceid.isPresent() ? this
                        : new VirtualPort(type, Optional.of(given().withInstanceid(random.get())));
            }
            case QBH -> {
                need("profileid", Parameters::profileid);
                yield this;
            }
            case OPENVSWITCH -> given().interfaceid.isPresent() ? this
                    : new VirtualPort(type, Optional.of(given().withInterfaceid(random.get())));
            case MIDONET -> {
                need("interfaceid", Parameters::interfaceid);
                yield this;
            }
        };
    }

    private void need(String what, Function<Parameters, Optional<?>> parameter) {
        if (parameter.apply(given()).isEmpty()) {
            throw ErrorDomain.NONE.error(XML_ERROR, "missing %s in <virtualport type='%s'>", what, type.orElseThrow());
        }
    }
}
