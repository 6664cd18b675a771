package jvirt.network.filter;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.NO_NWFILTER;
import static jvirt.api.ErrorCode.NO_NWFILTER_BINDING;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.PARSE_FAILED;
import static jvirt.api.ErrorDomain.NWFILTER;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jvirt.api.IpAddress;
import jvirt.api.VirtException;
import jvirt.api.nwfilter.FilterBinding;
import jvirt.api.nwfilter.NetworkFilter;
import jvirt.api.nwfilter.Variables;
import jvirt.host.Roots;
import jvirt.host.net.Links;
import jvirt.network.Turn;
import jvirt.network.iptables.Step;
import jvirt.network.iptables.Tables;

/**
 * All filters of a root, and the interfaces that they are on. Who changes a filter, or an interface's rules, holds the turn;
 * readers wait for nobody.
 */
public final class NetworkFilters {
    private static final Logger LOG = System.getLogger("jvirt.network");
    private static final String IP = "IP";
    private static final String MAC = "MAC";
    private static final String DHCP_SERVER = "DHCPSERVER";
    private static final String LEARNING = "CTRL_IP_LEARNING";

    private final FilterStore store;
    private final boolean privileged;
    private final Consumer<List<Step>> firewalls;
    private final Predicate<String> links;
    private final KnownAddresses addresses;
    private final Map<String, NetworkFilter> filters = new ConcurrentSkipListMap<>();
    private final Map<String, FilterBinding> bindings = new ConcurrentSkipListMap<>();
    private final Map<String, AddressWatch> watches = new HashMap<>();
    private final Turn turn = new Turn("the network filters");

    NetworkFilters(Roots roots, boolean privileged, Consumer<List<Step>> firewalls, Predicate<String> links, Clock clock) {
        this.store = new FilterStore(roots);
        this.privileged = privileged;
        this.firewalls = firewalls;
        this.links = links;
        this.addresses = new KnownAddresses(roots.run().resolve("nwfilter/leases"), clock);
        if (!privileged) return;
        store.definitions().forEach(filter -> filters.put(filter.name(), filter));
        store.bindings().forEach(binding -> bindings.put(binding.port(), binding));
    }

    /**
     * Reads what is on disk, and puts the rules of the interfaces in place that have one.
     *
     * @param privileged who may not touch the host's firewalls has no filters
     */
    public static NetworkFilters open(Roots roots, boolean privileged) {
        NetworkFilters filters = new NetworkFilters(roots, privileged, Tables::run, NetworkFilters::linkExists, Clock.systemUTC());
        filters.restore();
        return filters;
    }

    private static boolean linkExists(String name) {
        try {
            return Links.exists(name);
        } catch (IOException _) {
            return false;
        }
    }

    private void restore() {
        try (var _ = turn.take("restart")) {
            for (FilterBinding binding : bindings.values()) {
                try {
                    instantiate(binding, this::find);
                } catch (VirtException e) {
                    LOG.log(Level.ERROR, "the rules of " + binding.port() + " cannot be put in place: " + e.getMessage(), e);
                }
            }
        }
    }

    /** All filters, by their names. */
    public Collection<NetworkFilter> all() {
        return List.copyOf(filters.values());
    }

    private Optional<NetworkFilter> find(String name) {
        return Optional.ofNullable(filters.get(name));
    }

    private Optional<NetworkFilter> find(UUID uuid) {
        return filters.values().stream().filter(filter -> filter.uuid().equals(Optional.of(uuid))).findFirst();
    }

    public NetworkFilter named(String name) {
        return find(name).orElseThrow(() -> NWFILTER.error(NO_NWFILTER, "no nwfilter with matching name '%s'", name));
    }

    public NetworkFilter of(UUID uuid) {
        return find(uuid).orElseThrow(() -> NWFILTER.error(NO_NWFILTER, "no nwfilter with matching uuid '%s'", uuid));
    }

