package jvirt.qemu;

import static jvirt.api.ErrorCode.NO_DOMAIN;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.DOM;
import static jvirt.api.ErrorDomain.DOMAIN;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.agent.Agents;
import jvirt.qemu.hotplug.PlugSite;
import jvirt.qemu.process.DefinitionFiles;
import jvirt.qemu.process.Layout;
import jvirt.qemu.save.Dumps;
import jvirt.qemu.save.Saves;

/** All machines of this daemon: found by name, UUID and number; defined, renamed and given up. Any thread may call. */
public final class Machines {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    private final Layout layout;
    private final Completion completion;
    private final Launcher launcher;
    private final Announcements announcements;
    private final DefinitionFiles files;
    private final Saves saves;
    private final Agents agents = new Agents();
    private final Dumps dumps;
    private volatile Moments moments = Moments.NONE;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<UUID, Vm> byUuid = new ConcurrentHashMap<>();
    private final Map<String, Vm> byName = new ConcurrentHashMap<>();

    public Machines(Layout layout, Completion completion, Launcher launcher, Announcements announcements) {
        this.layout = layout;
        this.completion = completion;
        this.launcher = launcher;
        this.announcements = announcements;
        this.files = new DefinitionFiles(layout);
        this.saves = new Saves(this);
        this.dumps = new Dumps(layout);
    }

    public Layout layout() {
        return layout;
    }

    public Completion completion() {
        return completion;
    }

    Launcher launcher() {
        return launcher;
    }

    /** The administrator's scripts. */
    public MachineHooks hooks() {
        return launcher.hooks();
    }

    /** What the host does for devices that come while guests run. */
    public PlugSite plugs() {
        return launcher.plugs();
    }

    public DefinitionFiles files() {
        return files;
    }

    /** Who keeps snapshots and checkpoints says so once, while the daemon starts. */
    public void keepMoments(Moments keeper) {
        moments = keeper;
    }

    public Moments moments() {
        return moments;
    }

    public Saves saves() {
        return saves;
    }

    public Agents agents() {
        return agents;
    }

    public Dumps dumps() {
        return dumps;
    }

    /** The number of the next machine that runs; none is given twice while the daemon lives. */
    public int nextId() {
        return ids.incrementAndGet();
    }

    void idTaken(int id) {
        ids.accumulateAndGet(id, Math::max);
    }

    /** Takes up what the daemon before us left, before anybody is served. */
    public void takeUp() throws IOException {
        new Resumption(this).run();
    }

