package jvirt.qemu.moment;

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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.snapshot.Moment;
import jvirt.host.AtomicFile;
import jvirt.qemu.Vm;

/** Moments on disk: {@code snapshot/MACHINE/NAME.xml} below the machines' library, in libvirt's form; or {@code checkpoint/}. */
public final class MomentFiles {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    private static final String HEAD = """
            <!--
            WARNING: THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE
            OVERWRITTEN AND LOST. Changes to this xml configuration should be made using:
              virsh %s
            or other application using the libvirt API.
            -->

            """;

    private final Path folder;
    private final MomentKind kind;
    /** The machines that have a folder. Most have none, and the disk need not be asked each time. */
    private final Set<String> machines = ConcurrentHashMap.newKeySet();

    /** Nobody else changes what is in the folder from now on. */
    public MomentFiles(Path library, MomentKind kind) throws IOException {
        this.folder = library.resolve(kind.word());
        this.kind = kind;
        if (!Files.isDirectory(folder)) return;
        try (Stream<Path> found = Files.list(folder)) {
            found.filter(Files::isDirectory).forEach(one -> machines.add(one.getFileName().toString()));
        }
    }

    /** What a file says: a moment, and whether the machine goes on from it, where that is written. */
    public record Kept<M extends Moment>(M moment, boolean current) {}

    private Path of(String machine) {
        return folder.resolve(machine);
    }

    private Path file(Vm vm, String name) {
        return of(vm.name()).resolve(name + ".xml");
    }

    /** Writes a moment for good. */
    public void write(Vm vm, String name, String document) {
        String command = kind.word() + "-edit" + (kind == MomentKind.SNAPSHOT ? " " + vm.name().replace("--", "- -") : "");
        machines.add(vm.name());
        try {
            AtomicFile.write(file(vm, name), HEAD.formatted(command) + document);
        } catch (IOException e) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, e, "unable to save metadata for %s %s", kind.word(), name);
        }
    }

    public void delete(Vm vm, String name) {
        try {
            AtomicFile.delete(file(vm, name));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Failed to unlink " + file(vm, name), e);
        }
    }

    /** What is kept of a machine's; a file that cannot be read is named in the log and left alone. */
    public <M extends Moment> MomentTree<M> read(Vm vm, Function<String, Kept<M>> reader) {
        List<Kept<M>> found = new ArrayList<>();
        if (!machines.contains(vm.name())) return MomentTree.empty(kind);
        try (Stream<Path> files = Files.list(of(vm.name()))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".xml")
                    && !file.getFileName().toString().startsWith(".")).toList()) {
                read(file, reader).ifPresent(found::add);
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "cannot read the " + kind.word() + "s of " + vm.name(), e);
        }
        found.sort(Comparator.comparingLong((Kept<M> kept) -> kept.moment.created()).thenComparing(kept -> kept.moment.name()));
        MomentTree<M> tree = MomentTree.empty(kind);
        for (Kept<M> kept : found) {
            tree = tree.with(kept.moment);
            if (kept.current) tree = tree.withCurrent(Optional.of(kept.moment.name()));
        }
        return tree;
    }

    private <M extends Moment> Optional<Kept<M>> read(Path file, Function<String, Kept<M>> reader) {
        try {
            return Optional.of(reader.apply(Files.readString(file)));
        } catch (IOException | VirtException e) {
            LOG.log(Level.ERROR, "Failed to parse " + kind.word() + " XML from file " + file, e);
            return Optional.empty();
        }
    }

    /** Forgets all of a machine's. */
    public void deleteAll(Vm vm, MomentTree<?> tree) {
        if (!machines.remove(vm.name())) return;
        tree.byName().keySet().forEach(name -> delete(vm, name));
        try {
            Files.deleteIfExists(of(vm.name()));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "unable to remove " + kind.word() + " directory " + of(vm.name()), e);
        }
    }

    /** The machine is called otherwise from now on. */
    public void rename(String before, String after) {
        if (!machines.contains(before)) return;
        try {
            Files.move(of(before), of(after));
            machines.add(after);
            machines.remove(before);
        } catch (IOException e) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, e, "unable to rename %s directory %s", kind.word(), of(before));
        }
    }
}
