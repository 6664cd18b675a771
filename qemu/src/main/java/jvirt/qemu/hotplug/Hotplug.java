package jvirt.qemu.hotplug;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.time.Duration;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.MaxMemory;
import jvirt.api.domain.device.Audio;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.DevicePart;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Filesystem;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Hub;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.Iommu;
import jvirt.api.domain.device.Lease;
import jvirt.api.domain.device.MemoryBalloon;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.domain.device.NvramDevice;
import jvirt.api.domain.device.Panic;
import jvirt.api.domain.device.RedirFilter;
import jvirt.api.domain.device.Shmem;
import jvirt.api.domain.device.Smartcard;
import jvirt.api.domain.device.Tpm;
import jvirt.api.domain.device.Video;
import jvirt.api.domain.device.Vsock;
import jvirt.api.domain.device.Watchdog;
import jvirt.api.xml.Element;
import jvirt.api.xml.Is;
import jvirt.api.xml.View;
import jvirt.host.Undo;
import jvirt.qemu.EventWatch;
import jvirt.qemu.Impact;
import jvirt.qemu.Job;
import jvirt.qemu.QemuEvent;
import jvirt.qemu.Vm;
import jvirt.qemu.image.ImageJobs;
import jvirt.qemu.VmEvent;
import jvirt.qemu.VmState.Active;

/** Attaches, detaches and updates devices: of the running machine, of its definition, or of both. */
public record Hotplug(Vm vm) {
    /** {@code VIR_DOMAIN_DEVICE_MODIFY_FORCE}. */
    public static final int FORCE = 4;
    /** How long a call waits for the guest to let a device go; later it goes all the same. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static DevicePart parse(String document) {
        return DevicePart.read(Element.parse(document));
    }

    private PlugSite site() {
        return vm.machines().plugs();
    }

    // attach

    public void attach(String document, int flags) throws InterruptedException {
        DevicePart device = parse(document);
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainAttachDeviceFlags")) {
            Impact impact = Impact.of(vm, flags);
            // first what can be refused without touching anything
            Optional<Domain> definition = impact.config() ? Optional.of(attached(vm.definition(), device)) : Optional.empty();
            if (impact.live()) {
                Active active = vm.running();
                Optional<Disk> drive = changesMedium(active.live(), device);
                if (device instanceof Lease lease) {
                    attachLease(active.live(), lease);
                } else if (drive.isPresent()) {
                    updateLive(active, device, false);
                } else {
                    attachLive(active, device, definition);
                    return;
                }
            }
            definition.ifPresent(kept -> vm.machines().keep(vm, kept));
        }
    }

    /** A disk for a drive that is there and takes media is a medium. */
    private static Optional<Disk> changesMedium(Domain domain, DevicePart device) {
        if (!(device instanceof Disk disk) || !disk.removable()) return Optional.empty();
        return domain.devices().disks().stream().filter(other -> other.removable()
                && other.target().dev().equals(disk.target().dev())).findFirst();
    }

    private void attachLease(Domain live, Lease lease) {
        if (Matching.search(live, lease).isPresent()) {
            throw QEMU.error(OPERATION_INVALID, "Lease %s in lockspace %s already exists", lease.key(), lease.lockspace().orElse("<null>"));
        }
        vm.changeLive(_ -> DeviceLists.plus(live, lease));
    }

    private void attachLive(Active active, DevicePart device, Optional<Domain> definition) {
        PlugSite site = site();
        try (Undo undo = new Undo()) {
            Plugging.Plugged plugged = new Plugging(active.qemu().monitor(), site.setting(active.live()), site, vm::nextNode,
                    controller -> vm.changeLive(live -> DeviceLists.plus(live, controller))).plug(active.live(), device, undo);
            definition.ifPresent(kept -> vm.machines().keep(vm, kept));
            vm.changeLive(_ -> plugged.live());
            undo.keep();
            plugged.device().alias().ifPresent(alias -> vm.announce(new VmEvent.DeviceAdded(alias)));
        }
    }

