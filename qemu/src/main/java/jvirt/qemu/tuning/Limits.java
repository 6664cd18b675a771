package jvirt.qemu.tuning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import jvirt.api.domain.device.Iotune;
import jvirt.api.json.Json;

/** What a disk may do in a second, by libvirt's names; the name of a group whose disks share it. */
record Limits(SequencedMap<String, Long> numbers, Optional<String> group) {
    /** Limits on the sum, on reading and on writing, which are set together; and QEMU's words for them. */
    private static final List<Triple> TRIPLES = List.of(new Triple("bytes_sec", "bps", ""), new Triple("iops_sec", "iops", ""),
            new Triple("bytes_sec_max", "bps", "_max"), new Triple("iops_sec_max", "iops", "_max"),
            new Triple("bytes_sec_max_length", "bps", "_max_length"), new Triple("iops_sec_max_length", "iops", "_max_length"));
    static final String SIZE = "size_iops_sec";
    static final String GROUP = "group_name";

    private record Triple(String name, String qemu, String suffix) {
        List<String> names() {
            return List.of("total_" + name, "read_" + name, "write_" + name);
        }

        List<String> words() {
            return List.of(qemu + suffix, qemu + "_rd" + suffix, qemu + "_wr" + suffix);
        }
    }

    static Limits of(Optional<Iotune> tune) {
        SequencedMap<String, Long> numbers = new LinkedHashMap<>();
        READERS.forEach((name, reader) -> numbers.put(name, tune.flatMap(reader).orElse(0L)));
        return new Limits(numbers, tune.flatMap(Iotune::groupName));
    }

    /** All that has a number, in libvirt's order. */
    private static final SequencedMap<String, Function<Iotune, Optional<Long>>> READERS = readers();

    private static SequencedMap<String, Function<Iotune, Optional<Long>>> readers() {
        SequencedMap<String, Function<Iotune, Optional<Long>>> readers = new LinkedHashMap<>();
        readers.put("total_bytes_sec", Iotune::totalBytesSec);
        readers.put("read_bytes_sec", Iotune::readBytesSec);
        readers.put("write_bytes_sec", Iotune::writeBytesSec);
        readers.put("total_iops_sec", Iotune::totalIopsSec);
        readers.put("read_iops_sec", Iotune::readIopsSec);
        readers.put("write_iops_sec", Iotune::writeIopsSec);
        readers.put("total_bytes_sec_max", Iotune::totalBytesSecMax);
        readers.put("read_bytes_sec_max", Iotune::readBytesSecMax);
        readers.put("write_bytes_sec_max", Iotune::writeBytesSecMax);
        readers.put("total_iops_sec_max", Iotune::totalIopsSecMax);
        readers.put("read_iops_sec_max", Iotune::readIopsSecMax);
        readers.put("write_iops_sec_max", Iotune::writeIopsSecMax);
        readers.put(SIZE, Iotune::sizeIopsSec);
        readers.put("total_bytes_sec_max_length", Iotune::totalBytesSecMaxLength);
        readers.put("read_bytes_sec_max_length", Iotune::readBytesSecMaxLength);
        readers.put("write_bytes_sec_max_length", Iotune::writeBytesSecMaxLength);
        readers.put("total_iops_sec_max_length", Iotune::totalIopsSecMaxLength);
        readers.put("read_iops_sec_max_length", Iotune::readIopsSecMaxLength);
        readers.put("write_iops_sec_max_length", Iotune::writeIopsSecMaxLength);
        return readers;
    }

    boolean any() {
        return numbers.values().stream().anyMatch(number -> number != 0);
    }

    static List<String> names() {
        List<String> names = new ArrayList<>(READERS.keySet());
        names.add(names.indexOf(SIZE) + 1, GROUP);
        return names;
    }

    /** With the values that were given; of three that belong together, one that was not given goes. */
    Limits with(Values values) {
        SequencedMap<String, Long> changed = new LinkedHashMap<>(numbers);
        for (Triple triple : TRIPLES) {
            if (triple.names().stream().noneMatch(values.names()::contains)) continue;
            for (String name : triple.names()) changed.put(name, values.number(name).orElse(0L));
        }
        values.number(SIZE).ifPresent(size -> changed.put(SIZE, size));
        return new Limits(changed, values.text(GROUP).filter(name -> !name.isEmpty()).or(() -> group));
    }

    Iotune tune() {
        List<Optional<Long>> all = numbers.values().stream().map(Optional::of).toList();
        return new Iotune(all.get(0), all.get(1), all.get(2), all.get(3), all.get(4), all.get(5), all.get(6), all.get(7),
                all.get(8), all.get(9), all.get(10), all.get(11), all.get(12), group, all.get(13), all.get(14), all.get(15),
                all.get(16), all.get(17), all.get(18));
    }

    /** In QEMU's words. A length is only said of a burst that is allowed. */
    Json.Obj qemu() {
        Json.Obj limits = Json.object();
        for (Triple triple : TRIPLES) {
            for (int i = 0; i < triple.names().size(); i++) {
                long value = numbers.get(triple.names().get(i));
                if (triple.suffix.equals("_max_length") && value == 0) continue;
                limits = limits.with(triple.words().get(i), value);
            }
        }
        limits = limits.with("iops_size", numbers.get(SIZE));
        return group.isPresent() ? limits.with("group", group.get()) : limits;
    }
}
