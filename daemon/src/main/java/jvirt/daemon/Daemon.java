package jvirt.daemon;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jvirt.api.capabilities.HostCapabilities.SecModel;
import jvirt.daemon.connect.CapabilityCalls;
import jvirt.daemon.access.Guard;
import jvirt.daemon.access.Policy;
import jvirt.daemon.connect.ConnectCalls;
import jvirt.daemon.connect.NodeCalls;
import jvirt.daemon.connect.Subscriptions;
import jvirt.daemon.domain.MachineHost;
import jvirt.daemon.network.GuestAddressCalls;
import jvirt.daemon.network.InterfaceCalls;
import jvirt.daemon.network.NetworkCalls;
import jvirt.daemon.network.NetworkPortCalls;
import jvirt.daemon.network.NicPlugs;
import jvirt.daemon.nodedev.NodeDeviceCalls;
import jvirt.daemon.secret.MachineSecrets;
import jvirt.daemon.secret.SecretCalls;
import jvirt.daemon.storage.PoolCalls;
import jvirt.daemon.storage.PoolVolumes;
import jvirt.daemon.storage.VolumeCalls;
import jvirt.daemon.storage.VolumeSecrets;
import jvirt.host.Roots;
import jvirt.host.UnixSocket;
import jvirt.host.device.NodeDevices;
import jvirt.network.Networks;
import jvirt.qemu.Machines;
import jvirt.qemu.caps.Capabilities;
import jvirt.qemu.caps.HostFacts;
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
    private final Capabilities capabilities;
    private final Machines machines;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Daemon(Options options, Roots roots, RootLock lock, Server server, Capabilities capabilities, Machines machines) {
        this.options = options;
        this.roots = roots;
        this.lock = lock;
        this.server = server;
        this.capabilities = capabilities;
        this.machines = machines;
    }

    /** Takes the root, opens the drivers and listens; nobody is served before all of it stands. */
    static Daemon open(Options options) throws IOException {
        Roots roots = options.roots();
        roots.make();
        RootLock lock = RootLock.take(roots.run().resolve("jvirtd.pid"));
        DriverNames names = new DriverNames();
        Guard guard = new Guard(Policy.read(roots.etc(), System.getProperty("user.name")), names);
        Calls calls = new Calls(guard);
        Subscriptions subscriptions = new Subscriptions(guard);
        new ConnectCalls(options.uri(), subscriptions).register(calls);
        new NodeCalls().register(calls);
        Capabilities capabilities = new Capabilities(roots.lib().resolve("cache"), roots.run(), HostFacts.read(Version.LIBVIRT));
        new CapabilityCalls(capabilities, List.of(new SecModel("none", "0", List.of()))).register(calls);
        new NodeDeviceCalls(new NodeDevices()).register(calls);
        Networks networks = Networks.open(roots, (name, uuid, what) -> NetworkCalls.publish(subscriptions, name, uuid, what));
        new NetworkCalls(networks).register(calls);
        new NetworkPortCalls(networks).register(calls);
        new InterfaceCalls().register(calls);
        networks.autostart();
        Secrets secrets = Secrets.open(roots);
        new SecretCalls(secrets, subscriptions).register(calls);
        StoragePools pools = StoragePools.open(roots, new VolumeSecrets(secrets));
        new PoolCalls(pools, subscriptions).register(calls);
        new VolumeCalls(pools).register(calls);
        pools.autostart();
        NicPlugs nics = new NicPlugs(networks);
        Machines machines = MachineHost.open(roots, capabilities, new MachineHost.Neighbours(nics, new PoolVolumes(pools),
                new MachineSecrets(secrets), nics::address), subscriptions, calls).machines();
        new GuestAddressCalls(machines, networks).register(calls);
        nics.forgetUnused(machines);
        names.know(machines, networks, pools);
        DaemonConf conf = DaemonConf.read(roots.etc());
        Server server = new Server(calls, conf.limits(),
                (socket, data, descriptor) -> UnixSocket.send(socket, new byte[data.remaining()], descriptor));
        Daemon daemon = new Daemon(options, roots, lock, server, capabilities, machines);
        daemon.listen(conf);
        return daemon;
    }

    private void listen(DaemonConf conf) throws IOException {
        listen(roots.run(), conf);
        if (options.libvirtSocket()) listen(options.libvirtRun(), conf);
        if (conf.tlsAddress().isPresent()) {
            InetSocketAddress address = server.listenTls(conf.tlsAddress().get(), conf.tlsKeys(), conf.tlsNames());
            LOG.log(Level.INFO, "TLS clients are served at {0}", address);
        }
    }

    private void listen(Path folder, DaemonConf conf) throws IOException {
        Path socket = folder.resolve("libvirt-sock");
        server.listen(socket, false, conf.socketMode());
        conf.giveToGroup(socket);
        if (options.session()) return;
        Path readOnly = folder.resolve("libvirt-sock-ro");
        server.listen(readOnly, true, conf.readOnlySocketMode());
        conf.giveToGroup(readOnly);
    }

    /** Serves until it is closed. */
    void serve() throws InterruptedException {
        server.start();
        capabilities.warmUp();
        machines.startAll();
        LOG.log(Level.INFO, "jvirtd {0} serves {1} at {2}", Version.NUMBER, options.uri(), roots.run().resolve("libvirt-sock"));
        Rehearsal.begin(machines);
        stopped.await();
    }

    @Override
    public void close() {
        try {
            server.close();
            lock.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "stopping", e);
        } finally {
            stopped.countDown();
        }
    }
}