    private Domain attached(Domain definition, DevicePart device) {
        Optional<Disk> drive = changesMedium(definition, device);
        if (drive.isPresent()) return completed(DeviceLists.replaced(definition, drive.get(), inPlace(drive.get(), device)));
        if (!persistent(device)) throw unsupported("attach", device);
        Compatibility.ofNew(definition, device);
        switch (device) {
            case Hostdev _, Shmem _ when Matching.search(definition, device).isPresent() ->
                    throw QEMU.error(OPERATION_INVALID, "device is already in the domain configuration");
            case Lease lease when Matching.search(definition, device).isPresent() -> throw QEMU.error(OPERATION_INVALID,
                    "Lease %s in lockspace %s already exists", lease.key(), lease.lockspace().orElse("<null>"));
            case Controller controller when controller.index().isPresent() && Matching.search(definition, device).isPresent() ->
                    throw QEMU.error(OPERATION_INVALID, "controller index='%d' already exists", controller.index().get());
            case MemoryModule _ when definition.maxMemory().flatMap(MaxMemory::slots).orElse(0) <= definition.devices().memories().size() ->
                    throw QEMU.error(CONFIG_UNSUPPORTED, "no free memory device slot available");
            case Disk disk when definition.devices().disks().stream().anyMatch(other ->
                    other.target().dev().equals(disk.target().dev())) ->
                    throw QEMU.error(OPERATION_INVALID, "target %s already exists", disk.target().dev());
            case Filesystem folder when definition.devices().filesystems().stream().anyMatch(other ->
                    other.target().equals(folder.target())) -> throw QEMU.error(OPERATION_INVALID, "Target already exists");
            case Watchdog _ when definition.devices().watchdog().isPresent() ->
                    throw QEMU.error(OPERATION_INVALID, "domain already has a watchdog");
            case Vsock _ when definition.devices().vsock().isPresent() ->
                    throw QEMU.error(OPERATION_INVALID, "domain already has a vsock device");
            default -> { }
        }
        // what comes to a definition gets its place as in a new one
        Domain with = MemoryTotals.plus(DeviceLists.plus(definition, device), device);
        return vm.machines().completion().complete(with.format(View.INACTIVE), false);
    }

    /** Kinds that come and go in a definition; others are written into it as a whole. */
    private static boolean persistent(DevicePart device) {
        return switch (device) {
            case Video _, Graphics _, Hub _, Smartcard _, MemoryBalloon _, NvramDevice _, Tpm _, Panic _, Iommu _, Audio _, RedirFilter _ -> false;
            default -> true;
        };
    }

    private static RuntimeException unsupported(String what, DevicePart device) {
        return QEMU.error(OPERATION_UNSUPPORTED, "persistent %s of device '%s' is not supported", what, Matching.kind(device));
    }

    private static DevicePart keptToUpdate(Domain definition, DevicePart wanted) {
        return switch (wanted) {
            case Interface nic -> Matching.KEPT.find(definition, nic);
            case MemoryModule module -> definition.devices().memories().stream().filter(other -> module.alias().isPresent()
                            ? other.alias().equals(module.alias()) : module.address().isPresent() && other.address().equals(module.address()))
                    .findFirst().orElseThrow(() -> QEMU.error(INVALID_ARG, "memory not found"));
            default -> Matching.search(definition, wanted).orElseThrow(() -> wanted instanceof Disk disk
                    ? QEMU.error(INVALID_ARG, "target %s doesn't exist.", disk.target().dev())
                    : QEMU.error(INVALID_ARG, "cannot find existing graphics type '%s' device to modify",
                            wanted.getClass().getAnnotation(Is.class).value()[0]));
        };
    }

    private Domain completed(Domain changed) {
        return vm.machines().completion().reload(changed.format(View.INACTIVE));
    }

    // detach

    public void detach(String document, int flags) throws InterruptedException {
        DevicePart wanted = parse(document);
        detach(impact -> wanted, flags, "virDomainDetachDeviceFlags", true);
    }

    /** By its alias; of the running machine, the call does not wait for the guest. */
    public void detachNamed(String alias, int flags) throws InterruptedException {
        detach(domain -> Matching.named(domain, alias), flags, "virDomainDetachDeviceAlias", false);
    }

    private interface Choice {
        DevicePart in(Domain domain);
    }

