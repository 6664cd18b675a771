package jvirt.qemu.tuning;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.qemu.tuning.Values.Type.STRING;
import static jvirt.qemu.tuning.Values.Type.UINT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import jvirt.api.Parameter;
import jvirt.api.domain.BlkioTune;
import jvirt.api.domain.Domain;
import jvirt.qemu.Impact;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;

/** A machine's share of the host's block devices, and its limits on each. */
public record BlockWeights(Vm vm) {
    private static final Map<String, Values.Type> KNOWN = Map.of("weight", UINT, "device_weight", STRING,
            "device_read_iops_sec", STRING, "device_write_iops_sec", STRING, "device_read_bytes_sec", STRING,
            "device_write_bytes_sec", STRING);
    private static final BlkioTune NONE = new BlkioTune(Optional.empty(), List.of());

    /** A value that each device has of its own: the kernel's file for it in version 1 of its interface, its word in version 2. */
    private enum PerDevice {
        WEIGHT("device_weight", "blkio.bfq.weight_device", "weight", device -> device.weight().map(Integer::longValue)),
        READ_IOPS("device_read_iops_sec", "blkio.throttle.read_iops_device", "riops",
                device -> device.readIops().map(Integer::longValue)),
        WRITE_IOPS("device_write_iops_sec", "blkio.throttle.write_iops_device", "wiops",
                device -> device.writeIops().map(Integer::longValue)),
        READ_BYTES("device_read_bytes_sec", "blkio.throttle.read_bps_device", "rbps", BlkioTune.Device::readBytes),
        WRITE_BYTES("device_write_bytes_sec", "blkio.throttle.write_bps_device", "wbps", BlkioTune.Device::writeBytes);

        private final String name;
        private final String file;
        private final String word;
        private final Function<BlkioTune.Device, Optional<Long>> reader;

        PerDevice(String name, String file, String word, Function<BlkioTune.Device, Optional<Long>> reader) {
            this.name = name;
            this.file = file;
            this.word = word;
            this.reader = reader;
        }
    }

    public static int count() {
        return KNOWN.size();
    }

    public List<Parameter> get(int flags) {
        Impact impact = Impact.ofOne(vm, flags);
        BlkioTune tune = (impact.live() ? vm.running().live() : vm.definition()).blkiotune().orElse(NONE);
        List<Parameter> values = new ArrayList<>();
        int weight = impact.live() ? liveWeight().orElse(tune.weight().orElse(0)) : tune.weight().orElse(0);
        values.add(Parameter.ofUint("weight", weight));
        for (PerDevice kind : PerDevice.values()) {
            List<String> each = tune.device().stream().flatMap(device -> kind.reader.apply(device).stream()
                    .map(value -> device.path() + "," + value)).toList();
            values.add(Parameter.of(kind.name, String.join(",", each)));
        }
        return values;
    }

    private Optional<Integer> liveWeight() {
        Group group = Group.of(vm.running()).with("blkio", "blkio");
        return weightFile(group).flatMap(file -> group.read("blkio", file)).map(text -> text.replaceFirst("^default ", ""))
                .map(Integer::valueOf);
    }

    private static Optional<String> weightFile(Group group) {
        return List.of("blkio.weight", "blkio.bfq.weight", "io.bfq.weight", "io.weight").stream()
                .filter(file -> group.cgroup().file("blkio", file).isPresent()).findFirst();
    }

