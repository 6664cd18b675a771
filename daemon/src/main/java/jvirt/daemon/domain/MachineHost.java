package jvirt.daemon.domain;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.daemon.Validation;
import jvirt.daemon.connect.Subscriptions;
import jvirt.daemon.migration.MigrationCalls;
import jvirt.daemon.migration.MigrationSite;
import jvirt.host.ConfFile;
import jvirt.host.Hooks;
import jvirt.host.Roots;
import jvirt.qemu.Announcements;
import jvirt.qemu.Completion;
import jvirt.qemu.MachineHooks;
import jvirt.qemu.Machines;
import jvirt.qemu.Moments;
import jvirt.qemu.Vm;
import jvirt.qemu.backup.Backups;
import jvirt.qemu.backup.Checkpoints;
import jvirt.qemu.caps.Capabilities;
import jvirt.qemu.caps.Offers;
import jvirt.qemu.caps.Swtpm;
import jvirt.qemu.console.Consoles;
import jvirt.qemu.console.SerialLogs;
import jvirt.qemu.definition.Definition;
import jvirt.qemu.definition.Host;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.definition.Settings;
import jvirt.qemu.firmware.Firmwares;
import jvirt.qemu.image.ImageAccess;
import jvirt.qemu.image.ImageJobs;
import jvirt.qemu.launch.Belongings;
import jvirt.qemu.launch.Chains;
import jvirt.qemu.launch.HostLauncher;
import jvirt.qemu.launch.LaunchSite;
import jvirt.qemu.launch.Pretence;
import jvirt.qemu.migration.ImageMaker;
import jvirt.qemu.migration.Migrations;
import jvirt.qemu.plug.NicPlug;
import jvirt.qemu.plug.SecretValues;
import jvirt.qemu.plug.VolumePaths;
import jvirt.qemu.process.Confinement;
import jvirt.qemu.process.DiskLocks;
import jvirt.qemu.process.DisplayPorts;
import jvirt.qemu.process.Layout;
import jvirt.qemu.process.Owners;
import jvirt.qemu.snapshot.Snapshots;
import jvirt.qemu.stats.Sampler;
import jvirt.rpc.server.Calls;

/** The machines of this host, put together: what they are launched with, who asks for them, who hears of them. */
public final class MachineHost {
    private final Machines machines;
    private final LaunchSite site;
    private final Layout layout;
    private final Capabilities capabilities;
    private final Settings settings;
    private final Host facts;
    private final Confinement confinement;
    private final Snapshots snapshots;
    private final ImageJobs imageJobs;
    private final Migrations migrations;
    private final Checkpoints checkpoints;
    private final Backups backups;

    /**
     * What others do for machines.
     *
     * @param networkAddresses the host's address on a virtual network, by its name
     * @param uuid what tells this host from others
     * @param hooks the administrator's scripts
     */
    public record Neighbours(NicPlug nics, VolumePaths volumes, SecretValues secrets, UnaryOperator<String> networkAddresses,
            ImageMaker images, Optional<UUID> uuid, Hooks hooks) {}

    private MachineHost(Roots roots, Capabilities capabilities, Neighbours neighbours, Subscriptions subscriptions)
            throws IOException {
        this.capabilities = capabilities;
        ConfFile conf = ConfFile.read(roots.etc().resolve("qemu.conf"));
        this.layout = Layout.of(roots, conf);
        layout.make();
        this.settings = new Settings(conf, layout.library(), layout.library().resolve("channel/target"),
                layout.nvrams(), Optional.ofNullable(System.getenv("QEMU_AUDIO_DRV")));
        String architecture = capabilities.host().architecture();
        this.facts = new Host(architecture, capabilities.emulators().of(architecture).map(Path::toString), "none",
                Swtpm::tpmVersions, new SecureRandom());
        this.confinement = Confinement.of(conf, layout.library());
        Owners owners = Owners.open(layout.statuses().resolve("owners"), confinement.account());
        Belongings belongings = new Belongings(new DiskLocks(), owners, confinement);
        DisplayPorts ports = new DisplayPorts(conf);
        this.site = new LaunchSite(layout, confinement, belongings,
                new Chains(confinement.account()), ports, new SerialLogs(), neighbours.nics(),
                neighbours.volumes(), neighbours.secrets(), HugePageMounts.read(), neighbours.networkAddresses(),
                Lazily.of(Firmwares::ofHost), this::setting, new GuestProcessors(Lazily.of(() -> new Offers(capabilities))),
                new MachineHooks(neighbours.hooks()));
        this.machines = new Machines(layout, new Completing(), new HostLauncher(site),
                new Announcements(new DomainEvents(subscriptions)));
        ImageAccess access = new Confined(belongings);
        this.snapshots = new Snapshots(machines, neighbours.volumes(), access);
        this.imageJobs = new ImageJobs(access);
        this.checkpoints = new Checkpoints(machines, access);
        this.backups = new Backups(imageJobs, checkpoints);
        machines.keepMoments(new KeptMoments(snapshots, checkpoints));
        this.migrations = MigrationSite.migrations(machines, settings, ports, neighbours.uuid(), neighbours.images());
    }

