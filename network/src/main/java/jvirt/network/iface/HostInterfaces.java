package jvirt.network.iface;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.NO_INTERFACE;
import static jvirt.api.ErrorCode.NO_SUPPORT;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.INTERFACE;
import static jvirt.api.ErrorDomain.NONE;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jvirt.api.MacAddress;
import jvirt.api.VirtException;
import jvirt.api.iface.HostInterface;
import jvirt.host.Roots;

/**
 * The host's network interfaces: those that the kernel has, and those that the host's configurator is to make. Changes go
 * through the configurator, one at a time; without one there are none. libvirt's words for what fails are those of its netcf
 * back-end.
 */
public final class HostInterfaces {
    private static final Logger LOG = System.getLogger("jvirt.network");

    /** An interface as a list shows it. */
    public record Entry(String name, String mac, boolean active) {}

    private final LiveInterfaces live = new LiveInterfaces();
    private final Optional<Configurator> configurator;
    private final Transaction transaction;

    private HostInterfaces(Optional<Configurator> configurator, Transaction transaction) {
        this.configurator = configurator;
        this.transaction = transaction;
    }

    /** With changes taken back that nobody has committed before the daemon ended: perhaps they are why nobody could. */
    public static HostInterfaces open(Roots roots) throws IOException {
        Optional<Configurator> configurator = Configurators.of(roots);
        HostInterfaces interfaces = new HostInterfaces(configurator, new Transaction(roots.lib().resolve("interfaces"),
                Path.of("/"), configurator.map(Configurator::places).orElse(List.of())));
        if (configurator.isPresent() && interfaces.transaction.open()) {
            LOG.log(Level.WARNING, "changes of the host's interfaces were not committed: they are taken back");
            try {
                interfaces.rollback();
            } catch (VirtException e) {
                LOG.log(Level.ERROR, "changes of the host's interfaces could not be taken back", e);
            }
        }
        return interfaces;
    }

    // looking

    /** All interfaces, by their names. */
    public List<Entry> all() {
        List<Entry> all = new ArrayList<>(live.all());
        Set<String> there = all.stream().map(Entry::name).collect(Collectors.toSet());
        for (Setting setting : settings().values()) {
            if (!there.contains(setting.name())) all.add(entry(setting));
        }
        all.sort(Comparator.comparing(Entry::name));
        return all;
    }

    private static Entry entry(Setting setting) {
        return new Entry(setting.name(), setting.own().mac().map(HostInterface.Mac::address).orElse(""), false);
    }

    public Entry named(String name) {
        return live.find(name).or(() -> Optional.ofNullable(settings().get(name)).map(HostInterfaces::entry)).orElseThrow(() -> missing(name));
    }

    private static VirtException missing(String name) {
        return INTERFACE.error(NO_INTERFACE, "couldn't find interface named '%s'", name);
    }

    /** The one interface with this hardware address. */
    public Entry withMac(String mac) {
        Optional<MacAddress> wanted = MacAddress.find(mac);
        return all().stream().filter(entry -> wanted.isPresent() && MacAddress.find(entry.mac()).equals(wanted)).findFirst().orElseThrow(() ->
                INTERFACE.error(NO_INTERFACE, "couldn't find interface with MAC address '%s'", mac));
    }

    /** As it is now, with the addresses that it has; or, when it is not there or {@code defined} is asked for, as it is defined. */
    public HostInterface document(String name, boolean defined) {
        Map<String, Setting> settings = settings();
        boolean there = live.find(name).isPresent();
        if (!there && !settings.containsKey(name)) throw missing(name);
        return settings.containsKey(name) && (defined || !there) ? settings.get(name).document(settings.values()) : live.document(name);
    }

    private Map<String, Setting> settings() {
        if (configurator.isEmpty()) return Map.of();
        try {
            return settings(configurator.get());
        } catch (IOException e) {
            throw INTERFACE.error(INTERNAL_ERROR, e, "failed to list host interfaces: %s", e.getMessage());
        }
    }

    private static Map<String, Setting> settings(Configurator configurator) throws IOException {
        Map<String, Setting> settings = new LinkedHashMap<>();
        configurator.settings().forEach(setting -> settings.put(setting.name(), setting));
        return settings;
    }

    // changing

