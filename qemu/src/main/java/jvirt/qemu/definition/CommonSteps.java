package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_DETAIL;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.MemorySize;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.MaxMemory;
import jvirt.api.domain.Memory;
import jvirt.api.domain.MemoryBacking;
import jvirt.api.domain.Os;
import jvirt.api.domain.Timer;
import jvirt.api.domain.VcpuState;
import jvirt.api.domain.device.DeviceInfo;
import jvirt.api.domain.device.Panic;
import jvirt.api.xml.Element;
import jvirt.api.xml.Metadata;
import jvirt.api.xml.Node;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;

/** What follows from a document for any guest, whatever runs it, once its devices are complete. */
final class CommonSteps {
    private CommonSteps() {}

    static void apply(Making making, boolean memoryOfCells) {
        vcpus(making);
        memory(making, memoryOfCells);
        firmware(making);
        ControllerOrder.refuseDuplicates(making.devices.controllers);
        refuseDuplicatePanics(making.devices.panics);
        if (making.hvm()) bootOrder(making);
        making.domain.clock.timer().forEach(CommonSteps::check);
        making.domain.metadata = making.domain.metadata.map(CommonSteps::oneOfEachNamespace);
        making.domain.cpu.ifPresent(CommonSteps::check);
    }

    /** A processor that is off can be plugged in later; one that is on cannot, unless it says so. */
    private static void vcpus(Making making) {
        making.domain.vcpus = making.domain.vcpus.stream().sorted((a, b) -> Integer.compare(a.id(), b.id())).toList();
        if (making.domain.vcpus.isEmpty()) return;
        List<VcpuState> states = new ArrayList<>();
        for (int id = 0; id < making.domain.vcpu.maximum(); id++) {
            VcpuState written = state(making.domain.vcpus, id);
            boolean on = written.enabled().yes();
            if (!on && written.hotpluggable().equals(Optional.of(YesNo.NO))) {
                throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "vcpu '%d' is both offline and not hotpluggable", id);
            }
            states.add(new VcpuState(id, written.enabled(), Optional.of(written.hotpluggable().orElse(YesNo.of(!on))),
                    written.order().filter(order -> order != 0)));
        }
        making.domain.vcpus = states;
    }

    private static VcpuState state(List<VcpuState> states, int id) {
        return states.stream().filter(state -> state.id() == id).findFirst()
                .orElse(new VcpuState(id, YesNo.NO, Optional.empty(), Optional.empty()));
    }

    private static void memory(Making making, boolean ofCells) {
        long total = making.domain.memory.map(memory -> memory.size().kib()).orElse(0L);
        long modules = making.devices.memories.stream().mapToLong(module -> module.target().size().kib()).sum();
        long cells = total == 0 || ofCells ? making.domain.cpu.flatMap(Cpu::numa).stream()
                .flatMap(numa -> numa.cell().stream()).mapToLong(cell -> cell.memory().kib()).sum() : 0;
        if (cells > 0) {
            total = cells + modules;
        } else if (modules > total) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "Total size of memory devices exceeds the total memory size");
        }
        if (total - modules == 0) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR,
                    "Memory size must be specified via <memory> or in the <numa> configuration");
        }
        making.domain.memory = Optional.of(new Memory(making.domain.memory.flatMap(Memory::dumpCore), new MemorySize(total)));
        long most = total;
        making.domain.currentMemory = Optional.of(making.domain.currentMemory
                .filter(size -> size.kib() != 0 && size.kib() <= most).orElse(new MemorySize(total)));
        making.domain.maxMemory = making.domain.maxMemory.flatMap(max -> maxMemory(max, most));
        making.domain.memoryBacking = making.domain.memoryBacking.map(backing -> nodesWithoutCells(backing, making));
    }

    private static Optional<MaxMemory> maxMemory(MaxMemory max, long total) {
        int slots = max.slots().orElse(0);
        if (slots == 0 && max.size().kib() == 0) return Optional.empty();
        if (slots == 0 || max.size().kib() == 0) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "both maximum memory size and memory slot count must be specified");
        }
        if (max.size().kib() < total) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR,
                    "maximum memory size must be equal or greater than the actual memory size");
        }
        return Optional.of(max);
    }

    /** Where the guest has no cells, huge pages for cell 0 are for all of it. */
    private static MemoryBacking nodesWithoutCells(MemoryBacking backing, Making making) {
        boolean cells = making.domain.cpu.flatMap(Cpu::numa).filter(numa -> !numa.cell().isEmpty()).isPresent();
        if (cells || backing.hugepages().isEmpty()) return backing;
        List<MemoryBacking.Page> pages = backing.hugepages().get().page().stream()
                .map(page -> page.nodeset().filter(set -> set.last() == 0).isPresent()
                        ? new MemoryBacking.Page(page.size(), Optional.empty()) : page)
                .toList();
        return new MemoryBacking(Optional.of(new MemoryBacking.HugePages(pages)), backing.nosharepages(), backing.locked(),
                backing.source(), backing.access(), backing.allocation(), backing.discard());
    }

    private static void firmware(Making making) {
        Os os = making.domain.os;
        Optional<Os.Loader> loader = os.loader().map(one -> one.path().isPresent() && one.type().isEmpty()
                ? new Os.Loader(one.readonly(), one.secure(), Optional.of(Os.LoaderType.ROM), one.stateless(), one.path())
                : one);
        making.domain.os = os.withFirmware(firmwareFeatures(os.feature()), loader, os.nvram());
    }

    /** Keys that are enrolled are of no use to a firmware that does not check them. */
    private static List<Os.FirmwareFeature> firmwareFeatures(List<Os.FirmwareFeature> written) {
        Optional<YesNo> keys = feature(written, Os.FeatureName.ENROLLED_KEYS);
        Optional<YesNo> secure = feature(written, Os.FeatureName.SECURE_BOOT);
        if (keys.equals(Optional.of(YesNo.YES))) {
            if (secure.equals(Optional.of(YesNo.NO))) {
                throw ErrorDomain.DOMAIN.error(XML_DETAIL, "firmware feature 'enrolled-keys' cannot be enabled when firmware "
                        + "feature 'secure-boot' is disabled");
            }
            secure = Optional.of(YesNo.YES);
        }
        List<Os.FirmwareFeature> features = new ArrayList<>();
        keys.ifPresent(yes -> features.add(new Os.FirmwareFeature(yes, Os.FeatureName.ENROLLED_KEYS)));
        secure.ifPresent(yes -> features.add(new Os.FirmwareFeature(yes, Os.FeatureName.SECURE_BOOT)));
        return features;
    }

    private static Optional<YesNo> feature(List<Os.FirmwareFeature> features, Os.FeatureName name) {
        return features.stream().filter(one -> one.name() == name).map(Os.FirmwareFeature::enabled).findFirst();
    }

    private static void refuseDuplicatePanics(List<Panic> panics) {
        Set<Panic.Model> seen = new HashSet<>();
        for (Panic panic : panics) {
            if (panic.model().isPresent() && !seen.add(panic.model().get())) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "Multiple panic devices with model '%s'",
                        XmlBinding.word(panic.model().get()));
            }
        }
    }

    /** Devices have their turns, or kinds of devices have; the first disk where nobody says. */
    private static void bootOrder(Making making) {
        Set<Integer> turns = new HashSet<>();
        making.each(device -> {
            device.info().boot().map(DeviceInfo.Boot::order).filter(turn -> !turns.add(turn)).ifPresent(turn -> {
                throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "boot order '%d' used for more than one device", turn);
            });
            return device;
        });
        Os os = making.domain.os;
        if (!os.boot().isEmpty() && !turns.isEmpty()) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED,
                    "per-device boot elements cannot be used together with os/boot elements");
        }
        if (os.boot().isEmpty() && turns.isEmpty()) {
            making.domain.os = os.withBoot(List.of(new Os.Boot(Os.BootDevice.HD)));
        }
    }

    private static void check(Timer timer) {
        String name = XmlBinding.word(timer.name());
        if ((timer.name() == Timer.Name.KVMCLOCK || timer.name() == Timer.Name.HYPERVCLOCK)
                && timer.tickpolicy().isPresent()) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "timer %s doesn't support setting of timer tickpolicy", name);
        }
        if (timer.name() != Timer.Name.TSC && timer.frequency().isPresent()) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "timer %s doesn't support setting of timer frequency", name);
        }
        if (timer.name() != Timer.Name.TSC && timer.mode().isPresent()) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "timer %s doesn't support setting of timer mode", name);
        }
        boolean catchup = timer.catchup().filter(values -> values.threshold().isPresent() || values.slew().isPresent()
                || values.limit().isPresent()).isPresent();
        if (catchup && !timer.tickpolicy().equals(Optional.of(Timer.TickPolicy.CATCHUP))) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR,
                    "setting of timer catchup policies is only supported with tickpolicy='catchup'");
        }
        if (timer.name() != Timer.Name.PLATFORM && timer.name() != Timer.Name.RTC && timer.track().isPresent()) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "timer %s doesn't support setting of timer track", name);
        }
    }

    /** An application has one element; what belongs to none is dropped. */
    private static Metadata oneOfEachNamespace(Metadata metadata) {
        Set<String> seen = new HashSet<>();
        List<Node> kept = new ArrayList<>();
        for (Node node : metadata.element().nodes()) {
            boolean drop = node instanceof Element child && (child.namespace().isEmpty() || !seen.add(child.namespace()));
            if (!drop) kept.add(node);
        }
        Element element = metadata.element();
        return new Metadata(new Element(element.name(), element.namespace(), element.attributes(), kept, element.line()));
    }

    private static void check(Cpu cpu) {
        if (cpu.effectiveMode() == Cpu.Mode.CUSTOM && cpu.modelName().isEmpty() && cpu.check().isPresent()) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "check attribute specified for CPU with no model");
        }
    }
}