    /** Keeps a filter: a new one, or other rules of one that is there, which then apply where it is used. */
    public NetworkFilter define(String document) {
        if (!privileged) throw NWFILTER.error(OPERATION_INVALID, "Can't define NWFilters in session mode");
        NetworkFilter read = NetworkFilter.parse(document);
        NetworkFilter filter = read.uuid().isPresent() ? read : read.withUuid(UUID.randomUUID());
        try (var _ = turn.take("nwfilter-define " + filter.name())) {
            checkIdentity(filter);
            if (FilterTree.leadsTo(filter, filter.name(), this::find)) {
                throw NWFILTER.error(OPERATION_FAILED, "filter would introduce a loop");
            }
            Optional<NetworkFilter> before = find(filter.name());
            if (before.isPresent() && !before.get().equals(filter)) replaceRules(filter);
            store.save(filter);
            filters.put(filter.name(), filter);
            return filter;
        }
    }

    private void checkIdentity(NetworkFilter filter) {
        UUID uuid = filter.uuid().orElseThrow();
        Optional<NetworkFilter> same = find(uuid);
        if (same.isPresent() && !same.get().name().equals(filter.name())) {
            throw NWFILTER.error(OPERATION_FAILED, "filter with same UUID but different name ('%s') already exists", same.get().name());
        }
        Optional<NetworkFilter> named = find(filter.name());
        if (same.isEmpty() && named.isPresent()) {
            throw NWFILTER.error(OPERATION_FAILED, "filter '%s' already exists with uuid %s", filter.name(),
                    named.get().uuid().orElseThrow());
        }
    }

    /** Gives all interfaces on which a filter is its new rules, or leaves all as they were. */
    private void replaceRules(NetworkFilter filter) {
        List<FilterBinding> done = new ArrayList<>();
        Function<String, Optional<NetworkFilter>> changed = name -> name.equals(filter.name()) ? Optional.of(filter) : find(name);
        try {
            for (FilterBinding binding : users(filter.name())) {
                done.add(binding);
                instantiate(binding, changed);
            }
        } catch (VirtException e) {
            done.forEach(this::restoreRules);
            throw e;
        }
    }

    private void restoreRules(FilterBinding binding) {
        try {
            instantiate(binding, this::find);
        } catch (VirtException e) {
            LOG.log(Level.ERROR, "the rules of " + binding.port() + " cannot be put back: " + e.getMessage(), e);
        }
    }

    private List<FilterBinding> users(String filter) {
        return bindings.values().stream().filter(binding -> binding.filterref().filter().equals(filter)
                || find(binding.filterref().filter()).filter(used -> FilterTree.leadsTo(used, filter, this::find)).isPresent()).toList();
    }

    public void undefine(NetworkFilter filter) {
        try (var _ = turn.take("nwfilter-undefine " + filter.name())) {
            if (!users(filter.name()).isEmpty()) throw NWFILTER.error(OPERATION_INVALID, "nwfilter is in use");
            store.delete(filter);
            filters.remove(filter.name());
        }
    }

    /** All bindings, by their interfaces' names. */
    public List<FilterBinding> bindings() {
        return bindings.values().stream().map(this::complete).toList();
    }

    public FilterBinding binding(String port) {
        return Optional.ofNullable(bindings.get(port)).map(this::complete).orElseThrow(() ->
                NWFILTER.error(NO_NWFILTER_BINDING, "no nwfilter binding for port dev '%s'", port));
    }

    /** With what is known besides its document: the card's own address, and IP's, where somebody has found them out. */
    private FilterBinding complete(FilterBinding binding) {
        Variables parameters = withMac(binding);
        List<IpAddress> known = addresses.of(binding);
        return binding.withParameters(known.isEmpty() ? parameters
                : parameters.orElse(IP, known.stream().map(IpAddress::toString).toList()));
    }

    private static Variables withMac(FilterBinding binding) {
        return binding.filterref().parameters().orElse(MAC, List.of(binding.mac().address().toString()));
    }

