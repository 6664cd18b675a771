package jvirt.qemu.launch;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import jvirt.api.IdSet;
import jvirt.api.VirtException;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Devices;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Resource;
import jvirt.api.domain.SecLabel;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.domain.device.Vsock;
import jvirt.host.Account;
import jvirt.host.AtomicFile;
import jvirt.host.Cgroup;
import jvirt.host.Child;
import jvirt.host.Spawn;
import jvirt.host.Undo;
import jvirt.host.UnixSocket;
import jvirt.host.VhostVsock;
import jvirt.qemu.Launcher;
import jvirt.qemu.MachineHooks;
import jvirt.qemu.commandline.CommandLine;
import jvirt.qemu.commandline.Launch;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.device.Chassis;
import jvirt.qemu.device.Disks;
import jvirt.qemu.device.MasterKey;
import jvirt.qemu.device.Resources;
import jvirt.qemu.device.Vsocks;
import jvirt.qemu.firmware.Firmwares;
import jvirt.qemu.hotplug.PlugSite;
import jvirt.qemu.plug.Handed;
import jvirt.qemu.plug.NicPlug;
import jvirt.qemu.process.DefinitionFiles;
import jvirt.qemu.process.Layout;
import jvirt.qemu.process.Qemu;
import jvirt.qemu.process.StatusFile;
import jvirt.qemu.qmp.Monitor;
import jvirt.qemu.qmp.Wire;
import jvirt.qemu.tuning.StartLimits;

/**
 * Brings up QEMU on this host: its folder, its images, its cards, its ports; then the process and its monitor. Each step adds
 * what takes it back once the process has ended.
 */
public final class HostLauncher implements Launcher {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    /** How long QEMU may take to come up: memory that is filled beforehand takes a while. */
    private static final Duration COME_UP = Duration.ofMinutes(5);
    /** How long a QEMU that no longer answers may take to end. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    /** How long a QEMU that runs may take to greet again. */
    private static final Duration GREET = Duration.ofSeconds(10);
    private static final int KEY_BYTES = 32;

    /** The security driver of users and groups. */
    private static final String DAC = "dac";

    /** The partition of machines that name none. */
    private static final String PARTITION = "/machine";

    private final LaunchSite site;
    private final DefinitionFiles files;
    private final Terminals terminals;
    private final Screens screens;
    private final SecureRandom random = new SecureRandom();
    private final HostPlugs plugs;

    public HostLauncher(LaunchSite site) {
        this.site = site;
        this.files = new DefinitionFiles(site.layout());
        this.terminals = new Terminals(site.layout(), site.logs());
        this.screens = new Screens(site.ports());
        this.plugs = new HostPlugs(site, random);
    }

    @Override
    public PlugSite plugs() {
        return plugs;
    }

    @Override
    public MachineHooks hooks() {
        return site.hooks();
    }