    /** Starts the machines that start by themselves, each on its own; one that fails is named in the log. */
    public void startAll() {
        for (Vm vm : all()) {
            if (!vm.autostart() && !vm.autostartOnce() || vm.active().isPresent()) continue;
            Thread.ofVirtual().name("autostart of " + vm.name()).start(() -> {
                try {
                    // whether it comes up or not, this was the one time
                    new Keeping(vm).setAutostartOnce(false);
                    new Power(vm).start(StartOptions.NONE);
                } catch (VirtException e) {
                    LOG.log(Level.WARNING, "Failed to autostart VM '" + vm.name() + "': " + e.getMessage());
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    // finding

    public Collection<Vm> all() {
        return byUuid.values();
    }

    /** The machine of this UUID, if there is one. */
    public Optional<Vm> known(UUID uuid) {
        return Optional.ofNullable(byUuid.get(uuid));
    }

    /** The machine that a client means, or libvirt's error. */
    public Vm find(UUID uuid, String name) {
        return Optional.ofNullable(byUuid.get(uuid)).orElseThrow(() ->
                QEMU.error(NO_DOMAIN, "no domain with matching uuid '%s' (%s)", uuid, name));
    }

    public Vm withUuid(UUID uuid) {
        return Optional.ofNullable(byUuid.get(uuid))
                .orElseThrow(() -> QEMU.error(NO_DOMAIN, "no domain with matching uuid '%s'", uuid));
    }

    public Vm named(String name) {
        return Optional.ofNullable(byName.get(name))
                .orElseThrow(() -> QEMU.error(NO_DOMAIN, "no domain with matching name '%s'", name));
    }

    public Vm withId(int id) {
        return all().stream().filter(vm -> vm.id() == id).findFirst()
                .orElseThrow(() -> QEMU.error(NO_DOMAIN, "no domain with matching id %d", id));
    }

    // coming and going

    /** Defines a machine, or changes the definition of one. */
    public Vm define(String document, boolean validate) {
        Domain domain = completion.complete(document, validate);
        checkName(domain.name());
        Vm vm = claim(domain, false);
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainDefineXMLFlags")) {
            boolean isNew = !vm.persistent();
            keep(vm, domain);
            vm.announce(new VmEvent.State(isNew ? Lifecycle.DEFINED_ADDED : Lifecycle.DEFINED_UPDATED));
            return vm;
        } catch (RuntimeException e) {
            giveUpIfUnused(vm);
            throw e;
        }
    }

    /** Does with a document all that defining it takes, but keeping it. */
    public void rehearse(String document) {
        files.text(completion.complete(document, false));
    }

    /** The definition that is kept on disk under this name. */
    Domain read(String name) {
        return completion.reload(files.text(name));
    }

    /** Within a turn: writes a definition and takes it. */
    public void keep(Vm vm, Domain definition) {
        files.write(definition);
        vm.define(definition, true);
    }

    /** Defines and starts a machine that is gone when it ends. */
    public Vm create(String document, boolean validate, StartOptions options) throws InterruptedException {
        Domain domain = completion.complete(document, validate);
        checkName(domain.name());
        Vm vm = claim(domain, true);
        try (var _ = vm.jobs().begin(Job.START, "virDomainCreateXML")) {
            if (vm.state() instanceof Active) throw alreadyActive(domain);
            Domain before = vm.definition();
            vm.define(domain, vm.persistent());
            try {
                new Power(vm).boot(options);
            } finally {
                if (vm.persistent()) vm.define(before, true);
            }
            return vm;
        } catch (RuntimeException e) {
            giveUpIfUnused(vm);
            throw e;
        }
    }

    /** Takes over a machine that is to be restored, for which {@code domain} is the definition. */
    public Vm claimForRestore(Domain domain) {
        return claim(domain, true);
    }

    /** The machine of this name and UUID, which may be new; libvirt's error when one of them is another machine's. */
    private synchronized Vm claim(Domain domain, boolean toStart) {
        Vm same = byUuid.get(domain.uuid());
        if (same != null) {
            if (!same.name().equals(domain.name())) {
                throw DOM.error(OPERATION_FAILED, "domain '%s' is already defined with uuid %s", same.name(), domain.uuid());
            }
            if (toStart && same.state() instanceof Active) throw alreadyActive(domain);
            if (toStart && !same.persistent()) {
                throw DOM.error(OPERATION_INVALID, "domain '%s' is already being started", domain.name());
            }
            return same;
        }
        Vm other = byName.get(domain.name());
        if (other != null) {
            throw DOM.error(OPERATION_FAILED, "domain '%s' already exists with uuid %s", domain.name(), other.uuid());
        }
        return add(domain);
    }

    private static RuntimeException alreadyActive(Domain domain) {
        return DOM.error(OPERATION_INVALID, "domain '%s' is already active", domain.name());
    }

    /** A machine that is known from disk. */
    synchronized Vm add(Domain domain) {
        return add(KeptDefinition.of(domain));
    }

    synchronized Vm add(KeptDefinition kept) {
        Vm vm = new Vm(this, kept);
        byUuid.put(kept.uuid(), vm);
        byName.put(kept.name(), vm);
        return vm;
    }

    static void checkName(String name) {
        if (name.contains("/")) throw DOMAIN.error(XML_ERROR, "name %s cannot contain '/'", name);
        if (name.contains("\n")) throw DOM.error(XML_ERROR, "invalid char in name: %s", "\\n");
    }

    /** A machine that neither runs nor is kept has no place here. */
    public void giveUpIfUnused(Vm vm) {
        if (!vm.persistent() && !(vm.state() instanceof Active)) forget(vm);
    }

    /** Within a turn: a machine that is not kept, whose QEMU has just ended, is about to get another. */
    public synchronized void keepOn(Vm vm) {
        byUuid.putIfAbsent(vm.uuid(), vm);
        byName.putIfAbsent(vm.name(), vm);
    }

    synchronized void forget(Vm vm) {
        byUuid.remove(vm.uuid(), vm);
        byName.remove(vm.name(), vm);
    }

    /** Within a turn: gives up a definition; a machine that runs goes on until it ends. */
    void release(Vm vm) {
        files.delete(vm.name());
        vm.setAutostart(false);
        vm.setAutostartOnce(false);
        vm.keepNoMore();
        vm.announce(new VmEvent.State(Lifecycle.UNDEFINED_REMOVED));
        giveUpIfUnused(vm);
    }

    /** Within a turn: the machine goes on elsewhere with these disks, once it has ended here. */
    public void leaveDisks(Vm vm, List<Disk> disks) {
        launcher.leave(vm.uuid(), disks);
    }

    /** Within a turn: the machine is kept on another host from now on. Nobody hears of it: it has not been given up. */
    public void keptElsewhere(Vm vm) {
        files.delete(vm.name());
        vm.setAutostart(false);
        vm.setAutostartOnce(false);
        vm.keepNoMore();
    }

    /** Within a turn: gives a machine that does not run another name. */
    void rename(Vm vm, Domain renamed) {
        String before = vm.name();
        synchronized (this) {
            if (byName.putIfAbsent(renamed.name(), vm) != null) {
                throw QEMU.error(OPERATION_INVALID, "domain with name '%s' already exists", renamed.name());
            }
        }
        try {
            files.rename(before, renamed, vm.autostart(), vm.autostartOnce());
        } catch (RuntimeException e) {
            byName.remove(renamed.name(), vm);
            throw e;
        }
        announce(vm, new VmEvent.State(Lifecycle.UNDEFINED_RENAMED));
        vm.define(renamed, true);
        byName.remove(before, vm);
        announce(vm, new VmEvent.State(Lifecycle.DEFINED_RENAMED));
    }

    // for machines

    void announce(Vm vm, VmEvent event) {
        announce(vm, vm.id(), event);
    }

    void announce(Vm vm, int id, VmEvent event) {
        announcements.add(new Announcements.Announcement(vm.name(), vm.uuid(), id, event));
    }

    /** What QEMU said last in its log. */
    public Optional<String> launcherLog(Vm vm) {
        return files.lastComplaint(vm.name());
    }

    /** The last line of a run in QEMU's log. */
    void logEnd(Vm vm, Optional<VmState.Ending> ending) {
        String reason = ending.map(VmState.Ending::word).orElse(
                vm.state().condition().shuttingDown() ? "shutdown" : "crashed");
        files.log(vm.name(), "shutting down, reason=" + reason);
    }
}
