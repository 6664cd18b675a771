package jvirt.qemu.tuning;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.Parameter;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.qemu.Impact;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.VmEvent;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.device.Disks;
import jvirt.qemu.qmp.BlockCommand;

/** How much a disk may do in a second. QEMU holds it back, and all disks of its group together. */
public record DiskThrottle(Vm vm, String path) {
    /** {@code QEMU_BLOCK_IOTUNE_MAX}, libvirt 9.0.0 src/qemu/qemu_driver.c. */
    private static final long MOST = 1_000_000_000_000_000L;
    private static final List<String> KINDS = List.of("bytes_sec", "iops_sec");

    private static Map<String, Values.Type> known() {
        Map<String, Values.Type> known = new LinkedHashMap<>();
        for (String name : Limits.names()) known.put(name, name.equals(Limits.GROUP) ? Values.Type.STRING : Values.Type.ULLONG);
        return known;
    }

    private Disk disk(Domain domain) {
        return domain.devices().disks().stream().filter(disk -> disk.target().dev().equals(path)
                        || jvirt.qemu.Disks.path(disk).filter(path::equals).isPresent()).findFirst()
                .orElseThrow(() -> QEMU.error(INVALID_ARG, "disk '%s' was not found in the domain config", path));
    }

    /** How many values there are. */
    public static int count() {
        return Limits.names().size();
    }

    public List<Parameter> get(int flags) {
        boolean live = Impact.ofOne(vm, flags).live();
        Disk disk = disk(live ? vm.running().live() : vm.definition());
        Limits limits = Limits.of(disk.iotune());
        Optional<String> group = limits.group().or(() -> live && limits.any() ? groupInQemu(disk) : Optional.empty());
        List<Parameter> values = new ArrayList<>();
        for (String name : Limits.names()) {
            values.add(name.equals(Limits.GROUP) ? Parameter.of(name, group.orElse(""))
                    : Parameter.ofUllong(name, limits.numbers().get(name)));
        }
        return values;
    }

    /** QEMU gives a group to a disk that has limits of its own. */
    private Optional<String> groupInQemu(Disk disk) {
        Active active = vm.running();
        return active.qemu().monitor().call(new BlockCommand.QueryBlock()).stream().filter(device -> jvirt.qemu.Disks
                .find(active.live(), device.qdev().orElse(device.device()), Optional.empty()).filter(disk::equals).isPresent())
                .findFirst().flatMap(BlockCommand.Device::inserted).flatMap(BlockCommand.Node::group);
    }

    public void set(List<Parameter> parameters, int flags) {
        Values values = Values.of(parameters, known());
        check(values);
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetBlockIoTune")) {
            Impact impact = Impact.of(vm, flags);
            Optional<Domain> definition = impact.config() ? Optional.of(changed(vm.definition(), values)) : Optional.empty();
            if (impact.live()) {
                Domain live = vm.running().live();
                Disk disk = disk(live);
                Limits limits = Limits.of(disk.iotune()).with(values);
                checkBursts(limits);
                if (!Disks.empty(disk)) {
                    vm.running().qemu().monitor().call(new BlockCommand.SetThrottle(jvirt.qemu.Disks.device(disk), limits.qemu()));
                }
            }
            definition.ifPresent(kept -> vm.machines().keep(vm, kept));
            if (impact.live()) {
                vm.changeLive(live -> changed(live, values));
                vm.announce(new VmEvent.Tunable(heard(values)));
            }
        }
    }

    private List<VmEvent.Parameter> heard(Values values) {
        List<VmEvent.Parameter> heard = new ArrayList<>(List.of(new VmEvent.Parameter("blkdeviotune.disk", path)));
        for (String name : values.names()) {
            Object value = name.equals(Limits.GROUP) ? values.text(name).orElse("") : values.number(name).orElse(0L);
            heard.add(new VmEvent.Parameter("blkdeviotune." + name, value));
        }
        return heard;
    }

    static void check(Values values) {
        for (String name : values.names()) {
            if (!name.equals(Limits.GROUP) && values.number(name).filter(value -> value < 0 || value > MOST).isPresent()) {
                throw QEMU.error(ARGUMENT_UNSUPPORTED, "block I/O throttle limit value must be no more than %d", MOST);
            }
        }
        for (String suffix : List.of("", "_max")) {
            for (String kind : KINDS) {
                boolean total = given(values, "total_" + kind + suffix);
                if (total && (given(values, "read_" + kind + suffix) || given(values, "write_" + kind + suffix))) {
                    throw QEMU.error(INVALID_ARG, "total and read/write of %s%s cannot be set at the same time", kind, suffix);
                }
            }
        }
    }

    private static boolean given(Values values, String name) {
        return values.number(name).filter(value -> value != 0).isPresent();
    }

    static void checkBursts(Limits limits) {
        for (String kind : KINDS) {
            for (String what : List.of("total_", "read_", "write_")) {
                long usual = limits.numbers().get(what + kind);
                long burst = limits.numbers().get(what + kind + "_max");
                if (burst == 0) continue;
                if (usual == 0) {
                    throw QEMU.error(CONFIG_UNSUPPORTED, "cannot reset '%s' when '%s' is set", what + kind, what + kind + "_max");
                }
                if (burst < usual) {
                    throw QEMU.error(CONFIG_UNSUPPORTED, "value '%s' cannot be smaller than '%s'", what + kind + "_max",
                            what + kind);
                }
            }
        }
    }

    /** The disks of a group have one limit. */
    private Domain changed(Domain domain, Values values) {
        Disk chosen = disk(domain);
        Limits limits = Limits.of(chosen.iotune()).with(values);
        return domain.with(draft -> draft.devices = draft.devices.with(devices -> devices.disks = devices.disks.stream()
                .map(disk -> disk.equals(chosen) || limits.group().isPresent()
                        && Limits.of(disk.iotune()).group().equals(limits.group()) ? disk.withIotune(limits.tune()) : disk).toList()));
    }
}
