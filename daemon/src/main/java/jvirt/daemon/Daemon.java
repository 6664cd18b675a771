package jvirt.daemon;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import jvirt.api.capabilities.HostCapabilities.SecModel;
import jvirt.daemon.admin.AdminCalls;
import jvirt.daemon.admin.IdleTimeout;
import jvirt.daemon.connect.AuthCalls;
import jvirt.daemon.connect.CapabilityCalls;
import jvirt.daemon.access.Decision;
import jvirt.daemon.access.Guard;
import jvirt.daemon.access.Policy;
import jvirt.daemon.access.PolkitPolicy;
import jvirt.daemon.connect.ConnectCalls;
import jvirt.daemon.connect.NodeCalls;
import jvirt.daemon.connect.Refusals;
import jvirt.daemon.connect.Subscriptions;
import jvirt.daemon.domain.MachineHost;
import jvirt.daemon.log.Log;
import jvirt.daemon.network.FilterCalls;
import jvirt.daemon.network.GuestAddressCalls;
import jvirt.daemon.network.InterfaceCalls;
import jvirt.daemon.network.NetworkCalls;
import jvirt.daemon.network.NetworkPortCalls;
import jvirt.daemon.network.NicPlugs;
import jvirt.daemon.nodedev.NodeDeviceCalls;
import jvirt.daemon.secret.MachineSecrets;
import jvirt.daemon.secret.SecretCalls;
import jvirt.daemon.storage.PoolCalls;
import jvirt.daemon.storage.PoolImages;
import jvirt.daemon.storage.PoolVolumes;
import jvirt.daemon.storage.VolumeCalls;
import jvirt.daemon.storage.VolumeSecrets;
import jvirt.host.AtomicFile;
import jvirt.host.Hooks;
import jvirt.host.Hooks.Happening;
import jvirt.host.Roots;
import jvirt.host.ServiceNotice;
import jvirt.host.Signals;
import jvirt.host.device.NodeDevices;
import jvirt.network.Networks;
import jvirt.network.filter.NetworkFilters;
import jvirt.network.iface.HostInterfaces;
import jvirt.qemu.Machines;
import jvirt.qemu.caps.Capabilities;
import jvirt.qemu.caps.HostFacts;
import jvirt.rpc.call.Program;
import jvirt.rpc.sasl.Logins;
import jvirt.rpc.server.Access;
import jvirt.rpc.server.Calls;
import jvirt.rpc.server.Server;
import jvirt.storage.StoragePools;
import jvirt.storage.secret.Secrets;

/** The running daemon: the drivers, their handlers, the sockets. Closing it leaves the guests running. */
final class Daemon implements AutoCloseable {
    private static final Logger LOG = System.getLogger("jvirt");

    private final Options options;
    private final Roots roots;
    private final RootLock lock;
    private final Server server;
    private final Server admin;
    private final Calls calls;
    private final Calls adminCalls;
    private final Capabilities capabilities;
    private final Machines machines;
    private final Networks networks;
    private final Hooks hooks;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Daemon(Options options, Roots roots, RootLock lock, DaemonConf conf, Calls calls, Capabilities capabilities,
            Machines machines, Networks networks, Hooks hooks, Log log) throws IOException {
        this.options = options;
        this.roots = roots;
        this.lock = lock;
        this.calls = calls;
        this.server = new Server(calls, conf.limits(), new HostSockets());
        this.adminCalls = new Calls(Access.ALL, Set.of(Program.ADMIN, Program.KEEPALIVE));
        this.admin = new Server(adminCalls, conf.limits(), new HostSockets());
        CallRecord.ofEnvironment().ifPresent(adminCalls::observe);
        new AdminCalls(server, admin, log, new IdleTimeout(this::busy, this::close)).register(adminCalls);
        this.capabilities = capabilities;
        this.machines = machines;
        this.networks = networks;
        this.hooks = hooks;
    }