    public void set(List<Parameter> parameters, int flags) {
        Values values = Values.of(parameters, KNOWN);
        SequencedMap<PerDevice, SequencedMap<Path, Long>> each = new LinkedHashMap<>();
        for (PerDevice kind : PerDevice.values()) values.text(kind.name).ifPresent(text -> each.put(kind, parse(kind, text)));
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetBlkioParameters")) {
            Impact impact = Impact.of(vm, flags);
            if (impact.live()) live(values, each);
            if (impact.config()) vm.machines().keep(vm, changed(vm.definition(), values, each));
            if (impact.live()) vm.changeLive(domain -> changed(domain, values, each));
        }
    }

    /** {@code PATH,VALUE,PATH,VALUE...}. */
    private static SequencedMap<Path, Long> parse(PerDevice kind, String text) {
        SequencedMap<Path, Long> values = new LinkedHashMap<>();
        if (text.isEmpty()) return values;
        String[] words = text.split(",");
        try {
            for (int i = 0; i < words.length; i += 2) values.put(Path.of(words[i]), Long.parseLong(words[i + 1]));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw QEMU.error(INVALID_ARG, e, "unable to parse blkio device '%s' '%s'", kind.name, text);
        }
        return values;
    }

    private void live(Values values, Map<PerDevice, SequencedMap<Path, Long>> each) {
        Group group = Group.of(vm.running()).with("blkio", "blkio");
        values.number("weight").ifPresent(weight -> writeWeight(group, weight));
        each.forEach((kind, devices) -> devices.forEach((device, value) -> write(group, kind, device, value)));
    }

    private static void writeWeight(Group group, long weight) {
        group.write("blkio", weightFile(group).orElseThrow(() ->
                QEMU.error(OPERATION_INVALID, "blkio weight is valid only for bfq or cfq scheduler")), Long.toString(weight));
    }

    /** All that is said. */
    static void write(Group group, BlkioTune tune) {
        tune.weight().ifPresent(weight -> writeWeight(group, weight));
        for (BlkioTune.Device device : tune.device()) {
            for (PerDevice kind : PerDevice.values()) {
                kind.reader.apply(device).ifPresent(value -> write(group, kind, device.path(), value));
            }
        }
    }

    private static void write(Group group, PerDevice kind, Path device, long value) {
        String number = number(device);
        if (group.unified()) {
            group.write("blkio", kind == PerDevice.WEIGHT ? "io.bfq.weight" : "io.max",
                    number + " " + (kind == PerDevice.WEIGHT ? Long.toString(value) : kind.word + "=" + (value == 0 ? "max" : value)));
        } else {
            group.write("blkio", kind.file, number + " " + value);
        }
    }

    /** Major and minor, as the kernel's files name a device. */
    private static String number(Path device) {
        try {
            long number = ((Number) Files.getAttribute(device, "unix:rdev")).longValue();
            if (number == 0) throw QEMU.error(INVALID_ARG, "Path '%s' must be a block device", device);
            long major = number >>> 8 & 0xfff | number >>> 32 & ~0xfffL;
            long minor = number & 0xff | number >>> 12 & ~0xffL;
            return major + ":" + minor;
        } catch (IOException e) {
            throw QEMU.error(INVALID_ARG, e, "Path '%s' is not accessible", device);
        }
    }

    private static Domain changed(Domain domain, Values values, Map<PerDevice, SequencedMap<Path, Long>> each) {
        BlkioTune tune = domain.blkiotune().orElse(NONE);
        SequencedMap<Path, BlkioTune.Device> devices = new LinkedHashMap<>();
        tune.device().forEach(device -> devices.put(device.path(), device));
        each.forEach((kind, changes) -> changes.forEach((path, value) -> devices.put(path, with(kind, value,
                devices.getOrDefault(path, new BlkioTune.Device(path, Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), Optional.empty()))))));
        Optional<Integer> weight = values.number("weight").map(Math::toIntExact).or(tune::weight);
        return domain.with(draft -> draft.blkiotune = Optional.of(new BlkioTune(weight, List.copyOf(devices.values()))));
    }

    private static BlkioTune.Device with(PerDevice kind, long value, BlkioTune.Device device) {
        Optional<Integer> small = Optional.of((int) value);
        Optional<Long> large = Optional.of(value);
        return new BlkioTune.Device(device.path(), kind == PerDevice.WEIGHT ? small : device.weight(),
                kind == PerDevice.READ_IOPS ? small : device.readIops(), kind == PerDevice.WRITE_IOPS ? small : device.writeIops(),
                kind == PerDevice.READ_BYTES ? large : device.readBytes(),
                kind == PerDevice.WRITE_BYTES ? large : device.writeBytes());
    }
}
