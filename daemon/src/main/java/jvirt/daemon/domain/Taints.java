package jvirt.daemon.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Interface;
import jvirt.qemu.Vm;
import jvirt.qemu.process.Confinement;

/** What about a running machine an administrator should know, in libvirt's words. */
public final class Taints {
    private final Confinement confinement;
    /** Machines to whose QEMU a client has spoken itself, by the number of their run. */
    private final Map<UUID, Integer> spokenTo = new ConcurrentHashMap<>();

    public Taints(Confinement confinement) {
        this.confinement = confinement;
    }

    /** A client has told QEMU something that nobody here knows. */
    void spokenTo(Vm vm) {
        if (vm.active().isPresent()) spokenTo.put(vm.uuid(), vm.id());
    }

    /** Why whoever is asked for help with this machine should look twice. */
    List<String> messages(Vm vm) {
        List<String> messages = new ArrayList<>();
        boolean spoken = Integer.valueOf(vm.id()).equals(spokenTo.get(vm.uuid()));
        vm.active().ifPresent(active -> of(active.live(), spoken).forEach(taint -> messages.add("tainted: " + taint)));
        return messages;
    }

    private List<String> of(Domain live, boolean spoken) {
        List<String> taints = new ArrayList<>();
        if (live.qemu().commandline().isPresent()) taints.add("custom configuration parameters specified");
        if (spoken) taints.add("custom monitor control commands issued");
        if (confinement.account().root()) taints.add("running with undesirable elevated privileges");
        if (live.devices().interfaces().stream().map(Interface::script).anyMatch(java.util.Optional::isPresent)) {
            taints.add("network configuration using opaque shell scripts");
        }
        boolean passthrough = live.cpu().flatMap(jvirt.api.domain.Cpu::mode)
                .filter(mode -> mode == jvirt.api.domain.Cpu.Mode.HOST_PASSTHROUGH).isPresent();
        if (passthrough) taints.add("potentially unsafe use of host CPU passthrough");
        if (live.devices().disks().stream().anyMatch(disk -> disk.device() == Disk.Kind.CDROM
                && disk.source() instanceof DiskSource.Block)) {
            taints.add("use of host cdrom passthrough");
        }
        if (live.os().dtb().isPresent()) taints.add("custom device tree blob used");
        if (live.qemu().override().isPresent()) taints.add("custom device configuration");
        return taints;
    }

    /** Whom the machine's files are given to, as the DAC model labels them; nothing while it does not run. */
    String label(Vm vm) {
        return vm.active().map(_ -> "+%d:+%d".formatted(confinement.account().user(), confinement.account().group())).orElse("");
    }
}
