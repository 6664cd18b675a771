package jvirt.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which class has which commands. A class is loaded when one of its commands is asked for; the help loads them all. */
final class Registry {
    /** A class below this package, the group of the help, and the commands that its table declares. */
    private record Room(String type, Group group, String names) {
        boolean has(String name) {
            int at = names.indexOf(name);
            while (at >= 0) {
                int end = at + name.length();
                if ((at == 0 || names.charAt(at - 1) == ' ') && (end == names.length() || names.charAt(end) == ' ')) return true;
                at = names.indexOf(name, end);
            }
            return false;
        }

        Commands open() {
            try {
                return (Commands) Class.forName("jvirt.cli." + type).getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type, e);
            }
        }
    }

    private static final Room[] ROOMS = {
        new Room("domain.Lifecycle", Group.DOMAIN, "autostart destroy dompmsuspend dompmwakeup inject-nmi reboot reset resume "
                + "set-lifecycle-action shutdown start suspend"),
        new Room("domain.Definitions", Group.DOMAIN, "create define domxml-from-native domxml-to-native dumpxml edit qemu-attach"),
        new Room("domain.Undefining", Group.DOMAIN, "undefine"),
        new Room("domain.Naming", Group.DOMAIN, "desc domid domname domrename domuuid metadata"),
        new Room("domain.Saving", Group.DOMAIN, "dump managedsave managedsave-define managedsave-dumpxml managedsave-edit "
                + "managedsave-remove restore save save-image-define save-image-dumpxml save-image-edit"),
        new Room("domain.Jobs", Group.DOMAIN, "domdirtyrate-calc domjobabort domjobinfo"),
        new Room("domain.Consoles", Group.DOMAIN, "console domdisplay domdisplay-reload screenshot ttyconsole vncdisplay"),
        new Room("domain.Migration", Group.DOMAIN, "migrate migrate-compcache migrate-getmaxdowntime migrate-getspeed migrate-postcopy "
                + "migrate-setmaxdowntime migrate-setspeed"),
        new Room("domain.Cpus", Group.DOMAIN, "cpu-stats emulatorpin guestvcpus setvcpu setvcpus vcpucount vcpuinfo vcpupin"),
        new Room("domain.Memory", Group.DOMAIN, "setmaxmem setmem update-memory-device"),
        new Room("install.InstallCommands", Group.DOMAIN, "install"),
        new Room("clone.CloneCommands", Group.DOMAIN, "clone"),
        new Room("validate.ValidateCommands", Group.HOST, "host-validate"),
        new Room("domain.Attaching", Group.DOMAIN, "attach-device detach-device detach-device-alias update-device"),
        new Room("domain.Disks", Group.DOMAIN, "attach-disk change-media detach-disk"),
        new Room("domain.Nics", Group.DOMAIN, "attach-interface detach-interface domif-setlink domiftune"),
        new Room("domain.IoThreads", Group.DOMAIN, "iothreadadd iothreaddel iothreadinfo iothreadpin iothreadset"),
        new Room("domain.Tuning", Group.DOMAIN, "blkiotune memtune numatune perf schedinfo"),
        new Room("domain.BlockJobs", Group.DOMAIN, "blockcommit blockcopy blockjob blockpull blockresize domblkthreshold"),
        new Room("domain.DiskLimits", Group.DOMAIN, "blkdeviotune domthrottlegroupdel domthrottlegroupinfo domthrottlegrouplist "
                + "domthrottlegroupset"),
        new Room("domain.Agent", Group.DOMAIN, "domfsfreeze domfsinfo domfsthaw domfstrim domhostname get-user-sshkeys guest-agent-timeout "
                + "guestinfo qemu-agent-command set-user-password set-user-sshkeys"),
        new Room("domain.Hypervisor", Group.DOMAIN, "qemu-monitor-command qemu-monitor-event"),
        new Room("domain.Keys", Group.DOMAIN, "send-key send-process-signal"),
        new Room("domain.Protection", Group.DOMAIN, "dom-fd-associate domlaunchsecinfo domsetlaunchsecstate lxc-enter-namespace"),
        new Room("pki.PkiCommands", Group.HOST, "pki"),
        new Room("login.LoginCommands", Group.HOST, "login-delete login-list login-set"),
        new Room("monitor.Listing", Group.MONITOR, "list"),
        new Room("monitor.Facts", Group.MONITOR, "domcontrol dominfo dommemstat domstate domstats domtime"),
        new Room("monitor.DiskFacts", Group.MONITOR, "domblkerror domblkinfo domblklist domblkstat"),
        new Room("monitor.NicFacts", Group.MONITOR, "domif-getlink domifaddr domiflist domifstat"),
        new Room("monitor.Events", Group.EVENTS, "event"),
        new Room("snapshot.Snapshotting", Group.SNAPSHOT, "snapshot-create snapshot-create-as snapshot-current snapshot-delete "
                + "snapshot-dumpxml snapshot-edit snapshot-info snapshot-list snapshot-parent snapshot-revert"),
        new Room("snapshot.Checkpoints", Group.CHECKPOINT, "checkpoint-create checkpoint-create-as checkpoint-delete checkpoint-dumpxml "
                + "checkpoint-edit checkpoint-info checkpoint-list checkpoint-parent"),
        new Room("snapshot.Backups", Group.BACKUP, "backup-begin backup-dumpxml"),
        new Room("network.Networks", Group.NETWORK, "net-autostart net-create net-define net-desc net-destroy net-dhcp-leases net-dumpxml "
                + "net-edit net-event net-info net-list net-metadata net-name net-start net-undefine net-update net-uuid"),
        new Room("network.NetworkPorts", Group.NETWORK, "net-port-create net-port-delete net-port-dumpxml net-port-list"),
        new Room("network.Filters", Group.FILTER, "nwfilter-binding-create nwfilter-binding-delete nwfilter-binding-dumpxml "
                + "nwfilter-binding-list nwfilter-define nwfilter-dumpxml nwfilter-edit nwfilter-list nwfilter-undefine"),
        new Room("network.HostInterfaces", Group.INTERFACE, "iface-begin iface-bridge iface-commit iface-define iface-destroy iface-dumpxml "
                + "iface-edit iface-list iface-mac iface-name iface-rollback iface-start iface-unbridge iface-undefine"),
        new Room("storage.Pools", Group.POOL, "find-storage-pool-sources find-storage-pool-sources-as pool-autostart pool-build "
                + "pool-capabilities pool-create pool-define pool-delete pool-destroy pool-dumpxml pool-edit pool-event pool-info pool-list "
                + "pool-name pool-refresh pool-start pool-undefine pool-uuid"),
        new Room("storage.PoolsByOptions", Group.POOL, "pool-create-as pool-define-as"),
        new Room("storage.Volumes", Group.VOLUME, "vol-clone vol-create vol-create-as vol-create-from vol-delete vol-dumpxml vol-info "
                + "vol-key vol-list vol-name vol-path vol-pool vol-resize vol-wipe"),
        new Room("storage.Transfers", Group.VOLUME, "vol-download vol-upload"),
        new Room("host.HostFacts", Group.HOST, "capabilities domcapabilities hostname maxvcpus node-memory-tune nodecpumap nodecpustats "
                + "nodeinfo nodememstats nodesevinfo nodesuspend sysinfo uri version"),
        new Room("host.HostMemory", Group.HOST, "allocpages freecell freepages"),
        new Room("host.HostCpus", Group.HOST, "cpu-baseline cpu-compare cpu-models hypervisor-cpu-baseline hypervisor-cpu-compare"),
        new Room("host.NodeDevices", Group.NODEDEV, "nodedev-autostart nodedev-create nodedev-define nodedev-destroy nodedev-detach "
                + "nodedev-dettach nodedev-dumpxml nodedev-event nodedev-info nodedev-list nodedev-reattach nodedev-reset nodedev-start "
                + "nodedev-undefine nodedev-update"),
        new Room("host.Secrets", Group.SECRET, "secret-define secret-dumpxml secret-event secret-get-value secret-list secret-set-value "
                + "secret-undefine"),
        new Room("shell.ShellCommands", Group.SHELL, "cd complete connect echo exit help pwd quit self-test"),
    };

    /** A command: its declaration, and the class that runs it. */
    record Entry(Declaration declaration, Commands commands) {}

    private Registry() {}

    /** The command of this name, or the one for which the name is an alias. */
    static Optional<Entry> find(String name) {
        if (name.isEmpty()) return Optional.empty();
        for (Room room : ROOMS) {
            if (!room.has(name)) continue;
            Commands commands = room.open();
            Declaration declaration = Declaration.find(commands.table(), name)
                    .orElseThrow(() -> new IllegalStateException(room.type + " declares no " + name));
            return Optional.of(new Entry(declaration, commands));
        }
        return Optional.empty();
    }

    /** The names of a group's commands, aliases too, in the order of the alphabet. */
    static List<String> names(Group group) {
        List<String> names = new ArrayList<>();
        for (Room room : ROOMS) {
            if (room.group == group) names.addAll(List.of(room.names.split(" ")));
        }
        names.sort(null);
        return names;
    }
}