    private Configurator configurator(String function) {
        return configurator.orElseThrow(() -> NONE.error(NO_SUPPORT, "%s", function));
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private static void attempt(Step step, String what) {
        try {
            step.run();
        } catch (IOException e) {
            throw INTERFACE.error(INTERNAL_ERROR, e, "%s: %s", what, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw INTERFACE.error(INTERNAL_ERROR, e, "%s: interrupted", what);
        }
    }

    /** Keeps an interface with all that is nested in it; nothing is started. What was a port of it and is none any more goes. */
    public synchronized Entry define(HostInterface document) {
        Configurator configurator = configurator("virInterfaceDefineXML");
        List<Setting> wanted = Setting.of(document);
        wanted.forEach(setting -> Definable.check(setting.own()));
        Map<String, Setting> before = settings();
        for (Setting setting : wanted) checkFree(setting, before);
        Set<String> gone = new HashSet<>();
        addPorts(wanted.getFirst().name(), before.values(), gone);
        wanted.forEach(setting -> gone.remove(setting.name()));
        attempt(() -> configurator.keep(wanted, gone), "could not get interface XML description");
        return named(wanted.getFirst().name());
    }

    /** An interface that is a port elsewhere would be both: what it is a port of is to be changed first. */
    private static void checkFree(Setting setting, Map<String, Setting> before) {
        Optional<Setting.Master> old = Optional.ofNullable(before.get(setting.name())).flatMap(Setting::master);
        if (old.isPresent() && !old.map(Setting.Master::name).equals(setting.master().map(Setting.Master::name))) {
            throw INTERFACE.error(OPERATION_INVALID, "interface '%s' is a port of '%s'", setting.name(), old.get().name());
        }
    }

    /** Adds the ports of an interface, and theirs; files may say of two that each is the other's. */
    private static void addPorts(String master, Collection<Setting> all, Set<String> below) {
        for (Setting other : all) {
            if (other.master().filter(some -> some.name().equals(master)).isEmpty()) continue;
            if (below.add(other.name())) addPorts(other.name(), all, below);
        }
    }

    /** Forgets how an interface shall be, with its ports; what is up stays up. */
    public synchronized void undefine(String name) {
        Configurator configurator = configurator("virInterfaceUndefine");
        Map<String, Setting> settings = settings();
        if (!settings.containsKey(name)) throw missing(name);
        Set<String> gone = new HashSet<>(Set.of(name));
        addPorts(name, settings.values(), gone);
        attempt(() -> configurator.keep(List.of(), gone), "failed to undefine interface " + name);
    }

    public synchronized void start(String name) {
        Configurator configurator = configurator("virInterfaceCreate");
        Map<String, Setting> settings = settings();
        Setting setting = Optional.ofNullable(settings.get(name)).orElseThrow(() -> missing(name));
        if (named(name).active()) throw INTERFACE.error(OPERATION_INVALID, "interface is already running");
        attempt(() -> configurator.start(setting, ports(settings, name)), "failed to create (start) interface " + name);
    }

    public synchronized void stop(String name) {
        Configurator configurator = configurator("virInterfaceDestroy");
        Map<String, Setting> settings = settings();
        Setting setting = Optional.ofNullable(settings.get(name)).orElseThrow(() -> missing(name));
        if (!live.up(name)) throw INTERFACE.error(OPERATION_INVALID, "interface is not running");
        attempt(() -> configurator.stop(setting, ports(settings, name)), "failed to destroy (stop) interface " + name);
    }

    // transactions

    /** From here on changes can be taken back together. */
    public synchronized void begin() {
        configurator("virInterfaceChangeBegin");
        String what = "failed to begin transaction";
        if (transaction.open()) throw wrongState(what, "there is already a transaction running");
        attempt(() -> transaction.begin(all().stream().filter(Entry::active).map(Entry::name).toList()), what);
    }

    /** The changes since {@link #begin} stay. */
    public synchronized void commit() {
        configurator("virInterfaceChangeCommit");
        String what = "failed to commit transaction";
        if (!transaction.open()) throw wrongState(what, "there is no transaction running");
        attempt(transaction::forget, what);
    }

    /** Takes the changes since {@link #begin} back: what is defined, and what was up as it was defined then. */
    public synchronized void rollback() {
        Configurator configurator = configurator("virInterfaceChangeRollback");
        String what = "failed to rollback transaction";
        if (!transaction.open()) throw wrongState(what, "there is no transaction running");
        attempt(() -> {
            Map<String, Setting> after = settings(configurator);
            Map<String, Setting> before = settings(configurator.at(transaction.kept()));
            Set<String> up = Set.copyOf(transaction.up());
            Set<String> changed = new TreeSet<>(after.keySet());
            changed.addAll(before.keySet());
            // the same definition, and as up as it was: nobody has touched it
            changed.removeIf(name -> document(before, name).equals(document(after, name)) && up.contains(name) == live.up(name));
            for (String name : changed) {
                if (after.containsKey(name) && live.up(name)) settle(() -> configurator.stop(after.get(name), ports(after, name)));
            }
            transaction.restore();
            for (String name : changed) {
                if (up.contains(name) && before.containsKey(name)) settle(() -> configurator.start(before.get(name), ports(before, name)));
            }
            transaction.forget();
        }, what);
    }

    private static Optional<HostInterface> document(Map<String, Setting> settings, String name) {
        return Optional.ofNullable(settings.get(name)).map(setting -> setting.document(settings.values()));
    }

    private static List<Setting> ports(Map<String, Setting> settings, String name) {
        return settings.get(name).ports(settings.values());
    }

    /** One interface that does not obey is no reason to leave the others as they are. */
    private static void settle(Step step) throws InterruptedException {
        try {
            step.run();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "while changes of the host's interfaces are taken back", e);
        }
    }

    /** In netcf's words. */
    private static VirtException wrongState(String what, String why) {
        return INTERFACE.error(OPERATION_INVALID, "%s: operation invalid in this state - %s", what, why);
    }
}
