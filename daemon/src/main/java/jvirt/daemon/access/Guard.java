package jvirt.daemon.access;

import static jvirt.api.ErrorCode.ACCESS_DENIED;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.api.xml.Uuids;
import jvirt.rpc.call.Call;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.Event;
import jvirt.rpc.call.Opaque;
import jvirt.rpc.call.Permission;
import jvirt.rpc.call.StorageVolumeCall;
import jvirt.rpc.call.WireCheckpoint;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.call.WireDomainStatsRecord;
import jvirt.rpc.call.WireInterface;
import jvirt.rpc.call.WireNetwork;
import jvirt.rpc.call.WireNetworkPort;
import jvirt.rpc.call.WireNodeDevice;
import jvirt.rpc.call.WireNwfilter;
import jvirt.rpc.call.WireNwfilterBinding;
import jvirt.rpc.call.WirePool;
import jvirt.rpc.call.WireSecret;
import jvirt.rpc.call.WireSnapshot;
import jvirt.rpc.call.WireVolume;
import jvirt.rpc.server.Access;
import jvirt.rpc.server.Identity;

/**
 * Applies the policy to every call, on whatever transport it came. What a call acts on is read from its components: objects of
 * the wire, a name, a UUID, a document. All of it must be permitted; of an answer only what may be seen is shown.
 */
public final class Guard implements Access {
    private final Decision policy;
    private final Names names;

    public Guard(Decision policy, Names names) {
        this.policy = policy;
        this.names = names;
    }

    @Override
    public boolean waits() {
        return policy.waits();
    }

    @Override
    public void check(Identity who, List<Permission> permissions, Call<?> call) {
        if (policy.open(who)) return;
        for (Permission permission : permissions) {
            List<Target> targets = permission.object().equals("connect") ? List.of() : targets(call, permission);
            boolean permitted = targets.isEmpty() ? policy.permits(who, permission, Optional.empty())
                    : targets.stream().allMatch(target -> policy.permits(who, permission, Optional.of(target)));
            if (!permitted) {
                throw ErrorDomain.ACCESS.error(ACCESS_DENIED, "'%s' denied access", targets.isEmpty() ? permission.object()
                        : targets.getFirst().kind() + " " + targets.getFirst().name());
            }
        }
    }

    /** Whether it takes its time to find out what he may do. */
    public boolean asks(Identity who) {
        return policy.waits() && !policy.open(who);
    }

    /** Whether an event may be told: all that it is about must be seen. */
    public boolean visible(Identity who, Event event) {
        return policy.open(who) || seenWithin(who, event);
    }

    /** The object of an event stands in it, or in a record within it, or in one that may be there. */
    private boolean seenWithin(Identity who, Object record) {
        if (record instanceof Optional<?> some) return some.isEmpty() || seenWithin(who, some.get());
        if (!seen(who, record)) return false;
        RecordComponent[] components = record.getClass().getRecordComponents();
        if (components == null) return true;
        for (RecordComponent component : components) {
            if (!seenWithin(who, value(component, record))) return false;
        }
        return true;
    }

    /** What belongs to another object is guarded with it. */
    private static String kind(Permission permission) {
        return switch (permission.object()) {
            case "network-port" -> "network";
            case "storage-vol" -> "storage-pool";
            case "nwfilter-binding" -> "nwfilter";
            default -> permission.object();
        };
    }

    private List<Target> targets(Call<?> call, Permission permission) {
        String kind = kind(permission);
        List<Target> targets = new ArrayList<>();
        for (RecordComponent component : call.getClass().getRecordComponents()) {
            Object value = value(component, call);
            Object inner = value instanceof Optional<?> some && some.isPresent() ? some.get() : value;
            switch (inner) {
                case String text when component.getName().startsWith("xml") -> document(text, kind, targets);
                // a volume's name is its pool's: the pool stands beside it
                case String _ when component.getName().equals("name") && permission.object().equals("storage-vol") -> { }
                case String port when component.getName().equals("name") && permission.object().equals("nwfilter-binding") ->
                        targets.add(binding(port, names.filterOn(port).orElse("")));
                case String name when component.getName().equals("name") -> targets.add(named(name, kind));
                case String path when component.getName().equals("key") || component.getName().equals("path") ->
                        names.volume(path).flatMap(this::of).ifPresent(targets::add);
                case UUID uuid -> byUuid(uuid, kind).ifPresent(targets::add);
                case Integer id when component.getName().equals("id") ->
                        names.domain(id).ifPresent(name -> targets.add(new Target("domain", name)));
                default -> of(inner).filter(target -> target.kind().equals(kind)).ifPresent(targets::add);
            }
        }
        Optional<String> volume = volumeName(call, permission);
        if (volume.isEmpty()) return targets;
        return targets.stream().map(target -> target.part().isPresent() ? target
                : target.with("storage-vol", Map.of("vol_name", volume.get()))).toList();
    }

