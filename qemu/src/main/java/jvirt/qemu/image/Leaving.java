package jvirt.qemu.image;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.domain.device.Disk;
import jvirt.qemu.Disks;
import jvirt.qemu.Vm;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.Monitor;

/** An image leaves the chain of a disk of a running machine, whose QEMU needs it no more. */
public final class Leaving {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    private Leaving() {}

    /** The machine goes on without the image: its nodes are closed, and, with {@code delete}, its file is removed. */
    public static void leave(Vm vm, String target, String image, int index, boolean delete) {
        vm.changeLive(live -> Chains.replace(live, target, disk -> Chains.without(disk, image)));
        Optional<Disk> defined = Disks.named(vm.definition(), target);
        if (vm.persistent() && defined.flatMap(Disks::path).equals(Optional.of(image))) {
            Disk now = Disks.named(vm.running().live(), target).orElseThrow();
            vm.machines().keep(vm, Chains.replace(vm.definition(), target, disk -> disk.withSource(now.source())
                    .withDriver(now.driver().orElse(Disk.Driver.NONE)).withBackingStore(Optional.empty())));
        }
        Monitor monitor = vm.running().qemu().monitor();
        for (String part : List.of("-format", "-storage")) {
            try {
                monitor.call(new BlockCommand.Del("libvirt-" + index + part));
            } catch (VirtException e) {
                LOG.log(Level.WARNING, "could not close node libvirt-" + index + part + " of " + vm.name(), e);
            }
        }
        if (!delete) return;
        try {
            Files.deleteIfExists(Path.of(image));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "could not remove " + image, e);
        }
    }
}