    /** Opens the machines of these roots, takes up what runs, and registers who answers for them. */
    public static MachineHost open(Roots roots, Capabilities capabilities, Neighbours neighbours, Subscriptions subscriptions,
            Calls calls) throws IOException {
        MachineHost host = new MachineHost(roots, capabilities, neighbours, subscriptions);
        host.machines.takeUp();
        host.imageJobs.takeUp(host.machines);
        host.backups.takeUp(host.machines);
        host.register(calls, subscriptions, neighbours.nics());
        return host;
    }

    private void register(Calls calls, Subscriptions subscriptions, NicPlug nics) {
        new MonitorEventCalls(subscriptions).register(calls);
        Domains domains = new Domains(machines);
        domains.register(calls);
        new PowerCalls(machines, domains).register(calls);
        Taints taints = new Taints(confinement);
        new LookCalls(machines, domains, taints, this::setting).register(calls);
        new NativeCalls(new Pretence(site)).register(calls);
        new SaveCalls(machines, domains).register(calls);
        new SnapshotCalls(machines, snapshots).register(calls);
        Sampler sampler = new Sampler();
        new ImageJobCalls(domains, imageJobs, sampler).register(calls);
        new CheckpointCalls(domains, checkpoints).register(calls);
        new BackupCalls(domains, backups).register(calls);
        new JobCalls(domains).register(calls);
        new MigrationCalls(migrations, domains).register(calls);
        new ConsoleCalls(domains, new Consoles()).register(calls);
        new FigureCalls(domains, sampler).register(calls);
        new ProcessorCalls(domains, sampler).register(calls);
        new MemoryCalls(domains, sampler).register(calls);
        new ScreenCalls(domains, capabilities, taints).register(calls);
        new AgentCalls(domains).register(calls);
        new LaunchSecurityCalls(domains).register(calls);
        new DeviceCalls(domains).register(calls);
        new TuningCalls(domains, sampler, nics).register(calls);
    }

    public Machines machines() {
        return machines;
    }

    /** The QEMU that runs a machine, and what is set for all. */
    public Setting setting(Domain domain) {
        String emulator = domain.devices().emulator().map(Path::toString).or(() ->
                domain.os().type().arch().flatMap(arch -> capabilities.emulators().of(arch)).map(Path::toString))
                .or(facts::emulator).orElse("/usr/bin/qemu-system-x86_64");
        return new Setting(capabilities.of(emulator), facts, settings);
    }

    /** What is known of machines' snapshots and checkpoints goes where they go. */
    private record KeptMoments(Snapshots keeper, Checkpoints notes) implements Moments {
        @Override
        public int snapshots(Vm vm) {
            return keeper.of(vm).size();
        }

        @Override
        public int checkpoints(Vm vm) {
            return notes.of(vm).size();
        }

        @Override
        public void discard(Vm vm) {
            keeper.discard(vm);
            notes.discard(vm);
        }

        @Override
        public void renamed(Vm vm, String before) {
            keeper.renamed(vm, before);
            notes.renamed(vm, before);
        }
    }

    /** Images that come and go while a machine runs, locked and owned as those that it was started with. */
    private record Confined(Belongings belongings) implements ImageAccess {
        @Override
        public void allow(Vm vm, Disk disk) {
            belongings.lock(disk, vm.uuid(), vm.name());
            belongings.give(disk, vm.uuid());
        }

        @Override
        public void release(Vm vm, Disk disk) {
            belongings.drop(disk, vm.running().live());
        }
    }

    /** Definitions against this host. */
    private final class Completing implements Completion {
        @Override
        public Domain complete(String document, boolean validate) {
            Validation.ifAsked(validate, "domain", document, () -> Domain.parse(document));
            Domain written = Domain.parse(document);
            return Definition.define(written, setting(written));
        }

        @Override
        public Domain reload(String document) {
            Domain written = Domain.parse(document);
            return Definition.complete(Definition.persistent(written), setting(written));
        }
    }
}
