package jvirt.qemu.launch;

import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Nvram;
import jvirt.api.domain.Os;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.host.Undo;
import jvirt.qemu.definition.Settings;
import jvirt.qemu.process.Confinement;
import jvirt.qemu.process.DiskLocks;
import jvirt.qemu.process.Owners;

/** The files of a machine that runs: locked against others, and QEMU's own for so long. */
public final class Belongings {
    private final DiskLocks locks;
    private final Owners owners;
    private final Confinement confinement;

    public Belongings(DiskLocks locks, Owners owners, Confinement confinement) {
        this.locks = locks;
        this.owners = owners;
        this.confinement = confinement;
    }

    /** One image: who else may use it, and whether QEMU writes to it. */
    private record Use(Path image, String disk, boolean shared, boolean written, boolean relabel) {}

    /** Claims the images of the machine's disks; an error names who has one already. */
    void lock(Domain live, Undo undo) {
        undo.add("unlock images of " + live.name(), () -> locks.release(live.uuid()));
        for (Disk disk : live.devices().disks()) lock(disk, live.uuid(), live.name());
    }

    /** Claims the images of one disk, as for one that is plugged in. */
    public void lock(Disk disk, UUID machine, String name) {
        for (Use use : uses(disk)) locks.claim(use.image, machine, name, use.disk, use.shared);
    }

    /** Gives the machine's files to QEMU's account. */
    void give(Domain live, Undo undo) {
        undo.add("give back files of " + live.name(), () -> owners.takeBack(live.uuid()));
        if (!confinement.dynamicOwnership()) return;
        for (Disk disk : live.devices().disks()) give(disk, live.uuid());
        for (Device device : live.devices().all()) give(device, live.uuid());
        Os os = live.os();
        os.kernel().ifPresent(file -> giveReadable(file, live.uuid()));
        os.initrd().ifPresent(file -> giveReadable(file, live.uuid()));
        os.dtb().ifPresent(file -> giveReadable(file, live.uuid()));
        nvram(live).filter(Files::exists).ifPresent(file -> owners.give(file, live.uuid()));
    }

    /** Gives the images of one disk to QEMU's account. */
    public void give(Disk disk, UUID machine) {
        if (!confinement.dynamicOwnership()) return;
        for (Use use : uses(disk)) {
            if (!use.relabel) continue;
            if (use.written) owners.give(use.image, machine);
            else giveReadable(use.image, machine);
        }
    }

    /** Gives what QEMU opens for a device that is no disk to its account. */
    public void give(Device device, UUID machine) {
        if (!confinement.dynamicOwnership()) return;
        for (Path file : DeviceFiles.of(device)) owners.give(file, machine);
    }

    /** A device that is no disk leaves a machine that runs. */
    public void release(Device gone, UUID machine) {
        for (Path file : DeviceFiles.of(gone)) owners.takeBack(file, machine);
    }

    /** One disk leaves a machine that runs: images that none of its other disks stands on are free again. */
    public void release(Disk gone, Domain live) {
        drop(gone, live.with(draft -> draft.devices = draft.devices.with(devices -> devices.disks = devices.disks.stream()
                .filter(disk -> !disk.target().dev().equals(gone.target().dev())).toList())));
    }

    /** A disk of a machine that runs leaves images: those that none of the machine's disks stands on are free again. */
    public void drop(Disk gone, Domain live) {
        List<Path> needed = live.devices().disks().stream().flatMap(disk -> uses(disk).stream()).map(Use::image).toList();
        for (Use use : uses(gone)) {
            if (needed.contains(use.image)) continue;
            locks.release(use.image, live.uuid());
            owners.takeBack(use.image, live.uuid());
        }
    }

    /** What everybody may read needs no other owner. */
    private void giveReadable(Path file, UUID machine) {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) return;
        } catch (IOException _) {
            // not there: the step that needs it says so
        }
        owners.give(file, machine);
    }

    private static List<Use> uses(Disk disk) {
        List<Use> uses = new ArrayList<>();
        boolean written = !disk.readonly() && disk.device() != Disk.Kind.CDROM;
        boolean shared = !written || disk.shareable();
        Chains.local(disk.source()).ifPresent(image ->
                uses.add(new Use(image, disk.target().dev(), shared, written, relabel(disk.source()))));
        for (Optional<BackingStore> store = disk.backingStore(); store.isPresent();
                store = store.flatMap(BackingStore::backingStore)) {
            store.flatMap(BackingStore::source).ifPresent(source -> Chains.local(source).ifPresent(image ->
                    uses.add(new Use(image, disk.target().dev(), true, false, relabel(source)))));
        }
        return uses;
    }

    private static boolean relabel(DiskSource source) {
        return DeviceFiles.given(source.extras().seclabel());
    }

    static Optional<Path> nvram(Domain live) {
        return live.os().nvram().flatMap(nvram -> nvram.path()
                .or(() -> nvram.source().flatMap(source -> Chains.local(source))));
    }

    /**
     * Makes the file of the firmware's variables out of its template, where there is none or it is to begin anew.
     *
     * @param failed what is taken back when the machine does not come up
     */
    void makeNvram(Domain live, Settings settings, boolean anew, Undo failed) {
        Optional<Path> file = nvram(live);
        if (file.isEmpty() || Files.exists(file.get()) && !anew) return;
        Path template = live.os().nvram().flatMap(Nvram::template)
                .or(() -> live.os().loader().flatMap(Os.Loader::path).flatMap(settings::variablesOf)).orElseThrow(() -> QEMU.error(OPERATION_FAILED,
                "unable to find any master var store for loader: %s",
                live.os().loader().flatMap(Os.Loader::path).map(Path::toString).orElse("")));
        boolean isNew = !Files.exists(file.get());
        try {
            Files.createDirectories(file.get().getParent());
            Files.copy(template, file.get(), StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(file.get(), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "unable to write to file '%s': %s", file.get(), e.getMessage());
        }
        if (isNew) failed.add("delete nvram of " + live.name(), () -> Files.deleteIfExists(file.get()));
    }

    /** The machine goes on elsewhere with the images of this disk: there they have the owner that they have here. */
    void leave(Disk disk, UUID machine) {
        for (Use use : uses(disk)) owners.leave(use.image, machine);
    }

    /** Gives back what machines had that no longer run. */
    void forgetAllBut(List<UUID> running) {
        for (UUID user : owners.users()) {
            if (!running.contains(user)) owners.takeBack(user);
        }
    }

    /** A machine that runs still claims what it has. */
    void reclaim(Domain live, Undo undo) {
        lock(live, undo);
        undo.add("give back files of " + live.name(), () -> owners.takeBack(live.uuid()));
    }
}
