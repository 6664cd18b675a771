package jvirt.qemu.tuning;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.Parameter;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Iotune;
import jvirt.qemu.Impact;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.device.ThrottleGroups;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.MachineCommand;

/** How much the disks of a throttle group may do in a second, all together. */
public record GroupThrottle(Vm vm, String group) {
    private static final String LIMITS = "limits";

    private static Map<String, Values.Type> known() {
        Map<String, Values.Type> known = new LinkedHashMap<>();
        for (String name : Limits.names()) if (!name.equals(Limits.GROUP)) known.put(name, Values.Type.ULLONG);
        return known;
    }

    /** The group of a machine that is called so. */
    static Optional<Iotune> find(Domain domain, String group) {
        return domain.throttlegroups().stream().filter(one -> one.groupName().equals(Optional.of(group))).findFirst();
    }

    /** Makes the group, or changes its limits. */
    public void set(List<Parameter> parameters, int flags) {
        if (group.isEmpty()) throw QEMU.error(INVALID_ARG, "a throttle group must have a name");
        Values values = Values.of(parameters, known());
        DiskThrottle.check(values);
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetThrottleGroup")) {
            Impact impact = Impact.of(vm, flags);
            Optional<Domain> definition = impact.config() ? Optional.of(changed(vm.definition(), values)) : Optional.empty();
            if (impact.live()) {
                Domain live = vm.running().live();
                Iotune limits = limits(live, values);
                Conversation qemu = vm.running().qemu().monitor();
                if (find(live, group).isPresent()) {
                    qemu.call(new MachineCommand.QomSet("/objects/" + ThrottleGroups.id(group), LIMITS, ThrottleGroups.limits(limits)));
                } else {
                    qemu.call(new DeviceCommand.ObjectAdd(ThrottleGroups.object(limits).props()));
                }
            }
            definition.ifPresent(kept -> vm.machines().keep(vm, kept));
            if (impact.live()) vm.changeLive(live -> changed(live, values));
        }
    }

    private Iotune limits(Domain domain, Values values) {
        Limits limits = Limits.of(find(domain, group).or(() -> Optional.of(Iotune.ofGroup(Optional.of(group))))).with(values);
        DiskThrottle.checkBursts(limits);
        return limits.tune();
    }

    private Domain changed(Domain domain, Values values) {
        Iotune limits = limits(domain, values);
        List<Iotune> groups = new ArrayList<>(domain.throttlegroups());
        int at = find(domain, group).map(groups::indexOf).orElse(-1);
        if (at >= 0) groups.set(at, limits);
        else groups.add(limits);
        return domain.with(draft -> draft.throttlegroups = groups);
    }

    /** Gives the group up; a group that a disk is in stays. */
    public void delete(int flags) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainDelThrottleGroup")) {
            Impact impact = Impact.of(vm, flags);
            if (impact.live()) refuseUsed(vm.running().live());
            if (impact.config()) refuseUsed(vm.definition());
            if (impact.live()) {
                vm.running().qemu().monitor().call(new DeviceCommand.ObjectDel(ThrottleGroups.id(group)));
                vm.changeLive(this::without);
            }
            if (impact.config()) vm.machines().keep(vm, without(vm.definition()));
        }
    }

    private void refuseUsed(Domain domain) {
        if (find(domain, group).isEmpty()) {
            throw QEMU.error(INVALID_ARG, "throttlegroup '%s' was not found in the domain config", group);
        }
        for (Disk disk : domain.devices().disks()) {
            if (disk.throttlefilters().stream().anyMatch(filter -> filter.group().equals(group))) {
                throw QEMU.error(OPERATION_INVALID, "throttle group '%s' is still being used by disk %s", group, disk.target().dev());
            }
        }
    }

    private Domain without(Domain domain) {
        return domain.with(draft -> draft.throttlegroups = draft.throttlegroups.stream()
                .filter(one -> !one.groupName().equals(Optional.of(group))).toList());
    }
}