    /** Puts a filter on an interface. */
    public FilterBinding bind(FilterBinding binding) {
        if (!privileged) throw NWFILTER.error(OPERATION_INVALID, "Can't define NWFilter bindings in session mode");
        try (var _ = turn.take("nwfilter-binding-create " + binding.port())) {
            if (bindings.containsKey(binding.port())) {
                throw NWFILTER.error(OPERATION_FAILED, "binding '%s' already exists", binding.port());
            }
            // on disk first: a daemon that is killed here takes the rules up, or away
            store.save(binding);
            try {
                instantiate(binding, this::find);
            } catch (VirtException e) {
                release(binding);
                throw e;
            }
            bindings.put(binding.port(), binding);
            return complete(binding);
        }
    }

    /** Puts another filter on an interface, in one step; it keeps the old one if that cannot be done. */
    public void replace(FilterBinding binding) {
        FilterBinding before = bindings.get(binding.port());
        if (before == null) {
            bind(binding);
            return;
        }
        try (var _ = turn.take("another filter of " + binding.port())) {
            try {
                forgetWatch(binding.port());
                instantiate(binding, this::find);
                store.save(binding);
                bindings.put(binding.port(), binding);
            } catch (VirtException e) {
                restoreRules(before);
                throw QEMU.error(OPERATION_FAILED, e, "failed to add new filter rules to '%s' - attempting to restore old rules",
                        binding.port());
            }
        }
    }

    /** Takes the filter off an interface. */
    public void unbind(String port) {
        try (var _ = turn.take("nwfilter-binding-delete " + port)) {
            binding(port);
            release(bindings.remove(port));
        }
    }

    private void release(FilterBinding binding) {
        forgetWatch(binding.port());
        addresses.forgetUsed(binding);
        try {
            firewalls.accept(new FilterSteps(binding.port()).tearAll().steps());
        } catch (VirtException e) {
            LOG.log(Level.WARNING, "the rules of " + binding.port() + " cannot be taken away: " + e.getMessage(), e);
        }
        store.delete(binding);
    }

    /** Takes the filters off interfaces that nobody uses and that are gone: their guests ended while nobody looked. */
    public void forgetGone(Set<String> used) {
        for (FilterBinding binding : List.copyOf(bindings.values())) {
            if (!used.contains(binding.port()) && !links.test(binding.port())) unbind(binding.port());
        }
    }

    /** Puts rules in place. The turn is held. */
    private void instantiate(FilterBinding binding, Function<String, Optional<NetworkFilter>> known) {
        // a guest may end while its filter is being changed
        if (!links.test(binding.port())) return;
        String filter = binding.filterref().filter();
        Variables given = withMac(binding);
        FilterTree tree = FilterTree.of(filter, given, known);
        if (tree.missing().equals(Set.of(IP))) {
            learn(binding, given, known);
        } else if (tree.missing().isEmpty()) {
            forgetWatch(binding.port());
            apply(binding, tree);
        } else {
            throw unresolvable(tree.missing().stream().filter(name -> !name.equals(IP)));
        }
    }

    private static VirtException unresolvable(Stream<String> names) {
        return NWFILTER.error(INTERNAL_ERROR, "Cannot instantiate filter due to unresolvable variables or unavailable list elements: %s",
                names.filter(name -> !name.equals(MAC)).collect(Collectors.joining(", ")));
    }

    private void apply(FilterBinding binding, FilterTree tree) {
        firewalls.accept(new FilterSteps(binding.port()).applyNew(tree.rules()).tearOld().steps());
    }

