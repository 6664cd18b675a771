package jvirt.qemu.launch;

import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.IdSet;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Bandwidth;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Interface;
import jvirt.host.Descriptor;
import jvirt.host.Undo;
import jvirt.host.UnixSocket;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.definition.Settings;
import jvirt.qemu.device.MasterKey;
import jvirt.qemu.device.Resources;
import jvirt.qemu.hotplug.PlugSite;
import jvirt.qemu.plug.FileGroups;
import jvirt.qemu.plug.NicPlug;

/**
 * The host's part of single devices: what a device took when it came, at the machine's start or later, is taken back when it
 * goes. One object for the daemon; any thread may call.
 */
final class HostPlugs implements PlugSite {
    private final LaunchSite site;
    private final SecureRandom random;
    private final FileGroups files = new FileGroups();
    /** By machine and alias, what takes back a device's part. */
    private final Map<UUID, Map<String, Undo>> held = new HashMap<>();

    HostPlugs(LaunchSite site, SecureRandom random) {
        this.site = site;
        this.random = random;
    }

    @Override
    public Setting setting(Domain live) {
        return setting(live, live.id().orElseThrow());
    }

    /** With the folder for channels that a machine of this number has. */
    Setting setting(Domain definition, int id) {
        Setting general = site.settings().of(definition);
        Settings of = general.settings();
        return new Setting(general.capabilities(), general.host(), new Settings(of.conf(), of.lib(),
                site.layout().channelTargets(id, definition.name()), of.nvram(), of.audioDriver()));
    }

    @Override
    public Resources resources(Domain live, Resources.Descriptors descriptors) {
        Path folder = site.layout().privateFolder(live.id().orElseThrow(), live.name());
        try {
            MasterKey key = new MasterKey(Files.readAllBytes(folder.resolve(MasterKey.FILE)));
            return resources(folder, key, setting(live).settings(), descriptors, Optional.empty());
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "cannot read the key of domain '%s': %s", live.name(), e.getMessage());
        }
    }

    Resources resources(Path folder, MasterKey key, Settings settings, Resources.Descriptors descriptors, Optional<IdSet> advice) {
        return new Resources(folder, settings, descriptors, new Sealing(site.secrets(), key, random), site.hugePages(),
                new HostFiles(folder, site.networkAddresses()), ZonedDateTime.now(), advice);
    }

    @Override
    public FileGroups files() {
        return files;
    }

    /** The disk as QEMU will find it: a volume's image, and the images that it stands on; a medium that may be absent is. */
    @Override
    public Disk locate(Disk disk) {
        Disk found = disk.source() instanceof DiskSource.Volume volume && volume.pool().isPresent()
                ? disk.withSource(site.volumes().resolve(volume)) : disk;
        boolean mayBeAbsent = found.source().extras().startupPolicy()
                .filter(policy -> policy == DiskSource.StartupPolicy.OPTIONAL).isPresent();
        if (mayBeAbsent && found.removable() && !Chains.exists(found)) {
            return found.withSource(new DiskSource.File(Optional.empty(), Optional.empty(), DiskSource.Extras.NONE));
        }
        return site.chains().complete(found);
    }

    @Override
    public Disk open(Domain live, Disk disk, Undo undo) {
        Disk found = locate(disk);
        undo.add("give back images of " + disk.target().dev(), () -> site.belongings().release(found, live));
        site.belongings().lock(found, live.uuid(), live.name());
        site.belongings().give(found, live.uuid());
        return found;
    }

    @Override
    public void give(Domain live, Device device, Undo undo) {
        undo.add("give back files of " + device.alias().orElse(""), () -> site.belongings().release(device, live.uuid()));
        site.belongings().give(device, live.uuid());
    }

    @Override
    public Descriptor listen(Path path, Undo undo) {
        return PortSockets.listen(path, site.confinement().account(), undo);
    }

    @Override
    public NicPlug.Plugged join(Domain live, Interface nic, Undo undo) {
        return site.nics().plug(owner(live), nic, undo);
    }

    private static NicPlug.Owner owner(Domain live) {
        return new NicPlug.Owner(live.name(), live.uuid(), live.id().orElse(0));
    }

    @Override
    public Interface move(Domain live, Interface before, Interface wanted, Undo undo) {
        return site.nics().move(owner(live), before, wanted, undo);
    }

    @Override
    public void moved(Domain live, Interface before, Interface after) {
        Undo own = new Undo();
        site.nics().reclaim(owner(live), after, own);
        Undo former = take(live.uuid(), before);
        if (former != null) former.keep();
        keep(live.uuid(), after.alias().orElse(""), own);
        if (!before.source().equals(after.source())) site.nics().left(owner(live), before);
    }

    @Override
    public void filter(Domain live, Interface before, Interface wanted, Undo undo) {
        undo.add("filter " + before.alias().orElse("") + " as before", () -> site.nics().filter(owner(live), before));
        site.nics().filter(owner(live), wanted);
    }

    @Override
    public void limit(Domain live, Interface card, Optional<Bandwidth> bandwidth) {
        site.nics().limit(owner(live), card, bandwidth);
    }

    @Override
    public void keep(Domain live, Device device, Undo undo) {
        // a disk's images are known by the disk itself
        if (device instanceof Disk) return;
        keep(live.uuid(), device.alias().orElse(""), undo);
    }

    synchronized void keep(UUID machine, String alias, Undo undo) {
        held.computeIfAbsent(machine, _ -> new HashMap<>()).put(alias, undo);
    }

    @Override
    public void release(Domain live, Device device) {
        if (device instanceof Disk disk) {
            site.belongings().release(disk, live);
            return;
        }
        Undo undo = take(live.uuid(), device);
        if (undo != null) undo.close();
        // a daemon before this one may have plugged it in
        site.belongings().release(device, live.uuid());
    }

    private synchronized Undo take(UUID machine, Device device) {
        return held.getOrDefault(machine, new HashMap<>()).remove(device.alias().orElse(""));
    }

    /** The machine has ended. */
    void releaseAll(UUID machine) {
        List<Undo> all;
        synchronized (this) {
            Map<String, Undo> devices = held.remove(machine);
            all = devices == null ? List.of() : List.copyOf(devices.values());
        }
        all.forEach(Undo::close);
    }
}