    /** The volume that a pool is asked for, or that is made in it. */
    private static Optional<String> volumeName(Call<?> call, Permission permission) {
        if (!permission.object().equals("storage-vol")) return Optional.empty();
        return switch (call) {
            case StorageVolumeCall.LookupByName(_, var name) -> Optional.of(name);
            case StorageVolumeCall.CreateXml(_, var xml, _) -> nameIn(xml);
            case StorageVolumeCall.CreateXmlFrom(_, var xml, _, _) -> nameIn(xml);
            default -> Optional.empty();
        };
    }

    private static Optional<String> nameIn(String xml) {
        try {
            return Element.parse(xml).child("name").map(Element::text);
        } catch (VirtException _) {
            return Optional.empty();
        }
    }

    private static Target binding(String port, String filter) {
        return new Target("nwfilter", filter).with("nwfilter-binding",
                Map.of("nwfilter_binding_portdev", port, "nwfilter_binding_filter", filter));
    }

    private static Target named(String name, String kind) {
        return new Target(kind, name);
    }

    private static Object value(RecordComponent component, Object of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A document names what it defines, and by its UUID perhaps something that is there under another name. */
    private void document(String xml, String kind, List<Target> targets) {
        try {
            Element root = Element.parse(xml);
            if (root.name().equals("volume") || root.name().equals("networkport")) return;   // its pool or network stands beside it
            root.child("name").map(Element::text).or(() -> filter(root)).ifPresent(name -> targets.add(new Target(kind, name)));
            root.child("uuid").flatMap(uuid -> Uuids.parse(uuid.text())).flatMap(uuid -> byUuid(uuid, kind)).ifPresent(targets::add);
        } catch (VirtException _) {
            // no document: the handler will say what is wrong with it
        }
    }

    /** A filter has its name elsewhere, and a binding is guarded with the filter that it names. */
    private static Optional<String> filter(Element root) {
        return switch (root.name()) {
            case "filter" -> root.attribute("name");
            case "filterbinding" -> root.child("filterref").flatMap(reference -> reference.attribute("filter"));
            default -> Optional.empty();
        };
    }

    private Optional<Target> byUuid(UUID uuid, String kind) {
        Optional<String> name = switch (kind) {
            case "domain" -> names.domain(uuid);
            case "network" -> names.network(uuid);
            case "storage-pool" -> names.pool(uuid);
            case "nwfilter" -> names.filter(uuid);
            default -> Optional.of(uuid.toString());
        };
        return name.map(found -> new Target(kind, found));
    }

    /** The target that an object of the wire is, if it is one. */
    private Optional<Target> of(Object wire) {
        return switch (wire) {
            case WireDomain domain -> Optional.of(new Target("domain", names.domain(domain.uuid()).orElse(domain.name())));
            case WireSnapshot snapshot -> of(snapshot.dom());
            case WireCheckpoint checkpoint -> of(checkpoint.dom());
            case WireDomainStatsRecord stats -> of(stats.dom());
            case WireNetwork network -> Optional.of(new Target("network", names.network(network.uuid()).orElse(network.name())));
            case WireNetworkPort port -> of(port.net()).map(target ->
                    target.with("network-port", Map.of("port_uuid", port.uuid().toString())));
            case WirePool pool -> Optional.of(new Target("storage-pool", names.pool(pool.uuid()).orElse(pool.name())));
            case WireVolume volume -> Optional.of(new Target("storage-pool", volume.pool()).with("storage-vol",
                    Map.of("vol_name", volume.name(), "vol_key", volume.key())));
            case WireSecret secret -> Optional.of(new Target("secret", secret.uuid().toString()));
            case WireNwfilter filter -> Optional.of(new Target("nwfilter", names.filter(filter.uuid()).orElse(filter.name())));
            case WireNwfilterBinding binding ->
                    Optional.of(binding(binding.portdev(), names.filterOn(binding.portdev()).orElse(binding.filtername())));
            case WireInterface one -> Optional.of(new Target("interface", one.name()).with("interface",
                    Map.of("interface_macaddr", one.mac())));
            case WireNodeDevice device -> Optional.of(new Target("node-device", device.name()));
            default -> Optional.empty();
        };
    }

    private static Permission seeing(String object) {
        return switch (object) {
            case "domain" -> Permission.DOMAIN_GETATTR;
            case "network" -> Permission.NETWORK_GETATTR;
            case "storage-pool" -> Permission.STORAGE_POOL_GETATTR;
            case "storage-vol" -> Permission.STORAGE_VOL_GETATTR;
            case "network-port" -> Permission.NETWORK_PORT_GETATTR;
            case "nwfilter-binding" -> Permission.NWFILTER_BINDING_GETATTR;
            case "secret" -> Permission.SECRET_GETATTR;
            case "nwfilter" -> Permission.NWFILTER_GETATTR;
            case "interface" -> Permission.INTERFACE_GETATTR;
            case "node-device" -> Permission.NODE_DEVICE_GETATTR;
            default -> throw new IllegalArgumentException(object);
        };
    }

    private String kindOf(Object wire) {
        return of(wire instanceof Optional<?> some && some.isPresent() ? some.get() : wire).map(Target::kind).orElse("");
    }

    private boolean seen(Identity who, Object wire) {
        return of(wire instanceof Optional<?> some && some.isPresent() ? some.get() : wire).map(target -> seen(who, target)).orElse(true);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> R shown(Identity who, Call<R> call, R result) {
        if (policy.open(who) || result instanceof Opaque) return result;
        Optional<Object> listed = listed(who, call);
        if (listed.isPresent()) return (R) listed.get();
        RecordComponent[] components = result.getClass().getRecordComponents();
        if (components == null) return result;
        Object[] values = new Object[components.length];
        int hidden = 0;
        for (int i = 0; i < components.length; i++) {
            values[i] = value(components[i], result);
            // a call that found an object by number or path shows it only to whom it may be shown
            if (!seen(who, values[i])) throw ErrorDomain.ACCESS.error(ACCESS_DENIED, "'%s' denied access", kindOf(values[i]));
            if (values[i] instanceof List<?> list) {
                List<?> left = list.stream().filter(each -> seen(who, each)).toList();
                hidden += list.size() - left.size();
                values[i] = left;
            }
        }
        return hidden == 0 ? result : (R) smaller(result.getClass(), components, values, hidden);
    }

    /** What is counted, or listed by its name alone, is counted and listed anew: a limit counts what may be seen. */
    private Optional<Object> listed(Identity who, Call<?> call) {
        return Optional.ofNullable(switch (call) {
            case ConnectCall.NumOfDomains _ -> count(who, "domain", true);
            case ConnectCall.NumOfDefinedDomains _ -> count(who, "domain", false);
            case ConnectCall.NumOfNetworks _ -> count(who, "network", true);
            case ConnectCall.NumOfDefinedNetworks _ -> count(who, "network", false);
            case ConnectCall.NumOfStoragePools _ -> count(who, "storage-pool", true);
            case ConnectCall.NumOfDefinedStoragePools _ -> count(who, "storage-pool", false);
            case ConnectCall.NumOfNwfilters _ -> count(who, "nwfilter", true);
            case ConnectCall.NumOfSecrets _ -> count(who, "secret", true);
            case ConnectCall.ListDomains(int most) -> new ConnectCall.IdsRet(names.running().stream().filter(id ->
                    names.domain(id).filter(name -> seen(who, new Target("domain", name))).isPresent()).limit(most).toList());
            case ConnectCall.ListDefinedDomains(int most) -> names(who, "domain", false, most);
            case ConnectCall.ListNetworks(int most) -> names(who, "network", true, most);
            case ConnectCall.ListDefinedNetworks(int most) -> names(who, "network", false, most);
            case ConnectCall.ListStoragePools(int most) -> names(who, "storage-pool", true, most);
            case ConnectCall.ListDefinedStoragePools(int most) -> names(who, "storage-pool", false, most);
            case ConnectCall.ListNwfilters(int most) -> names(who, "nwfilter", true, most);
            case ConnectCall.ListSecrets(int most) -> new ConnectCall.UuidsRet(visible(who, "secret", true).limit(most).toList());
            default -> null;
        });
    }

    private ConnectCall.NumRet count(Identity who, String kind, boolean active) {
        return new ConnectCall.NumRet((int) visible(who, kind, active).count());
    }

    private ConnectCall.NamesRet names(Identity who, String kind, boolean active, int most) {
        return new ConnectCall.NamesRet(visible(who, kind, active).limit(most).toList());
    }

    private Stream<String> visible(Identity who, String kind, boolean active) {
        return names.all(kind, active).stream().filter(name -> seen(who, new Target(kind, name)));
    }

    private boolean seen(Identity who, Target target) {
        return policy.permits(who, seeing(target.object()), Optional.of(target));
    }

    /** The same record with shorter lists; its count, where it has one, counts what is left. */
    private static Object smaller(Class<?> type, RecordComponent[] components, Object[] values, int hidden) {
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            boolean count = components[i].getName().equals("count") || components[i].getName().equals("ret");
            if (count && values[i] instanceof Integer number) values[i] = number - hidden;
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
