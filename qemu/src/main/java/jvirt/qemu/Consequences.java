package jvirt.qemu;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import jvirt.api.MemorySize;
import jvirt.api.VirtException;
import jvirt.api.domain.Clock;
import jvirt.api.domain.LifecycleAction;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Disk;
import jvirt.api.json.Json;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.VmState.Ending;
import jvirt.qemu.control.ProcessorCount;
import jvirt.qemu.hotplug.Hotplug;

/** What we do when something has happened in QEMU, besides knowing it. What waits has a thread of its own. */
final class Consequences {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    private Consequences() {}

    static void of(Vm vm, QemuEvent event) {
        vm.active().ifPresent(active -> of(vm, active, event));
    }

    private static void of(Vm vm, Active active, QemuEvent event) {
        switch (event) {
            case QemuEvent.Shutdown _ -> shutDown(vm, active);
            case QemuEvent.Panicked(var crashLoaded) when !crashLoaded -> aside(vm, "crash of ", () -> crashed(vm));
            case QemuEvent.BalloonChange(var bytes) -> {
                vm.changeLive(live -> live.with(draft -> draft.currentMemory = Optional.of(new MemorySize(bytes / 1024))));
                vm.announce(new VmEvent.BalloonChange(bytes / 1024));
            }
            case QemuEvent.RtcChange(var offset) -> rtcChanged(vm, active, offset);
            case QemuEvent.TrayMoved(var id, var open) -> Disks.find(active.live(), id.orElse(""), Optional.empty())
                    .ifPresent(disk -> trayMoved(vm, disk, open));
            case QemuEvent.PortChange(var id, var open) -> portChanged(vm, active, id, open);
            case QemuEvent.DeviceDeleted(var device, _) when device.isPresent() ->
                    aside(vm, "unplugging from ", () -> {
                        ProcessorCount.gone(vm, device.get());
                        Hotplug.gone(vm, device.get());
                    });
            case QemuEvent.UnplugFailed(var device) -> vm.announce(new VmEvent.DeviceRemovalFailed(device));
            case QemuEvent.MigrationPass(var pass) -> vm.announce(new VmEvent.MigrationIteration(pass));
            case QemuEvent.MemoryFailure failure -> vm.announce(memoryFailure(failure));
            case QemuEvent.MemorySizeChange(var id, var bytes) -> vm.announce(new VmEvent.MemorySizeChange(id.orElse(""), bytes));
            case QemuEvent.BlockThreshold(var node, var threshold, var excess) ->
                    Disks.find(active.live(), "", Optional.of(node)).ifPresent(disk -> vm.announce(
                            new VmEvent.BlockThreshold(disk.target().dev(), Disks.path(disk), threshold, excess)));
            case QemuEvent.Viewer viewer -> vm.announce(viewer(viewer));
            case QemuEvent.Stop _, QemuEvent.Resume _, QemuEvent.Reset _, QemuEvent.Suspend _, QemuEvent.SuspendDisk _,
                    QemuEvent.Wakeup _, QemuEvent.Watchdog _, QemuEvent.IoError _, QemuEvent.Panicked _,
                    QemuEvent.DeviceDeleted _, QemuEvent.JobChange _, QemuEvent.Migration _, QemuEvent.DumpCompleted _,
                    QemuEvent.NicFilterChange _, QemuEvent.Other _, QemuEvent.Exited _ -> { }
        }
    }

    private static void aside(Vm vm, String what, Runnable action) {
        Thread.ofVirtual().name(what + vm.name()).start(() -> {
            try {
                action.run();
            } catch (VirtException e) {
                LOG.log(Level.WARNING, what + vm.name(), e);
            }
        });
    }

    /** QEMU runs with {@code -no-shutdown}: it waits for us to end it, or to boot the guest again. */
    private static void shutDown(Vm vm, Active active) {
        if (active.rebootsInstead()) {
            aside(vm, "reboot of ", () -> new Power(vm).bootAgain());
        } else {
            active.qemu().ask();
        }
    }

