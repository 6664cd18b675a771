package jvirt.qemu.hotplug;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import jvirt.api.MemorySize;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.DevicePart;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.json.Json;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.host.Undo;
import jvirt.qemu.commandline.Launch;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.device.Chassis;
import jvirt.qemu.device.Disks;
import jvirt.qemu.device.Part;
import jvirt.qemu.device.Supplier;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.MachineCommand;
import jvirt.qemu.qmp.Reply;

/**
 * Changes a device of a running QEMU in its place: the medium of a drive, the link of a card, who may see the screen.
 *
 * @param nodes the numbers of new block nodes
 */
public record Updating(Conversation qemu, Setting setting, PlugSite site, IntSupplier nodes) {
    /**
     * A device's update.
     *
     * @param force a medium goes even where the guest holds it
     * @param opened waits a while for the guest to open its drive; whether it did
     */
    public record Wish(DevicePart device, boolean force, BooleanSupplier opened) {}

    /** The machine with the device changed; each step adds what takes it back to {@code undo}. */
    public Domain update(Domain live, Wish wish, Undo undo) {
        return switch (wish.device) {
            case Disk disk -> disk(live, (Disk) Matching.find(live, disk), disk, wish, undo);
            case Interface nic -> card(live, (Interface) Matching.find(live, nic), nic);
            case Graphics graphics -> new ScreenUpdate(qemu, setting).update(live, (Graphics) Matching.find(live, graphics), graphics);
            case MemoryModule module -> memory(live, module);
            default -> throw QEMU.error(CONFIG_UNSUPPORTED, "live update of device '%s' is not supported",
                    Matching.kind(wish.device));
        };
    }

    // disks

    private Domain disk(Domain live, Disk before, Disk wanted, Wish wish, Undo undo) {
        checkSame(before, wanted);
        DiskSource.Extras policy = before.source().extras().withStartupPolicy(wanted.source().extras().startupPolicy());
        if (sameImage(before.source(), wanted.source())) {
            Disk after = before.withSource(before.source().withExtras(policy)).withSnapshot(wanted.snapshot().or(before::snapshot));
            return DeviceLists.replaced(live, before, after);
        }
        if (!before.removable()) {
            throw QEMU.error(CONFIG_UNSUPPORTED, "disk source can be changed only in removable drives");
        }
        return medium(live, before, wanted, wish, undo);
    }

    private static void checkSame(Disk before, Disk wanted) {
        if (before.device() != wanted.device()) throw unchangeable("device");
        if (wanted.target().bus().isPresent() && !wanted.target().bus().equals(before.target().bus())) throw unchangeable("bus");
        if (wanted.serial().isPresent() && !wanted.serial().equals(before.serial())) throw unchangeable("serial");
        if (wanted.address().isPresent() && !wanted.address().equals(before.address())) throw unchangeable("address");
    }

    private static RuntimeException unchangeable(String what) {
        return QEMU.error(OPERATION_UNSUPPORTED, "cannot modify field '%s' of the disk", what);
    }

    private static boolean sameImage(DiskSource one, DiskSource other) {
        return one.withExtras(DiskSource.Extras.NONE).equals(other.withExtras(DiskSource.Extras.NONE));
    }

