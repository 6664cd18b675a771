package jvirt.qemu.launch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jvirt.host.Descriptor;
import jvirt.qemu.device.Resources;
import jvirt.qemu.plug.FileGroups;

/** The open files that a QEMU inherits, by the name of their purpose. They are ours until it has them; for one thread. */
final class Handed implements Resources.Descriptors, AutoCloseable {
    /** 0, 1 and 2 are what every process has. */
    private static final int FIRST = 3;

    private final List<Descriptor> all = new ArrayList<>();
    private final Map<String, List<Integer>> purposes = new HashMap<>();
    private final Map<String, Group> groups = new HashMap<>();

    /** Takes a file over; its number will be this one in QEMU. */
    int add(String purpose, Descriptor descriptor) {
        int number = FIRST + all.size();
        all.add(descriptor);
        purposes.computeIfAbsent(purpose, _ -> new ArrayList<>()).add(number);
        return number;
    }

    void addAll(String purpose, List<Descriptor> descriptors) {
        for (Descriptor descriptor : descriptors) add(purpose, descriptor);
    }

    /** Takes a client's group of files over. */
    void add(String name, FileGroups.Group group) {
        List<Integer> numbers = new ArrayList<>();
        for (Descriptor file : group.files()) {
            numbers.add(FIRST + all.size());
            all.add(file);
        }
        groups.put(name, new Group(numbers, group.writable()));
    }

    List<Descriptor> all() {
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
