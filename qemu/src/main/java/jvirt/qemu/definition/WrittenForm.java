package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_DETAIL;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.IoThread;
import jvirt.api.domain.Os;
import jvirt.api.domain.Vcpu;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Input;
import jvirt.api.domain.device.Parallel;
import jvirt.api.domain.device.Video;
import jvirt.api.xml.YesNo;

/**
 * What libvirt makes of a document while it reads it: the order of disks, controllers and screens, numbers that follow from
 * a device's place in its list, what an element means that leaves something out.
 */
final class WrittenForm {
    private WrittenForm() {}

    /** @param architecture of a guest that does not say */
    static void apply(Making making, String architecture) {
        if (making.domain.os.type().name().isEmpty()) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "an os <type> must be specified");
        }
        Os.Type type = making.domain.os.type();
        if (type.arch().isEmpty()) {
            making.domain.os = making.domain.os.withType(new Os.Type(Optional.of(architecture), type.machine(), type.name()));
        }
        SecurityForm.apply(making, making.hypervisor.securityModel(), making.domain.id.isEmpty());
        CpuForm.apply(making);
        NumaForm.apply(making);
        making.domain.cputune = making.domain.cputune.map(tune -> tune.within(making.domain.vcpu.maximum()));
        ioThreads(making);
        making.devices.disks = DiskOrder.sorted(making.devices.disks);
        making.devices.controllers = ControllerOrder.sorted(
                Making.map(making.devices.controllers, ControllerOrder::mastered));
        characterDevices(making);
        making.devices.inputs = Making.map(making.devices.inputs, input -> input(input, making));
        making.devices.graphics = making.devices.graphics.stream().map(GraphicsForm::of).toList();
        making.devices.videos = sortedVideos(making.devices.videos);
        refuseUsbWithoutBus(making);
    }

    /** As many threads as the count says; an id is only worth printing where somebody chose one. */
    private static void ioThreads(Making making) {
        List<IoThread> written = making.domain.iothreadids;
        Set<Integer> ids = new HashSet<>();
        for (IoThread thread : written) {
            if (!ids.add(thread.id())) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "duplicate iothread id '%d' found", thread.id());
            }
        }
        int count = Math.max(written.size(), making.domain.iothreads.orElse(0));
        making.domain.iothreads = count == 0 ? Optional.empty() : Optional.of(count);
        if (written.isEmpty()) {
            making.domain.cputune = making.domain.cputune.map(tune -> tune.byThread(Integer::compare));
            return;
        }
        List<IoThread> threads = new ArrayList<>(written);
        for (int id = 1; threads.size() < count; id++) {
            if (ids.add(id)) threads.add(new IoThread(id, Optional.empty(), Optional.empty()));
        }
        making.domain.iothreadids = threads;
        List<Integer> order = threads.stream().map(IoThread::id).toList();
        making.domain.cputune = making.domain.cputune.map(tune ->
                tune.byThread((a, b) -> Integer.compare(order.indexOf(a), order.indexOf(b))));
    }

    /** A console's port is its place in the list; a parallel port without one gets the next. */
    private static void characterDevices(Making making) {
        List<Console> consoles = new ArrayList<>();
        for (Console console : making.devices.consoles) {
            Optional<Console.Type> type = console.target().flatMap(Console.Target::type);
            consoles.add(console.withTarget(new Console.Target(type, Optional.of(consoles.size()))));
        }
        making.devices.consoles = consoles;
        List<Parallel> parallels = new ArrayList<>();
        for (Parallel parallel : making.devices.parallels) {
            int next = parallels.stream().mapToInt(one -> one.target().flatMap(Parallel.Target::port).orElse(-1)).max()
                    .orElse(-1) + 1;
            int port = parallel.target().flatMap(Parallel.Target::port).orElse(next);
            parallels.add(parallel.withTarget(new Parallel.Target(Optional.of(port))));
        }
        making.devices.parallels = parallels;
    }

    private static Input input(Input input, Making making) {
        if (input.bus().isPresent()) return input;
        Board board = making.board();
        String os = making.domain.os.type().name();
        if (!os.equals("hvm")) return input.withBus(os.startsWith("xen") ? Input.Bus.XEN : Input.Bus.PS2);
        Input.Bus usual = board.s390() ? Input.Bus.VIRTIO : Input.Bus.USB;
        boolean pc = board.x86() || board.architecture().isEmpty();
        Input.Bus bus = switch (input.type()) {
            case MOUSE, KEYBOARD -> pc ? Input.Bus.PS2 : usual;
            case PASSTHROUGH -> Input.Bus.VIRTIO;
            case EVDEV -> board.s390() ? Input.Bus.VIRTIO : Input.Bus.NONE;
            case TABLET -> usual;
        };
        return input.withBus(bus);
    }

    /** The primary screen first; the first is primary. */
    private static List<Video> sortedVideos(List<Video> written) {
        List<Video> sorted = new ArrayList<>();
        for (Video video : written) {
            boolean primary = video.model().flatMap(Video.Model::primary).filter(YesNo::yes).isPresent();
            sorted.add(primary ? 0 : sorted.size(), VideoForm.written(video));
        }
        return sorted;
    }

    private static void refuseUsbWithoutBus(Making making) {
        List<Controller> buses = making.devices.controllers.stream().filter(one -> one.type() == Controller.Type.USB && !noUsb(one)).toList();
        if (!buses.isEmpty() && buses.stream().allMatch(one -> one.info().master().isPresent())) {
            throw ErrorDomain.DOMAIN.error(XML_DETAIL, "No master USB controller specified");
        }
        boolean none = making.devices.controllers.stream().anyMatch(WrittenForm::noUsb);
        if (!none) return;
        if (making.devices.controllers.stream().anyMatch(one -> one.type() == Controller.Type.USB && !noUsb(one))) {
            throw ErrorDomain.DOMAIN.error(XML_DETAIL, "Can't add another USB controller: USB is disabled for this domain");
        }
        if (making.devices.inputs.stream().anyMatch(input -> input.bus().equals(Optional.of(Input.Bus.USB)))) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "Can't add USB input device. USB bus is disabled");
        }
        if (making.devices.hostdevs.stream().anyMatch(hostdev -> hostdev.subject() instanceof Hostdev.Subject.Usb)) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "Can't add host USB device: USB is disabled in this host");
        }
        if (!making.devices.hubs.isEmpty()) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "Can't add USB hub: USB is disabled for this domain");
        }
    }

    static boolean noUsb(Controller controller) {
        return controller.type() == Controller.Type.USB && controller.model().equals(Optional.of("none"));
    }

    /** The processors: those that are listed one by one say how many are on. */
    private static final class CpuForm {
        static void apply(Making making) {
            Vcpu vcpu = making.domain.vcpu;
            if (vcpu.maximum() == 0) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "domain config can't have 0 maximum vCPUs");
            }
            int online = vcpu.online();
            if (online > vcpu.maximum()) {
                throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "maximum vCPU count must not be less than current vCPU count");
            }
            for (var state : making.domain.vcpus) {
                if (state.id() >= vcpu.maximum()) {
                    throw ErrorDomain.DOMAIN.error(XML_ERROR, "vcpu id '%d' is out of range of maximum vcpu count",
                            state.id());
                }
            }
            if (!making.domain.vcpus.isEmpty()) {
                online = (int) making.domain.vcpus.stream().filter(state -> state.enabled().yes()).count();
                making.domain.vcpu = new Vcpu(vcpu.placement(), vcpu.cpuset(), Optional.of(online), vcpu.maximum());
            }
            numa(making);
        }

        private static void numa(Making making) {
            int most = making.domain.vcpu.maximum();
            BitSet cpus = new BitSet();
            making.domain.cpu.flatMap(cpu -> cpu.numa()).ifPresent(numa -> numa.cell()
                    .forEach(cell -> cell.cpus().ifPresent(set -> cpus.or(set.bits()))));
            if (cpus.cardinality() > most) {
                throw ErrorDomain.DOMAIN.error(INTERNAL_ERROR, "Number of CPUs in <numa> exceeds the <vcpu> count");
            }
            if (cpus.length() - 1 >= most) {
                throw ErrorDomain.DOMAIN.error(INTERNAL_ERROR, "CPU IDs in <numa> exceed the <vcpu> count");
            }
        }
    }
}
