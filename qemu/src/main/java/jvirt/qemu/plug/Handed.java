package jvirt.qemu.plug;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jvirt.host.Descriptor;
import jvirt.qemu.device.Resources;

/** The open files that a QEMU gets, by the name of their purpose. They are ours until it has them; for one thread. */
public final class Handed implements Resources.Descriptors, AutoCloseable {
    /** 0, 1 and 2 are what every process has. */
    private static final int FIRST = 3;

    private final boolean inherited;
    private final List<Descriptor> all = new ArrayList<>();
    private final Map<String, List<Integer>> purposes = new HashMap<>();
    private final Map<String, Group> groups = new HashMap<>();

    private Handed(boolean inherited) {
        this.inherited = inherited;
    }

    /** Files that a QEMU is started with: each has its place's number there. */
    public static Handed inherited() {
        return new Handed(true);
    }

    /** Files that a running QEMU is sent: until then they have our own numbers. */
    public static Handed sent() {
        return new Handed(false);
    }

    /** Takes a file over. */
    public void add(String purpose, Descriptor file) {
        purposes.computeIfAbsent(purpose, _ -> new ArrayList<>()).add(take(file));
    }

    /** Takes files over. */
    public void add(String purpose, List<Descriptor> files) {
        files.forEach(file -> add(purpose, file));
    }

    /** Takes a client's group of files over. */
    public void add(String name, FileGroups.Group group) {
        groups.put(name, new Group(group.files().stream().map(this::take).toList(), group.writable()));
    }

    private int take(Descriptor file) {
        int number = inherited ? FIRST + all.size() : file.number();
        all.add(file);
        return number;
    }

    /** All of them, in the order in which they were added. */
    public List<Descriptor> all() {
        return all;
    }

    @Override
    public List<Integer> named(String purpose) {
        return purposes.getOrDefault(purpose, List.of());
    }

    @Override
    public Group group(String name) {
        return groups.getOrDefault(name, new Group(List.of(), false));
    }

    @Override
    public void close() {
        all.forEach(Descriptor::close);
    }
}
