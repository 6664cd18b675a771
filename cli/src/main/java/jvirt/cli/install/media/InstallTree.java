package jvirt.cli.install.media;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.cli.install.Facts;
import jvirt.cli.install.InstallException;
import jvirt.cli.osinfo.MediaFacts;
import jvirt.cli.osinfo.Os;
import jvirt.cli.osinfo.OsDatabase;
import jvirt.client.iso.IsoLabels;

/** A tree with an installer: an image, a folder, an address. Its kernel and initrd can be taken out. */
public final class InstallTree {
    private final String location;
    private final Kind kind;
    private final Optional<Paths> given;
    private final Optional<Os.Medium> medium;
    private final String arch;

    private enum Kind { IMAGE, FOLDER, WEB }

    /** Where kernel and initrd are in the tree. */
    public record Paths(String kernel, String initrd) {}

    private InstallTree(String location, Kind kind, Optional<Paths> given, Facts facts, OsDatabase systems) {
        this.location = location;
        this.kind = kind;
        this.given = given;
        this.arch = facts.capabilities().child("host").flatMap(host -> host.child("cpu")).flatMap(cpu -> cpu.child("arch"))
                .map(one -> one.text()).orElse("x86_64");
        this.medium = find(systems);
    }

    /** The tree at {@code location}. {@code paths} says where its kernel is, when it is where nobody would look. */
    public static InstallTree open(String location, Optional<Paths> paths, Facts facts, OsDatabase systems) {
        if (location.matches("(https?)://.*")) return new InstallTree(location, Kind.WEB, paths, facts, systems);
        if (location.matches("[a-z+]+://.*") || location.startsWith("nfs:")) {
            throw InstallException.of("Error validating install location: cannot fetch from '%s': only http and https, images and folders", location);
        }
        if (facts.remote()) throw InstallException.of("Error validating install location: Cannot access install tree on remote connection: %s", location);
        Path path = Path.of(location).toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw InstallException.of("Error validating install location: Validating install media '%s' failed: Must specify storage creation "
                    + "parameters for non-existent path '%s'.", location, path);
        }
        return new InstallTree(path.toString(), Files.isDirectory(path) ? Kind.FOLDER : Kind.IMAGE, paths, facts, systems);
    }

    /** What is on the image at {@code path}, if the database knows it. */
    public static Optional<Os.Medium> identify(String path, OsDatabase systems) {
        try (TreeFiles.Image image = TreeFiles.Image.open(Path.of(path))) {
            return systems.identify(labels(image));
        } catch (IOException e) {
            return Optional.empty();        // no image that we can read: then nobody can tell
        }
    }

    private static MediaFacts labels(TreeFiles.Image image) {
        IsoLabels labels = image.image().labels();
        return new MediaFacts("iso", Map.of("volume-id", labels.volume(), "system-id", labels.system(), "publisher-id", labels.publisher(),
                "application-id", labels.application(), "volume-size", Long.toString(labels.volumeSize())));
    }

    private TreeFiles files() throws IOException {
        return switch (kind) {
            case IMAGE -> TreeFiles.Image.open(Path.of(location));
            case FOLDER -> new TreeFiles.Folder(Path.of(location));
            case WEB -> new TreeFiles.Web(location);
        };
    }

    private Optional<Os.Medium> find(OsDatabase systems) {
        try (TreeFiles files = files()) {
            Optional<Map<String, String>> info = Layouts.treeInfo(files);
            Optional<Os.Medium> byInfo = info.flatMap(values -> {
                Map<String, String> labels = new HashMap<>();
                for (String name : List.of("family", "version", "arch", "variant")) {
                    Optional.ofNullable(values.getOrDefault("general/" + name, values.get("release/" + (name.equals("family") ? "name" : name))))
                            .ifPresent(value -> labels.put(name, value));
                }
                return systems.identify(new MediaFacts("treeinfo", labels));
            });
            return byInfo.isPresent() || !(files instanceof TreeFiles.Image image) ? byInfo : systems.identify(labels(image));
        } catch (IOException e) {
            throw new InstallException("Error validating install location: " + e.getMessage(), e);
        }
    }

    /** The system in it, if the database knows it. */
    public Optional<Os> os() {
        return medium.map(Os.Medium::os);
    }

    /** The image, which stays in the guest's drive while it is installed. */
    public Optional<String> medium() {
        return kind == Kind.IMAGE ? Optional.of(location) : Optional.empty();
    }

    /** The address that the installer itself fetches from. */
    public Optional<String> url() {
        return kind == Kind.WEB ? Optional.of(location) : Optional.empty();
    }

    /** The installer fetches its packages over the network, and needs memory for them. */
    public boolean needsNetwork() {
        return kind != Kind.IMAGE || medium.filter(Os.Medium::netInstall).isPresent();
    }

    /** A folder of ours is nowhere that the installer could fetch from. */
    public boolean isFolder() {
        return kind == Kind.FOLDER;
    }

    /** Copies kernel and initrd to these files. */
    public void extract(Path kernel, Path initrd) {
        try (TreeFiles files = files()) {
            Paths paths = locate(files);
            copy(files, paths.kernel(), kernel);
            copy(files, paths.initrd(), initrd);
        } catch (IOException e) {
            throw new InstallException("cannot take the installer's kernel out of '" + location + "': " + e.getMessage(), e);
        }
    }

    private static void copy(TreeFiles files, String from, Path to) throws IOException {
        try (OutputStream out = Files.newOutputStream(to)) {
            files.copy(from, out);
        }
    }

    /** Where they are: as the user says, as the tree says, as the database says, as such trees are. */
    private Paths locate(TreeFiles files) throws IOException {
        List<Paths> candidates = new ArrayList<>();
        given.ifPresent(candidates::add);
        if (given.isEmpty()) {
            Layouts.treeInfo(files).ifPresent(info -> {
                String images = "images-" + info.getOrDefault("general/arch", arch) + "/";
                if (info.containsKey(images + "kernel")) candidates.add(new Paths(info.get(images + "kernel"), info.getOrDefault(images + "initrd", "")));
            });
            medium.ifPresent(one -> one.kernel().ifPresent(kernel -> candidates.add(new Paths(kernel, one.initrd().orElse("")))));
            candidates.addAll(Layouts.of(arch));
        }
        for (Paths paths : candidates) {
            if (files.has(paths.kernel()) && files.has(paths.initrd())) return paths;
        }
        throw new IOException(given.isPresent() ? "no " + given.get().kernel() + " and " + given.get().initrd() + " in it"
                : "Couldn't find kernel for install tree.");
    }
}
