package jvirt.qemu.definition;

import static jvirt.api.domain.device.Controller.Type.USB;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import jvirt.api.domain.Devices;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.DeviceInfo;

/** A definition in the making: the drafts that the steps change one after the other. Lives within one call. */
public final class Making {
    public final Domain.Draft domain;
    public final Devices.Draft devices;
    final Hypervisor hypervisor;

    private Making(Domain.Draft domain, Devices.Draft devices, Hypervisor hypervisor) {
        this.domain = domain;
        this.devices = devices;
        this.hypervisor = hypervisor;
    }

    /** What becomes of {@code written} after {@code steps}. */
    static Domain of(Domain written, Hypervisor hypervisor, Consumer<Making> steps) {
        return written.with(domain -> domain.devices = written.devices().with(devices ->
                steps.accept(new Making(domain, devices, hypervisor))));
    }

    public Board board() {
        return new Board(domain.os.type().arch().orElse(""), domain.os.type().machine().orElse(""), domain.type);
    }

    public boolean hvm() {
        return domain.os.type().name().equals("hvm");
    }

    /** The first controller of this kind and index. */
    public Optional<Controller> controller(Controller.Type type, int index) {
        return devices.controllers.stream()
                .filter(controller -> controller.type() == type && controller.index().orElse(-1) == index)
                .findFirst();
    }

    /** Adds the controller where there is none of its kind and index; true when it was added. */
    boolean need(Controller.Type type, int index, Optional<String> model) {
        if (controller(type, index).isPresent()) return false;
        add(type, index, model);
        return true;
    }

    void add(Controller.Type type, int index, Optional<String> model) {
        devices.controllers = plus(devices.controllers, ControllerOrder.controller(type, index, model));
    }

    /** The USB controller and, for an EHCI one, the companions that serve slow devices. */
    void addUsb(Optional<String> model) {
        add(USB, 0, model);
        if (!model.equals(Optional.of("ich9-ehci1"))) return;
        for (int companion = 1; companion <= 3; companion++) {
            add(USB, 0, Optional.of("ich9-uhci" + companion));
        }
    }

    static <T> List<T> plus(List<T> list, T element) {
        List<T> longer = new ArrayList<>(list);
        longer.add(element);
        return longer;
    }

    /** Every device after {@code change}; the order is libvirt's when it walks all devices. */
    void each(UnaryOperator<Device> change) {
        devices.disks = map(devices.disks, change);
        devices.interfaces = map(devices.interfaces, change);
        devices.sounds = map(devices.sounds, change);
        devices.hostdevs = map(devices.hostdevs, change);
        devices.videos = map(devices.videos, change);
        devices.controllers = map(devices.controllers, change);
        devices.smartcards = map(devices.smartcards, change);
        devices.serials = map(devices.serials, change);
        devices.parallels = map(devices.parallels, change);
        devices.channels = map(devices.channels, change);
        devices.consoles = map(devices.consoles, change);
        devices.inputs = map(devices.inputs, change);
        devices.filesystems = map(devices.filesystems, change);
        devices.watchdog = map(devices.watchdog, change);
        devices.memballoon = map(devices.memballoon, change);
        devices.rngs = map(devices.rngs, change);
        devices.nvram = map(devices.nvram, change);
        devices.hubs = map(devices.hubs, change);
        devices.shmems = map(devices.shmems, change);
        devices.tpms = map(devices.tpms, change);
        devices.panics = map(devices.panics, change);
        devices.iommu = map(devices.iommu, change);
        devices.vsock = map(devices.vsock, change);
        devices.redirdevs = map(devices.redirdevs, change);
        devices.memories = map(devices.memories, change);
    }

    /** The names that devices have already. */
    Set<String> aliases() {
        Set<String> aliases = new HashSet<>();
        each(device -> {
            device.alias().ifPresent(aliases::add);
            return device;
        });
        return aliases;
    }

    /** The list after each element went through {@code change}, which sees the changes before its own. */
    @SuppressWarnings("unchecked") // a change keeps the kind of its device
    static <D extends Device> List<D> map(List<D> list, UnaryOperator<? super D> change) {
        if (list.isEmpty()) return list;
        List<D> mapped = new ArrayList<>(list.size());
        for (D device : list) mapped.add((D) ((UnaryOperator<Device>) change).apply(device));
        return mapped;
    }

    @SuppressWarnings("unchecked") // a change keeps the kind of its device
    static <D extends Device> Optional<D> map(Optional<D> device, UnaryOperator<? super D> change) {
        return device.map(one -> (D) ((UnaryOperator<Device>) change).apply(one));
    }

    /** The list with the first element that {@code which} picks changed. */
    static <D> List<D> first(List<D> list, Predicate<D> which, UnaryOperator<D> change) {
        List<D> changed = new ArrayList<>(list);
        for (int i = 0; i < changed.size(); i++) {
            if (!which.test(changed.get(i))) continue;
            changed.set(i, change.apply(changed.get(i)));
            break;
        }
        return changed;
    }

    /** The device with another info, of its own type. */
    @SuppressWarnings("unchecked") // withInfo keeps the kind
    static <D extends Device> D with(D device, DeviceInfo info) {
        return (D) device.withInfo(info);
    }
}