    /** Takes the root, opens the drivers and listens; nobody is served before all of it stands. */
    static Daemon open(Options options, Log log) throws IOException {
        Roots roots = options.roots();
        roots.make();
        RootLock lock = RootLock.take(roots.run().resolve("jvirtd.pid"));
        for (Path folder : List.of(roots.etc(), roots.run(), roots.lib())) AtomicFile.forgetUnnamed(folder);
        Hooks hooks = options.hooks();
        tell(hooks, "start");
        DaemonConf conf = DaemonConf.read(roots.etc());
        DriverNames names = new DriverNames();
        Guard guard = new Guard(decision(roots, conf, names), names);
        Calls calls = new Calls(guard);
        CallRecord.ofEnvironment().ifPresent(calls::observe);
        Subscriptions subscriptions = new Subscriptions(guard);
        new ConnectCalls(options.uri(), subscriptions).register(calls);
        new NodeCalls().register(calls);
        new AuthCalls(new Logins(conf.loginFile().orElse(roots.etc().resolve("logins"))), conf.loginNames()).register(calls);
        Refusals.register(calls);
        Capabilities capabilities = new Capabilities(roots.lib().resolve("cache"), roots.run(), HostFacts.read(Version.LIBVIRT));
        capabilities.forgetLeft();
        new CapabilityCalls(capabilities, List.of(new SecModel("none", "0", List.of())), conf.hostUuid())
                .register(calls);
        new NodeDeviceCalls(new NodeDevices(), subscriptions).register(calls);
        Networks networks = Networks.open(roots, hooks, (name, uuid, what) -> NetworkCalls.publish(subscriptions, name, uuid, what));
        new NetworkCalls(networks).register(calls);
        new NetworkPortCalls(networks).register(calls);
        NetworkFilters filters = NetworkFilters.open(roots, !options.session());
        new FilterCalls(filters).register(calls);
        new InterfaceCalls(HostInterfaces.open(roots)).register(calls);
        networks.autostart();
        Secrets secrets = Secrets.open(roots);
        new SecretCalls(secrets, subscriptions).register(calls);
        StoragePools pools = StoragePools.open(roots, new VolumeSecrets(secrets));
        new PoolCalls(pools, subscriptions).register(calls);
        new VolumeCalls(pools).register(calls);
        pools.autostart();
        NicPlugs nics = new NicPlugs(networks, filters);
        Machines machines = MachineHost.open(roots, capabilities, new MachineHost.Neighbours(nics, new PoolVolumes(pools),
                new MachineSecrets(secrets), nics::address, new PoolImages(pools), conf.hostUuid(), hooks), subscriptions, calls).machines();
        new GuestAddressCalls(machines, networks).register(calls);
        nics.forgetUnused(machines);
        names.know(machines, networks, filters, pools, secrets);
        Daemon daemon = new Daemon(options, roots, lock, conf, calls, capabilities, machines, networks, hooks, log);
        new Doors(options, conf, daemon.server, daemon.admin).open(roots.run());
        return daemon;
    }

    private static Decision decision(Roots roots, DaemonConf conf, DriverNames names) throws IOException {
        Policy policy = Policy.read(roots.etc(), System.getProperty("user.name"));
        return conf.polkitDecides() ? Decision.all(List.of(policy, new PolkitPolicy(names))) : policy;
    }

    /** The handlers of what libvirt's clients call. */
    Calls calls() {
        return calls;
    }

    /** The handlers of what the daemon's administrator calls. */
    Calls adminCalls() {
        return adminCalls;
    }

    /** Whether somebody is connected or a guest runs. */
    private boolean busy() {
        return server.clients() + admin.clients() > 0 || machines.all().stream().anyMatch(vm -> vm.active().isPresent());
    }

    private static void tell(Hooks hooks, String operation) {
        hooks.report(Hooks.Kind.DAEMON, new Happening("-", operation, Hooks.Phase.NONE, operation), () -> "");
    }

    /** What SIGHUP asks for: scripts hear of it, and what the host has lost is put back. */
    private void reload() {
        LOG.log(Level.INFO, "SIGHUP: what was lost is put back");
        hooks.report(Hooks.Kind.DAEMON, new Happening("-", "reload", Hooks.Phase.BEGIN, "SIGHUP"), () -> "");
        networks.repair();
    }

    /** Serves until it is closed. */
    void serve() throws InterruptedException {
        Signals.on("HUP", this::reload);
        server.start();
        admin.start();
        ServiceNotice.ready();
        capabilities.warmUp();
        machines.startAll();
        LOG.log(Level.INFO, "jvirtd {0} serves {1} at {2}", Version.NUMBER, options.uri(), roots.run().resolve("libvirt-sock"));
        SpareHeap.watch();
        Rehearsal.begin(machines, options.uri().replace("qemu:", "qemu+unix:") + "?socket=" + roots.run().resolve("libvirt-sock"));
        stopped.await();
    }

    @Override
    public void close() {
        if (closing.getAndSet(true)) return;
        ServiceNotice.stopping();
        try {
            server.close();
            admin.close();
            tell(hooks, "shutdown");
            lock.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "stopping", e);
        } finally {
            stopped.countDown();
        }
    }
}