    @Override
    public Launched launch(Plan plan, Undo undo) throws InterruptedException {
        int id = plan.id();
        StopWatch watch = new StopWatch();
        RunHooks hooks = RunHooks.prepare(site.hooks(), plan.definition().with(draft -> draft.id = Optional.of(id)), undo);
        // as in libvirt, a network that is missing is found before an image that is
        plan.definition().devices().interfaces().forEach(site.nics()::require);
        Domain definition = plan.definition().with(draft -> draft.devices = draft.devices.with(devices ->
                devices.disks = devices.disks.stream().map(plugs::locate).toList()));
        Optional<IdSet> advice = PlacementAdvice.of(definition);
        Layout layout = site.layout();
        Path folder = layout.privateFolder(id, definition.name());
        Setting setting = plugs.setting(definition, id);
        begin(definition, id, undo);
        makeFolders(id, definition.name(), undo);
        try (Handed handed = Handed.inherited(); Undo failed = new Undo()) {
            definition.devices().disks().forEach(disk -> plugs.files().of(definition.uuid(), disk).forEach(handed::add));
            MasterKey key = key(folder);
            Resources resources = plugs.resources(folder, key, setting.settings(), handed, advice);
            Firmwares firmwares = needsFirmware(definition) ? site.firmwares().get() : Firmwares.NONE;
            Domain live = labelled(partitioned(Launch.live(definition, id, setting, resources, new Launch.Helpers(site.volumes(),
                    screens.giving(definition.name(), setting.settings().spiceTls(), undo), firmwares, processor(plan, setting, definition)))));
            screens.claimFixed(definition, undo);
            site.belongings().lock(live, undo);
            site.belongings().makeNvram(live, setting.settings(), plan.resetNvram(), failed);
            site.belongings().give(live, undo);
            ExternalDevices.start(live, folder, site, undo);
            watch.lap("prepared");
            live = plugged(live, handed, undo);
            watch.lap("plugged");
            Domain told = terminals.logged(live, handed, undo);
            PortSockets.open(live, site.confinement().account(), handed, undo);
            handed.add("monitor", UnixSocket.listen(monitorSocket(folder)));
            CommandLine line = CommandLine.of(told, setting.capabilities(), resources, new CommandLine.Start(System.getenv(),
                    Account.own().root(), false, plan.incoming() ? Optional.of("defer") : Optional.empty(), Optional.empty()));
            Path memory = setting.settings().memoryBacking().resolve(Chassis.shortName(live));
            undo.add("delete " + memory, () -> Folders.delete(memory));
            if (line.words().stream().anyMatch(word -> word.contains(memory.toString()))) Folders.make(memory, site.confinement().account());
            watch.lap("said");
            hooks.start(live, undo);
            Qemu qemu = start(live, line, handed, undo);
            watch.lap("up");
            live = drives(terminals.found(live, qemu.monitor()), plan.incoming());
            Optional<Cpu> asked = plan.processor().isPresent() ? definition.cpu() : live.cpu();
            site.processors().verify(live, qemu.monitor());
            Optional<Cpu> given = live.cpu().map(site.processors().given(setting, qemu.monitor()));
            live = live.with(draft -> draft.cpu = given);
            live = MemoryPlaces.told(live, qemu.monitor());
            live = FirstWords.say(live, setting.settings(), plan.incoming(), qemu.monitor());
            new StartLimits(live, qemu.pid()).ofThreads(qemu.monitor());
            watch.lap("told");
            LOG.log(Level.DEBUG, "{0} launched: {1}", live.name(), watch);
            failed.keep();
            return new Launched(qemu, live, asked.filter(cpu -> !given.equals(Optional.of(cpu))));
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "unable to start domain '%s': %s", definition.name(), e.getMessage());
        }
    }

    /** A guest that comes from elsewhere has its processor already. */
    private UnaryOperator<Cpu> processor(Plan plan, Setting setting, Domain definition) {
        return plan.processor().<UnaryOperator<Cpu>>map(cpu -> _ -> cpu).orElseGet(() -> site.processors().in(setting, definition));
    }

    /** The host's firmwares are many files, and most machines ask for none. */
    private static boolean needsFirmware(Domain definition) {
        return definition.os().firmwareKind().isPresent() || definition.os().loader().isPresent();
    }

    /** Whoever starts anew after us looks here for what we began; as yet there are only folders to be. */
    private void begin(Domain definition, int id, Undo undo) {
        Path status = site.layout().status(definition.name());
        undo.add("delete status of " + definition.name(), () -> Files.deleteIfExists(status));
        StatusFile.begin(status, definition.with(draft -> {
            draft.id = Optional.of(id);
            draft.devices = Devices.NONE;
        }));
    }

    private void makeFolders(int id, String name, Undo undo) {
        for (Path folder : List.of(site.layout().privateFolder(id, name), site.layout().channelTargets(id, name))) {
            undo.add("delete " + folder, () -> Folders.delete(folder));
            Folders.make(folder, site.confinement().account());
        }
    }

    static Path monitorSocket(Path folder) {
        return folder.resolve("monitor.sock");
    }

    private MasterKey key(Path folder) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        Folders.write(folder.resolve(MasterKey.FILE), key, site.confinement().account());
        return new MasterKey(key);
    }

    private Domain plugged(Domain live, Handed handed, Undo undo) {
        undo.add("unplug devices of " + live.name(), () -> plugs.releaseAll(live.uuid()));
        List<Interface> cards = new ArrayList<>();
        for (Interface nic : live.devices().interfaces()) {
            String alias = nic.alias().orElseThrow();
            Undo own = new Undo();
            // first: a card that fails half-way is taken back with the others
            plugs.keep(live.uuid(), alias, own);
            NicPlug.Plugged plugged = plugs.join(live, nic, own);
            handed.add(alias + (nic.source() instanceof InterfaceSource.Vdpa ? "-vdpa" : "-tap"), plugged.taps());
            handed.add(alias + "-vhost", plugged.vhosts());
            cards.add(plugged.live());
        }
        Optional<Vsock> vsock = live.devices().vsock().map(wanted -> {
            VhostVsock opened = Vsocks.open(wanted);
            handed.add(wanted.alias().orElseThrow() + "-vhost", opened.descriptor());
            return Vsocks.at(wanted, opened.address());
        });
        return live.with(draft -> draft.devices = draft.devices.with(devices -> {
            devices.interfaces = List.copyOf(cards);
            devices.vsock = vsock;
        }));
    }

    private Qemu start(Domain live, CommandLine line, Handed handed, Undo undo) throws IOException, InterruptedException {
        String name = live.name();
        int id = live.id().orElseThrow();
        Path log = site.layout().log(name);
        files.log(name, "starting up jvirt\n" + LogText.of(line));
        long said = Files.size(log);
        // before the process is: now with what has been taken of the host
        StatusFile.begin(site.layout().status(name), live);
        Path pid = site.layout().pid(name);
        undo.add("delete " + pid, () -> Files.deleteIfExists(pid));
        List<String> environment = line.environment().entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList();
        Child child = new Spawn(site.confinement().wrap(line.words()), environment, log, handed.all()).start();
        undo.add("end " + child, () -> Qemu.kill(child));
        try {
            long began = Child.startTime(child.pid());
            AtomicFile.replace(pid, child.pid() + "\n");
            if (Account.own().root()) ControlGroups.place(cgroup(live, child.pid()), child.pid(), undo);
            handed.close();
            new StartLimits(live, child.pid()).ofProcess();
            Path socket = monitorSocket(site.layout().privateFolder(id, name));
            return new Qemu(id, child, began, Monitor.open(Wire.of(connect(socket)), name, COME_UP));
        } catch (VirtException | IOException e) {
            if (!child.await(LAST_WORDS)) throw e;
            throw ended(live, said, e);
        }
    }

    /** What to say of a QEMU that ended before it was up: its own words, whichever of our steps noticed it. */
    private VirtException ended(Domain live, long said, Exception e) {
        String why = files.complaint(live.name(), said).orElse("it ended without a word");
        return QEMU.error(INTERNAL_ERROR, e, "process exited while connecting to monitor: %s%s", why,
                PathHints.of(live, site.confinement().account(), why));
    }

    /**
     * A drive without a medium has nothing with a number or a format. QEMU begins with all trays closed, unless the guest comes
     * from elsewhere with an open one.
     */
    private static Domain drives(Domain live, boolean incoming) {
        return live.with(draft -> draft.devices = draft.devices.with(devices -> devices.disks = devices.disks.stream().map(disk -> {
            Disk closed = incoming ? disk : disk.withTarget(disk.target().withTray(false));
            return disk.removable() && Disks.empty(disk) ? closed.withoutMedium() : closed;
        }).toList()));
    }

    static SocketChannel connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Where a machine's process is, within its partition; the process's number keeps daemons apart. */
    public static Cgroup cgroup(Domain live, int pid) {
        String partition = live.resource().flatMap(Resource::partition).orElse(PARTITION);
        return Cgroup.at(folders(partition) + "/qemu-" + pid + "-" + live.uuid() + ".jvirt-qemu");
    }

    /** The folders of a partition: all below the first have a suffix, as {@code virCgroupSetPartitionSuffix} gives it to them. */
    private static String folders(String partition) {
        String[] names = partition.replaceFirst("^/+", "").split("/+");
        for (int i = 1; i < names.length; i++) {
            if (!names[i].contains(".")) names[i] += ".partition";
        }
        return String.join("/", names);
    }

    /** The machine with its partition said, as libvirt shows it where it may place processes. */
    private static Domain partitioned(Domain live) {
        if (!Account.own().root() || live.resource().flatMap(Resource::partition).isPresent()) return live;
        return live.with(draft -> draft.resource = Optional.of(new Resource(Optional.of(PARTITION),
                live.resource().flatMap(Resource::fibrechannel))));
    }

    /** The machine with the label of whom it runs as: a dynamic one unless the definition has another, as libvirt generates it. */
    private Domain labelled(Domain live) {
        if (!Account.own().root()) return live;
        Optional<String> account = Optional.of("+" + site.confinement().account().user() + ":+"
                + site.confinement().account().group());
        List<SecLabel> labels = new ArrayList<>(live.seclabel());
        if (labels.stream().noneMatch(HostLauncher::dac)) {
            labels.add(new SecLabel(SecLabel.Type.DYNAMIC, Optional.of(DAC), true, Optional.empty(), Optional.empty(),
                    Optional.empty()));
        }
        labels.replaceAll(label -> !dac(label) || label.type() != SecLabel.Type.DYNAMIC ? label
                : new SecLabel(label.type(), label.model(), label.relabel(), account, account, label.baselabel()));
        return live.with(draft -> draft.seclabel = List.copyOf(labels));
    }

    private static boolean dac(SecLabel label) {
        return label.model().equals(Optional.of(DAC));
    }

    @Override
    public void reclaim(StatusFile status, Undo undo) {
        Layout layout = site.layout();
        Domain live = status.live();
        RunHooks hooks = RunHooks.reclaim(site.hooks(), live, undo);
        for (Path folder : List.of(layout.privateFolder(status.id(), live.name()), layout.channelTargets(status.id(), live.name()))) {
            undo.add("delete " + folder, () -> Folders.delete(folder));
        }
        undo.add("delete status of " + live.name(), () -> Files.deleteIfExists(layout.status(live.name())));
        undo.add("delete " + layout.pid(live.name()), () -> Files.deleteIfExists(layout.pid(live.name())));
        screens.reclaim(live, undo);
        site.belongings().reclaim(live, undo);
        ExternalDevices.reclaim(live, layout.privateFolder(status.id(), live.name()), undo);
        NicPlug.Owner owner = new NicPlug.Owner(live.name(), live.uuid(), status.id());
        undo.add("unplug devices of " + live.name(), () -> plugs.releaseAll(live.uuid()));
        for (Interface nic : live.devices().interfaces()) {
            Undo own = new Undo();
            plugs.keep(live.uuid(), nic.alias().orElse(""), own);
            site.nics().reclaim(owner, nic, own);
        }
        terminals.reclaim(live, undo);
        PortSockets.reclaim(live, undo);
        Cgroup group = cgroup(live, status.pid());
        undo.add("remove " + group, () -> ControlGroups.leave(group));
        hooks.addStop(undo);
    }

    @Override
    public Optional<Qemu> find(StatusFile status) {
        Path socket = monitorSocket(site.layout().privateFolder(status.id(), status.live().name()));
        try {
            Optional<Child> child = Child.find(status.pid(), status.startTime());
            if (child.isEmpty()) return Optional.empty();
            Monitor monitor = Monitor.open(Wire.of(connect(socket)), status.live().name(), GREET);
            if (Account.own().root()) ControlGroups.placeAgain(cgroup(status.live(), status.pid()), status.pid());
            return Optional.of(new Qemu(status.id(), child.get(), status.startTime(), monitor));
        } catch (VirtException | IOException e) {
            LOG.log(Level.WARNING, "the monitor of " + status.live().name() + " does not answer: it is ended", e);
            end(status);
            return Optional.empty();
        }
    }

    /** A start was under way when the daemon before us died, or its QEMU answers nobody. */
    @Override
    public void end(StatusFile status) {
        Optional<Child> child = status.pid() == 0 ? Orphans.find(site.layout().privateFolder(status.id(), status.live().name()))
                : Child.find(status.pid(), status.startTime());
        child.ifPresent(process -> {
            try {
                new Qemu(status.id(), process, 0, null).kill();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void leave(UUID machine, List<Disk> disks) {
        disks.forEach(disk -> site.belongings().leave(disk, machine));
    }

    /** Files that QEMU's account still has of machines that no longer run. */
    @Override
    public void forget(List<UUID> running) {
        site.belongings().forgetAllBut(running);
    }
}
