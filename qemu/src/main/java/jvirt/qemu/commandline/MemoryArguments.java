package jvirt.qemu.commandline;

import java.util.Optional;
import jvirt.api.MemorySize;
import jvirt.api.domain.Domain;
import jvirt.api.domain.MaxMemory;
import jvirt.api.domain.Memory;
import jvirt.api.domain.MemoryBacking;
import jvirt.api.json.Json;
import jvirt.qemu.caps.MachineType;
import jvirt.qemu.device.Chassis;
import jvirt.qemu.device.Memories;
import jvirt.qemu.device.Resources;

/** The memory that the guest boots with: {@code -m} and its backend. */
final class MemoryArguments {
    private MemoryArguments() {}

    /** What is there at the start, in KiB: all of it but what is in modules. */
    static long initialKib(Domain domain) {
        long modules = domain.devices().memories().stream().mapToLong(module -> module.target().size().kib()).sum();
        return domain.memory().map(Memory::size).map(MemorySize::kib).orElse(0L) - modules;
    }

    /** How memory without a backend of its own is told where it comes from. */
    static void addOld(Chassis chassis, Resources resources, Arguments arguments) {
        MemoryBacking backing = chassis.domain().memoryBacking().orElse(MemoryBacking.NONE);
        var stretch = new Memories.Stretch("ram", "ram", 0, -1, false, Optional.empty());
        Json.Obj props = Memories.backend(stretch, false, chassis, resources).props();
        boolean immediate = backing.allocation().flatMap(MemoryBacking.Allocation::mode)
                .filter(MemoryBacking.AllocationMode.IMMEDIATE::equals).isPresent();
        if (immediate || backing.hugepages().isPresent() && props.flag("prealloc")) arguments.add("-mem-prealloc");
        props.findString("mem-path").ifPresent(path -> arguments.add("-mem-path", path));
    }

    static void add(Chassis chassis, Resources resources, Arguments arguments) {
        Domain domain = chassis.domain();
        long initial = initialKib(domain);
        Optional<MaxMemory> most = domain.maxMemory();
        arguments.add("-m", most.map(max -> "size=" + initial + "k,slots=" + max.slots().orElse(0) + ",maxmem="
                + max.size().kib() + "k").orElse(Long.toString(initial / 1024)));
        Optional<String> ram = MachineArguments.type(chassis).flatMap(MachineType::defaultRam);
        if (NumaArguments.cells(domain).isEmpty()) {
            if (ram.isEmpty()) addOld(chassis, resources, arguments);
            ram.ifPresent(id -> {
                var stretch = new Memories.Stretch(id, id, initial, -1, true, Optional.empty());
                arguments.add(Memories.things(Memories.backend(stretch, false, chassis, resources).props(), chassis));
            });
        }
        boolean locked = domain.memoryBacking().filter(MemoryBacking::locked).isPresent();
        arguments.add("-overcommit", "mem-lock=" + (locked ? "on" : "off"));
    }
}