    private void detach(Choice choice, int flags, String function, boolean waits) throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.MODIFY, function)) {
            Impact impact = Impact.of(vm, flags);
            Optional<Domain> definition = impact.config() ? Optional.of(detached(vm.definition(), choice)) : Optional.empty();
            if (impact.live()) detachLive(vm.running(), choice, waits);
            definition.ifPresent(kept -> vm.machines().keep(vm, kept));
        }
    }

    private Domain detached(Domain definition, Choice choice) {
        DevicePart wanted = choice.in(definition);
        if (!persistent(wanted)) throw unsupported("detach", wanted);
        DevicePart device = Matching.KEPT.find(definition, wanted);
        return completed(MemoryTotals.minus(DeviceLists.minus(definition, device), device));
    }

    private void detachLive(Active active, Choice choice, boolean waits) throws InterruptedException {
        PlugSite site = site();
        Unplugging unplugging = new Unplugging(active.qemu().monitor(), site.setting(active.live()), site);
        DevicePart found = unplugging.find(active.live(), choice.in(active.live()));
        if (!(found instanceof Device device)) {
            // a lease is nothing that the guest sees
            vm.changeLive(live -> DeviceLists.minus(live, found));
            return;
        }
        if (device instanceof Disk disk) ImageJobs.requireIdle(vm, disk);
        String alias = device.alias().orElse("");
        try (EventWatch watch = vm.watch()) {
            if (unplugging.ask(active.live(), device)) {
                gone(vm, alias);
                return;
            }
            if (!waits) return;
            Optional<Boolean> gone = watch.await(event -> switch (event) {
                case QemuEvent.DeviceDeleted(var id, _) when id.filter(alias::equals).isPresent() -> Optional.of(true);
                case QemuEvent.UnplugFailed(var id) when id.equals(alias) -> Optional.of(false);
                default -> Optional.empty();
            }, PATIENCE);
            if (gone.filter(yes -> !yes).isPresent()) throw QEMU.error(OPERATION_FAILED, "unplug of device was rejected by the guest");
            // whoever follows the events takes it out: we only see that it is done
            if (gone.isPresent()) vm.await(state -> !(state instanceof Active now) || now.live().devices().named(alias).isEmpty(), PATIENCE);
        }
    }

    /** QEMU has let a device go: what stood behind it goes too, and nobody sees it any more. Safe to call twice. */
    public static void gone(Vm vm, String alias) {
        Active active = vm.active().orElse(null);
        Device device = active == null ? null : active.live().devices().named(alias).orElse(null);
        if (device == null) return;
        PlugSite site = vm.machines().plugs();
        new Unplugging(active.qemu().monitor(), site.setting(active.live()), site).gone(active.live(), device);
        vm.changeLive(live -> MemoryTotals.minus(DeviceLists.minus(live, device), device));
        vm.announce(new VmEvent.DeviceRemoved(alias));
    }

    // update

    public void update(String document, int flags) throws InterruptedException {
        DevicePart wanted = parse(document);
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainUpdateDeviceFlags")) {
            Impact impact = Impact.of(vm, flags);
            Optional<Domain> definition = impact.config() ? Optional.of(updated(vm.definition(), wanted)) : Optional.empty();
            if (impact.live()) updateLive(vm.running(), wanted, (flags & FORCE) != 0);
            definition.ifPresent(kept -> vm.machines().keep(vm, kept));
        }
    }

    private void updateLive(Active active, DevicePart wanted, boolean force) {
        PlugSite site = site();
        try (Undo undo = new Undo(); EventWatch watch = vm.watch()) {
            Domain changed = new Updating(active.qemu().monitor(), site.setting(active.live()), site, vm::nextNode)
                    .update(active.live(), new Updating.Wish(wanted, force, () -> opened(watch)), undo);
            undo.keep();
            vm.changeLive(_ -> changed);
        }
    }

    private static boolean opened(EventWatch watch) {
        try {
            return watch.await(event -> event instanceof QemuEvent.TrayMoved(_, var open) && open ? Optional.of(true)
                    : Optional.empty(), PATIENCE).isPresent();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Domain updated(Domain definition, DevicePart wanted) {
        switch (wanted) {
            case Disk _, Interface _, Graphics _, MemoryModule _ -> { }
            default -> throw unsupported("update", wanted);
        }
        DevicePart before = keptToUpdate(definition, wanted);
        Compatibility.ofChanged(definition, wanted, before, false);
        return completed(DeviceLists.replaced(definition, before, inPlace(before, wanted)));
    }

    /** What the new description leaves out of the device's name and place stays. */
    private static DevicePart inPlace(DevicePart before, DevicePart wanted) {
        if (!(before instanceof Device old) || !(wanted instanceof Device device)) return wanted;
        Device placed = device;
        if (device.address().isEmpty() && old.address().isPresent()) {
            placed = placed.withInfo(placed.info().withAddress(old.address().get()));
        }
        if (device.alias().isEmpty() && old.alias().isPresent()) placed = placed.withInfo(placed.info().withAlias(old.alias().get()));
        return placed;
    }
}
