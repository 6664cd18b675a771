package jvirt.qemu.snapshot;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.snapshot.Snapshot;
import jvirt.api.xml.Element;
import jvirt.host.AtomicFile;
import jvirt.qemu.Vm;

/** Snapshots on disk: {@code snapshot/MACHINE/NAME.xml} below the machines' library, in libvirt's form. */
final class SnapshotFiles {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    private static final String HEAD = """
            <!--
            WARNING: THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE
            OVERWRITTEN AND LOST. Changes to this xml configuration should be made using:
              virsh snapshot-edit %s
            or other application using the libvirt API.
            -->

            """;

    private final Path folder;

    SnapshotFiles(Path library) {
        this.folder = library.resolve("snapshot");
    }

    private Path of(String machine) {
        return folder.resolve(machine);
    }

    private Path file(Vm vm, String snapshot) {
        return of(vm.name()).resolve(snapshot + ".xml");
    }

    /** Writes a snapshot for good. */
    void write(Vm vm, Snapshot snapshot, boolean current) {
        Path file = file(vm, snapshot.name());
        try {
            AtomicFile.write(file, HEAD.formatted(vm.name().replace("--", "- -")) + snapshot.formatKept(current, vm.uuid()));
        } catch (IOException e) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, e, "unable to save metadata for snapshot %s", snapshot.name());
        }
    }

    void delete(Vm vm, String snapshot) {
        try {
            AtomicFile.delete(file(vm, snapshot));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Failed to unlink " + file(vm, snapshot), e);
        }
    }

    /** What is kept of a machine's; a file that cannot be read is named in the log and left alone. */
    SnapshotTree read(Vm vm, Function<Element, Domain> machines) {
        List<Snapshot.Kept> found = new ArrayList<>();
        if (!Files.isDirectory(of(vm.name()))) return SnapshotTree.EMPTY;
        try (Stream<Path> files = Files.list(of(vm.name()))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".xml")
                    && !file.getFileName().toString().startsWith(".")).toList()) {
                read(file, machines).ifPresent(found::add);
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "cannot read the snapshots of " + vm.name(), e);
        }
        found.sort(Comparator.comparingLong((Snapshot.Kept kept) -> kept.snapshot().created())
                .thenComparing(kept -> kept.snapshot().name()));
        SnapshotTree tree = SnapshotTree.EMPTY;
        for (Snapshot.Kept kept : found) {
            tree = tree.with(kept.snapshot());
            if (kept.current()) tree = tree.withCurrent(Optional.of(kept.snapshot().name()));
        }
        return tree;
    }

    private static Optional<Snapshot.Kept> read(Path file, Function<Element, Domain> machines) {
        try {
            return Optional.of(Snapshot.kept(Files.readString(file), machines));
        } catch (IOException | VirtException e) {
            LOG.log(Level.ERROR, "Failed to parse snapshot XML from file " + file, e);
            return Optional.empty();
        }
    }

    /** Forgets all of a machine's. */
    void deleteAll(Vm vm, SnapshotTree tree) {
        tree.byName().keySet().forEach(name -> delete(vm, name));
        deleteFolder(vm.name());
    }

    private void deleteFolder(String machine) {
        try {
            Files.deleteIfExists(of(machine));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "unable to remove snapshot directory " + of(machine), e);
        }
    }

    /** The machine is called otherwise from now on. */
    void rename(String before, String after) {
        if (!Files.isDirectory(of(before))) return;
        try {
            Files.move(of(before), of(after));
        } catch (IOException e) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, e, "unable to rename snapshot directory %s", of(before));
        }
    }
}
