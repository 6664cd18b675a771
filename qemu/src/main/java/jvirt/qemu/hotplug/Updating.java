package jvirt.qemu.hotplug;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import jvirt.api.MemorySize;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.DevicePart;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.json.Json;
import jvirt.api.xml.XmlBinding;
import jvirt.host.Undo;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.device.Chassis;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.MachineCommand;

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
            case Disk disk -> {
                Disk before = DiskUpdate.find(live, disk);
                Compatibility.ofChanged(live, disk, before, true);
                yield new DiskUpdate(qemu, site, nodes).update(live, before, disk, wish, undo);
            }
            case Interface nic -> {
                Interface before = (Interface) Matching.LIVE.find(live, nic);
                Compatibility.ofChanged(live, nic, before, true);
                yield new CardUpdate(qemu, site).update(live, before, nic, undo);
            }
            case Graphics graphics -> new ScreenUpdate(qemu, setting).update(live, ScreenUpdate.find(live, graphics), graphics);
            case MemoryModule module -> memory(live, module);
            default -> throw QEMU.error(CONFIG_UNSUPPORTED, "live update of device '%s' is not supported",
                    Matching.kind(wish.device));
        };
    }

    private Domain memory(Domain live, MemoryModule wanted) {
        MemoryModule before = live.devices().memories().stream().filter(module -> wanted.alias().isPresent()
                        ? module.alias().equals(wanted.alias()) : wanted.address().isPresent() && module.address().equals(wanted.address()))
                .findFirst().orElseThrow(() -> QEMU.error(CONFIG_UNSUPPORTED, "memory '%s' not found", wanted.alias().orElse("(null)")));
        Compatibility.ofChanged(live, wanted, before, true);
        checkFixed(before, wanted);
        MemorySize requested = wanted.target().requested().orElse(new MemorySize(0));
        qemu.call(new MachineCommand.QomSet("/machine/peripheral/" + Chassis.alias(before), "requested-size",
                Json.of(requested.kib() * 1024)));
        MemoryModule.Target target = before.target();
        MemoryModule after = before.withTarget(new MemoryModule.Target(target.size(), target.node(), target.label(),
                target.readonly(), target.block(), Optional.of(requested), target.current()));
        return DeviceLists.replaced(live, before, after);
    }

    /** Only how much of it the guest is asked to use can change. */
    private static void checkFixed(MemoryModule before, MemoryModule wanted) {
        if (before.model() != wanted.model()) {
            throw unchangeable("model from '%s' to '%s'", XmlBinding.word(before.model()), XmlBinding.word(wanted.model()));
        }
        if (before.model() != MemoryModule.Model.VIRTIO_MEM) {
            throw unchangeable("of model '%s'", XmlBinding.word(before.model()));
        }
        if (!before.target().node().equals(wanted.target().node())) {
            throw unchangeable("targetNode from '%d' to '%d'", before.target().node().orElse(-1), wanted.target().node().orElse(-1));
        }
        if (!before.target().size().equals(wanted.target().size())) {
            throw unchangeable("size from '%d' to '%d'", before.target().size().kib(), wanted.target().size().kib());
        }
        if (!before.target().block().equals(wanted.target().block())) {
            throw unchangeable("block size from '%d' to '%d'", before.target().block().map(MemorySize::kib).orElse(0L),
                    wanted.target().block().map(MemorySize::kib).orElse(0L));
        }
    }

    private static RuntimeException unchangeable(String what, Object... args) {
        return QEMU.error(CONFIG_UNSUPPORTED, "cannot modify memory " + what, args);
    }
}