    private void learn(FilterBinding binding, Variables given, Function<String, Optional<NetworkFilter>> known) {
        String how = given.of(LEARNING).stream().findFirst().orElse("any");
        List<String> found = addresses.of(binding).stream().map(IpAddress::toString).toList();
        switch (how.toLowerCase(Locale.ROOT)) {
            case "none" -> throw unresolvable(Stream.of(IP));
            case "dhcp" -> {
                if (found.isEmpty()) awaitLease(binding, given);
                watch(binding, AddressWatch.Kind.LEASES);
            }
            case "any" -> {
                if (found.isEmpty() && !watches.containsKey(binding.port())) {
                    firewalls.accept(new FilterSteps(binding.port()).allowOwnMac(binding.mac().address()).steps());
                    watch(binding, AddressWatch.Kind.ANY);
                }
            }
            default -> throw NWFILTER.error(PARSE_FAILED, "filter '%s' learning value '%s' invalid.", binding.filterref().filter(), how);
        }
        if (!found.isEmpty()) apply(binding, FilterTree.of(binding.filterref().filter(), given.with(IP, found), known));
    }

    private void awaitLease(FilterBinding binding, Variables given) {
        firewalls.accept(new FilterSteps(binding.port()).allowDhcp(binding.mac().address(), given.of(DHCP_SERVER)).steps());
    }

    private void watch(FilterBinding binding, AddressWatch.Kind kind) {
        AddressWatch running = watches.get(binding.port());
        if (running != null && running.kind() == kind) return;
        forgetWatch(binding.port());
        watches.put(binding.port(), AddressWatch.start(binding, kind, addresses.of(binding), new AddressWatch.Listener() {
            @Override
            public void accept(AddressWatch watch, Sighting sighting) {
                seen(watch, sighting);
            }

            @Override
            public void tick(AddressWatch watch) {
                lookForEnds(watch);
            }
        }));
    }

    private void forgetWatch(String port) {
        AddressWatch watch = watches.remove(port);
        if (watch != null) watch.close();
    }

    private void seen(AddressWatch watch, Sighting sighting) {
        changeOf(watch, () -> {
            FilterBinding binding = watch.binding();
            switch (sighting) {
                case Sighting.Used(var address) -> addresses.used(binding, address);
                case Sighting.Lent(var address, var server, var time) -> addresses.lent(binding, address, server, time);
                case Sighting.GivenBack(var address) -> addresses.forget(binding, address);
            }
        });
    }

    /** Leases end without a frame that says so. */
    private void lookForEnds(AddressWatch watch) {
        if (!addresses.of(watch.binding()).equals(watch.applied())) changeOf(watch, () -> { });
    }

    private void changeOf(AddressWatch watch, Runnable change) {
        String port = watch.binding().port();
        try (var _ = turn.take("learning the address of " + port)) {
            // the filter may be gone, or another, since the frame was there
            if (watches.get(port) == watch) change(watch, change);
        } catch (VirtException e) {
            // others were busy all the while: the next frame, or the next look at the leases, says it again
            LOG.log(Level.WARNING, "the address of the guest at " + port + ": " + e.getMessage(), e);
        }
    }

    /** Lets the rules follow the addresses. The turn is held. */
    private void change(AddressWatch watch, Runnable change) {
        FilterBinding binding = watch.binding();
        change.run();
        List<IpAddress> now = addresses.of(binding);
        if (now.equals(watch.applied())) return;
        watch.applied(now);
        // of a guest that may use what it likes, the first is its address
        if (watch.kind() == AddressWatch.Kind.ANY) forgetWatch(binding.port());
        try {
            instantiate(binding, this::find);
        } catch (VirtException e) {
            refuse(binding, e);
        }
    }

    /** Without rules that stand, nothing passes. */
    private void refuse(FilterBinding binding, VirtException e) {
        LOG.log(Level.ERROR, "the rules of " + binding.port() + " cannot be put in place: " + e.getMessage(), e);
        try {
            firewalls.accept(new FilterSteps(binding.port()).allowNothing().steps());
        } catch (VirtException _) {
            disconnect(binding.port());
        }
    }

    private static void disconnect(String port) {
        try {
            Links.setUp(port, false);
        } catch (IOException _) {
            // it is gone
        }
    }
}