    /** Puts another medium into a drive, or none. */
    private Domain medium(Domain live, Disk before, Disk wanted, Wish wish, Undo undo) {
        Undo host = new Undo();
        undo.add("give back the medium of " + wanted.target().dev(), host::close);
        Disk after = before.withSource(wanted.source()).withBackingStore(wanted.backingStore())
                .withDriver(raw(wanted.driver().or(before::driver).orElse(Disk.Driver.NONE)));
        if (!Disks.empty(after)) {
            after = Launch.numbered(Launch.prepared(site.open(live, after, host)), nodes);
        }
        String drive = Chassis.alias(before);
        openTray(drive, wish);
        qemu.call(new BlockCommand.RemoveMedium(drive));
        Parts parts = new Parts(qemu);
        List<Part> old = Disks.backend(before, new Supplier(NoSecrets.in(site.resources(live, _ -> List.of())), 0));
        parts.takeBackends(old);
        Undo nodes = new Undo();
        try (nodes) {
            if (!Disks.empty(after)) {
                List<Part> backend = Disks.backend(after, new Supplier(site.resources(live, _ -> List.of()), 0));
                parts.give(backend, nodes);
                qemu.call(new BlockCommand.InsertMedium(drive, topNode(backend)));
            }
            qemu.call(new BlockCommand.CloseTray(drive));
            nodes.keep();
        }
        site.release(live, before);
        Disk settled = after.withTarget(after.target().withTray(false));
        site.keep(live, settled, host.handOver());
        return DeviceLists.replaced(live, before, settled);
    }

    /** What is not said to be anything else is a raw image. */
    private static Disk.Driver raw(Disk.Driver driver) {
        return driver.named(driver.name().orElse("qemu"), driver.type().or(() -> Optional.of(Disk.Format.RAW)));
    }

    private static String topNode(List<Part> backend) {
        return backend.reversed().stream().filter(Part.Block.class::isInstance).map(Part.Block.class::cast).findFirst()
                .orElseThrow().props().string("node-name");
    }

    private void openTray(String drive, Wish wish) {
        Reply<?> reply = qemu.ask(new BlockCommand.OpenTray(drive, wish.force ? Optional.of(true) : Optional.empty()));
        if (!(reply instanceof Reply.Refused<?> refused)) return;
        // the guest holds the medium and was asked to let it go
        if (wish.force || !refused.description().contains("locked")) reply.orThrow();
        if (!wish.opened.getAsBoolean()) {
            throw QEMU.error(OPERATION_FAILED, "timed out waiting for disk tray status update");
        }
    }

    // network cards

    private Domain card(Domain live, Interface before, Interface wanted) {
        if (wanted.model().isPresent() && !wanted.model().map(Interface.Model::type).equals(before.model().map(Interface.Model::type))) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "cannot modify network device model from %s to %s",
                    before.model().map(Interface.Model::type).orElse("(default)"),
                    wanted.model().map(Interface.Model::type).orElse("(default)"));
        }
        if (wanted.source().getClass() != before.source().getClass()) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "unable to change config on '%s' network type",
                    Element.parse(before.document(View.PUBLIC)).attribute("type").orElse(""));
        }
        if (!wanted.link().equals(before.link())) {
            boolean up = wanted.link().map(link -> link.state() == Interface.Link.State.UP).orElse(true);
            qemu.call(new DeviceCommand.SetLink(Chassis.alias(before), up));
        }
        return DeviceLists.replaced(live, before, before.withLink(wanted.link()));
    }

    // memory

    private Domain memory(Domain live, MemoryModule wanted) {
        MemoryModule before = live.devices().memories().stream().filter(module -> module.model() == wanted.model()
                        && (wanted.alias().isPresent() ? module.alias().equals(wanted.alias())
                        : module.address().equals(wanted.address()))).findFirst()
                .orElseThrow(() -> QEMU.error(OPERATION_FAILED, "memory not found"));
        if (before.model() != MemoryModule.Model.VIRTIO_MEM) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "cannot modify memory of model '%s'", XmlBinding.word(before.model()));
        }
        MemorySize requested = wanted.target().requested().orElseThrow(() ->
                QEMU.error(OPERATION_UNSUPPORTED, "requested size is missing"));
        qemu.call(new MachineCommand.QomSet("/machine/peripheral/" + Chassis.alias(before), "requested-size",
                Json.of(requested.kib() * 1024)));
        MemoryModule.Target target = before.target();
        MemoryModule after = before.withTarget(new MemoryModule.Target(target.size(), target.node(), target.label(),
                target.readonly(), target.block(), Optional.of(requested), target.current()));
        return DeviceLists.replaced(live, before, after);
    }
}
