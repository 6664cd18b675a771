package jvirt.qemu.hotplug;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jvirt.host.Descriptor;
import jvirt.qemu.device.Resources;
import jvirt.qemu.plug.FileGroups;

/** The open files that a running QEMU is sent for a device, by the name of their purpose. They are ours until it has them; for one thread. */
final class Handing implements Resources.Descriptors, AutoCloseable {
    private final List<Descriptor> all = new ArrayList<>();
    private final Map<String, List<Integer>> purposes = new HashMap<>();
    private final Map<String, Group> groups = new HashMap<>();

    /** Takes files over. */
    void add(String purpose, List<Descriptor> descriptors) {
        all.addAll(descriptors);
        purposes.put(purpose, numbers(descriptors));
    }

    /** Takes a client's group of files over. */
    void add(String name, FileGroups.Group group) {
        all.addAll(group.files());
        groups.put(name, new Group(numbers(group.files()), group.writable()));
    }

    private static List<Integer> numbers(List<Descriptor> descriptors) {
        return descriptors.stream().map(Descriptor::number).toList();
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