    private static void crashed(Vm vm) {
        LifecycleAction action = vm.active().flatMap(active -> active.live().onCrash()).orElse(LifecycleAction.DESTROY);
        Power power = new Power(vm);
        switch (action) {
            case DESTROY -> power.end(Ending.PANICKED);
            case COREDUMP_DESTROY -> {
                power.dumpCrash();
                power.end(Ending.PANICKED);
            }
            case COREDUMP_RESTART -> {
                power.dumpCrash();
                power.bootAgain();
            }
            case RESTART -> power.bootAgain();
            case PRESERVE, RENAME_RESTART -> { }
        }
    }

    /** QEMU counts from the clock that the guest booted with; the definition, from the host's. */
    private static void rtcChanged(Vm vm, Active active, long offset) {
        Clock clock = active.live().clock();
        if (clock.offset() != Clock.Offset.VARIABLE) {
            vm.announce(new VmEvent.RtcChange(offset));
            return;
        }
        long sum = offset + vm.definition().clock().offUtc(ZonedDateTime.now().getOffset().getTotalSeconds()).adjustment().map(Long::parseLong).orElse(0L);
        vm.changeLive(live -> live.with(draft -> draft.clock = live.clock().withAdjustment(Long.toString(sum))));
        vm.announce(new VmEvent.RtcChange(sum));
    }

    private static void trayMoved(Vm vm, Disk disk, boolean open) {
        vm.changeLive(live -> live.with(draft -> draft.devices = draft.devices.map(device ->
                device instanceof Disk one && one.target().dev().equals(disk.target().dev()) ? one.withTarget(one.target().withTray(open)) : device)));
        vm.announce(new VmEvent.TrayChange(disk.alias().orElse(""), open ? 0 : 1));
    }

    /** {@code VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_*}: connected 1, disconnected 2; because of the channel 2. */
    private static void portChanged(Vm vm, Active active, String alias, boolean open) {
        Channel.State state = open ? Channel.State.CONNECTED : Channel.State.DISCONNECTED;
        Optional<Channel> changed = active.live().devices().channels().stream().filter(channel ->
                channel.alias().filter(alias::equals).isPresent() && channel.target() instanceof Channel.Target.Virtio).findFirst();
        if (changed.isEmpty()) return;
        vm.changeLive(live -> live.with(draft -> draft.devices = draft.devices.map(device ->
                device instanceof Channel channel && channel.alias().filter(alias::equals).isPresent()
                        ? channel.withState(state) : device)));
        if (isAgent(changed.get())) vm.announce(new VmEvent.AgentLifecycle(open ? 1 : 2, 2));
    }

    static boolean isAgent(Channel channel) {
        return channel.target() instanceof Channel.Target.Virtio(var name, _)
                && name.filter("org.qemu.guest_agent.0"::equals).isPresent();
    }

    private static VmEvent memoryFailure(QemuEvent.MemoryFailure failure) {
        int recipient = Math.max(0, List.of("hypervisor", "guest").indexOf(failure.recipient()));
        int action = Math.max(0, List.of("ignore", "inject", "fatal", "reset").indexOf(failure.action()));
        return new VmEvent.MemoryFailure(recipient, action, (failure.actionRequired() ? 1 : 0) | (failure.recursive() ? 2 : 0));
    }

    private static VmEvent viewer(QemuEvent.Viewer viewer) {
        String scheme = viewer.server().findString("auth").orElse("");
        List<VmEvent.Identity> subject = List.of("x509_dname", "sasl_username").stream()
                .flatMap(type -> viewer.client().findString(type).map(name -> new VmEvent.Identity(
                        type.equals("x509_dname") ? "x509dname" : "saslUsername", name)).stream()).toList();
        return new VmEvent.Graphics(viewer.phase(), peer(viewer.server()), peer(viewer.client()), scheme, subject);
    }

    private static VmEvent.Peer peer(Json.Obj end) {
        int family = Math.max(0, List.of("ipv4", "ipv6", "unix").indexOf(end.findString("family").orElse("ipv4")));
        String service = end.findString("service").or(() -> end.findString("port")).orElse("");
        return new VmEvent.Peer(family, end.findString("host").orElse(""), service);
    }
}
