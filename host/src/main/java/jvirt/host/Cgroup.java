package jvirt.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A control group: one folder in version 2 of the kernel's interface, one a controller in version 1. Moving a process into
 * one waits for the kernel, some 10 ms a controller in version 1: keep it off whatever is in a hurry.
 */
public final class Cgroup {
    /** What machines are measured and limited by. */
    private static final List<String> CONTROLLERS = List.of("cpu", "cpuacct", "cpuset", "memory", "blkio");
    /** Version 2: what works on single threads. */
    private static final List<String> THREADED = List.of("cpu", "cpuset");
    private static final Path MOUNTS = Path.of("/sys/fs/cgroup");

    private final String path;
    private final Map<String, Path> folders;
    private final boolean unified;
    /** Whether it is for some threads of a process whose others are in the group above. */
    private final boolean threads;

    private Cgroup(String path, Map<String, Path> folders, boolean unified, boolean threads) {
        this.path = path;
        this.folders = folders;
        this.unified = unified;
        this.threads = threads;
    }

    /** The group of this path, such as {@code machine/qemu-7-web1}; nothing is made yet. */
    public static Cgroup at(String path) {
        return at(MOUNTS, path);
    }

    static Cgroup at(Path mounts, String path) {
        Map<String, Path> folders = new LinkedHashMap<>();
        boolean unified = Files.exists(mounts.resolve("cgroup.controllers"));
        if (unified) {
            folders.put("", mounts.resolve(path));
        } else {
            for (String controller : CONTROLLERS) {
                Path mount = mounts.resolve(controller);
                if (Files.isWritable(mount)) folders.put(controller, mount.resolve(path));
            }
        }
        return new Cgroup(path, folders, unified, false);
    }

    /** Whether this is version 2 of the interface. */
    public boolean unified() {
        return unified;
    }

    /** Makes the folders that are not there, and those above. */
    public void make() throws IOException {
        for (Map.Entry<String, Path> folder : folders.entrySet()) {
            Files.createDirectories(folder.getValue());
            if (unified && threads) {
                Files.writeString(folder.getValue().resolve("cgroup.type"), "threaded");
                enable(folder.getValue().getParent(), THREADED);
            } else if (unified) {
                enable(folder.getValue().getParent());
            }
            if (folder.getKey().equals("cpuset")) inheritCpuset(folder.getValue());
        }
    }

    /** Version 2: controllers work below a folder that lets them, and so on upwards. */
    private static void enable(Path folder) {
        if (!folder.startsWith(MOUNTS)) return;
        if (!folder.equals(MOUNTS)) enable(folder.getParent());
        enable(folder, List.of("cpu", "cpuset", "memory", "io"));
    }

    private static void enable(Path folder, List<String> controllers) {
        for (String controller : controllers) {
            try {
                Files.writeString(folder.resolve("cgroup.subtree_control"), "+" + controller);
            } catch (IOException _) {
                // this kernel, or this folder's owner, does not hand the controller down
            }
        }
    }

    /** Version 1: a fresh cpuset has no processors, and takes no process until it has. */
    private static void inheritCpuset(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent == null || !Files.exists(folder.resolve("cpuset.cpus"))) return;
        if (Files.readString(folder.resolve("cpuset.cpus")).isBlank()) {
            if (Files.exists(parent.resolve("cpuset.cpus")) && Files.readString(parent.resolve("cpuset.cpus")).isBlank()) {
                inheritCpuset(parent);
            }
            for (String file : List.of("cpuset.mems", "cpuset.cpus")) {
                Files.writeString(folder.resolve(file), Files.readString(parent.resolve(file)).strip());
            }
        }
    }

    /** Moves a process in, with all its threads. */
    public void add(int pid) throws IOException {
        for (Path folder : folders.values()) Files.writeString(folder.resolve("cgroup.procs"), Integer.toString(pid));
    }

    /** Whether a process is in it, everywhere. */
    public boolean holds(int pid) {
        String wanted = Integer.toString(pid);
        return folders.values().stream().allMatch(folder -> {
            try {
                return Files.readAllLines(folder.resolve("cgroup.procs")).contains(wanted);
            } catch (IOException _) {
                return false;   // there is no such group
            }
        });
    }

    /** A group below this one, for single threads of its processes. */
    public Cgroup child(String name) {
        Map<String, Path> below = new LinkedHashMap<>();
        folders.forEach((controller, folder) -> below.put(controller, folder.resolve(name)));
        return new Cgroup(path + "/" + name, below, unified, true);
    }

    /** Moves one thread in. */
    public void addThread(int tid) throws IOException {
        for (Map.Entry<String, Path> folder : folders.entrySet()) {
            Files.writeString(folder.getValue().resolve(unified ? "cgroup.threads" : "tasks"), Integer.toString(tid));
        }
    }

    /** The folder of a controller; none where the host has no such controller, or nobody may change it. */
    public Optional<Path> folder(String controller) {
        return Optional.ofNullable(folders.get(unified ? "" : controller));
    }

    /** A parameter's file, such as {@code cpu.shares} of {@code cpu}; none where there is no such file. */
    public Optional<Path> file(String controller, String name) {
        return folder(controller).map(folder -> folder.resolve(name)).filter(Files::exists);
    }

    public boolean exists() {
        return folders.values().stream().anyMatch(Files::isDirectory);
    }

    /** Removes the group and those below; who is inside must be gone. */
    public void remove() throws IOException {
        for (Path folder : folders.values()) remove(folder);
    }

    private static void remove(Path folder) throws IOException {
        List<Path> below = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
            entries.forEach(below::add);
        } catch (NoSuchFileException _) {
            return;
        }
        for (Path child : below) remove(child);
        Files.deleteIfExists(folder);
    }

    @Override
    public String toString() {
        return "cgroup " + path;
    }
}
