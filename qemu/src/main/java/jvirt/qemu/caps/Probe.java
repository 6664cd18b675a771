package jvirt.qemu.caps;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jvirt.api.ErrorDomain;
import jvirt.api.json.Json;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.ProbeCommand;
import jvirt.qemu.qmp.ProbeCommand.Named;
import jvirt.qemu.qmp.ProbeCommand.Property;
import jvirt.qemu.qmp.Reply;

/**
 * Asks a QEMU that has no guest what it can do. Asked once with the accelerator that it finds, and, where that is not TCG,
 * once more with TCG for what differs.
 */
public final class Probe {
    /** {@code QEMU_MIN_*}, libvirt 9.0.0 src/qemu/qemu_capabilities.c. */
    private static final int OLDEST = 4_002_000;

    private final Conversation qemu;
    private final Set<QemuFlag> flags = EnumSet.noneOf(QemuFlag.class);
    private final Map<Accelerator, Offer> offers = new EnumMap<>(Accelerator.class);
    private String architecture = "";
    private Optional<QemuCapabilities.Sev> sev = Optional.empty();
    private Optional<QemuCapabilities.Sgx> sgx = Optional.empty();
    private Optional<QemuCapabilities.Hyperv> hyperv = Optional.empty();

    private Probe(Conversation qemu) {
        this.qemu = qemu;
    }

    /** All that QEMU says, but for TCG where it has something faster. */
    public static QemuCapabilities ask(Conversation qemu, Identity identity) {
        return new Probe(qemu).all(identity);
    }

    /** {@code found} with what this QEMU, started for TCG alone, offers. */
    public static QemuCapabilities askForTcg(Conversation qemu, QemuCapabilities found) {
        Probe probe = new Probe(qemu);
        probe.flags.addAll(found.flags());
        probe.offers.putAll(found.offers());
        probe.architecture = found.architecture();
        probe.offer(Accelerator.TCG);
        return new QemuCapabilities(found.identity(), probe.flags, found.version(), found.kvmVersion(), found.packaged(),
                found.architecture(), probe.offers, found.gics(), found.sev(), found.sgx(), found.hyperv(), found.nesting(),
                found.secureGuest());
    }

    private QemuCapabilities all(Identity identity) {
        ProbeCommand.Version version = qemu.call(new ProbeCommand.QueryVersion());
        if (version.number() < OLDEST) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "QEMU version >= 4.2.0 is required, but %d.%d.%d found",
                    version.qemu().major(), version.qemu().minor(), version.qemu().micro());
        }
        architecture = Architectures.ofQemu(qemu.call(new ProbeCommand.QueryTarget()).arch());
        addKnown(version.number());
        askSchema();
        add(Signs.COMMANDS, names(qemu.call(new ProbeCommand.QueryCommands())));
        ProbeCommand.Kvm kvm = qemu.call(new ProbeCommand.QueryKvm());
        if (kvm.present() && kvm.enabled()) flags.add(QemuFlag.KVM);
        askTypes();
        Accelerator accelerator = flags.contains(QemuFlag.KVM) ? Accelerator.KVM : Accelerator.TCG;
        List<MachineType> machines = machines();
        askMachineProperties(machines);
        List<CpuModel> cpus = cpus();
        askRest();
        sev();
        sgx();
        conclude();
        HostCpuProbe host = new HostCpuProbe(qemu, architecture, flags, accelerator);
        offers.put(accelerator, new Offer(host.cpu(), cpus, machines));
        hyperv = host.hyperv();
        return new QemuCapabilities(identity, flags, version.number(), 0, Optional.of(version.packaged()), architecture,
                offers, gics(), sev, sgx, hyperv, false, false);
    }

    private void offer(Accelerator accelerator) {
        List<CpuModel> cpus = cpus();
        Optional<HostCpu> host = new HostCpuProbe(qemu, architecture, flags, accelerator).cpu();
        offers.put(accelerator, new Offer(host, cpus, machines()));
    }

    /** What follows from the architecture and the version alone. */
    private void addKnown(int version) {
        switch (architecture) {
            case "i686", "x86_64" -> flags.addAll(List.of(QemuFlag.NO_ACPI, QemuFlag.NO_HPET));
            case "aarch64" -> flags.addAll(List.of(QemuFlag.NO_ACPI, QemuFlag.CPU_AARCH64_OFF, QemuFlag.MACH_VIRT_GIC_VERSION));
            case "s390", "s390x" -> flags.addAll(List.of(QemuFlag.AES_KEY_WRAP, QemuFlag.DEA_KEY_WRAP, QemuFlag.LOADPARM));
            default -> { }
        }
        // later versions comply by being built with gcrypt
        if (version < 5_002_000) flags.add(QemuFlag.ENABLE_FIPS);
    }

    private void askSchema() {
        QmpSchema schema = new QmpSchema(qemu.call(new ProbeCommand.QuerySchema()));
        Signs.SCHEMA.forEach((path, flag) -> {
            if (schema.has(path)) flags.add(flag);
        });
    }

    private void askTypes() {
        add(Signs.TYPES, names(qemu.call(new ProbeCommand.ListTypes(Optional.empty()))));
        for (Signs.Properties asked : Signs.DEVICES) {
            if (asked.condition().filter(condition -> !flags.contains(condition)).isPresent()) continue;
            List<Property> properties = properties(qemu.ask(new ProbeCommand.DeviceProperties(asked.type())));
            add(asked.flags(), properties.stream().map(Property::name).toList());
            // a disk that passes SCSI commands on unasked was the default until it was found to be unsafe
            if (properties.stream().anyMatch(property -> asked.flags().get(property.name()) == QemuFlag.VIRTIO_BLK_SCSI
                    && property.defaultValue().equals(Optional.of(Json.Bool.FALSE)))) {
                flags.add(QemuFlag.VIRTIO_BLK_SCSI_DEFAULT_DISABLED);
            }
        }
        for (Signs.Properties asked : Signs.OBJECTS) {
            if (asked.condition().filter(condition -> !flags.contains(condition)).isPresent()) continue;
            addProperties(asked.type(), asked.flags());
        }
    }

    private void addProperties(String type, Map<String, QemuFlag> signs) {
        add(signs, properties(qemu.ask(new ProbeCommand.TypeProperties(type))).stream().map(Property::name).toList());
    }

    /** No properties where there is no such device. */
    private static List<Property> properties(Reply<List<Property>> reply) {
        return reply instanceof Reply.Refused<List<Property>> refused && refused.deviceNotFound() ? List.of() : reply.orThrow();
    }

    private List<MachineType> machines() {
        List<MachineType> machines = new ArrayList<>();
        Optional<MachineType> preferred = Optional.empty();
        Optional<MachineType> own = Optional.empty();
        String wanted = Architectures.preferredMachine(architecture).orElse("");
        for (ProbeCommand.MachineType type : qemu.call(new ProbeCommand.QueryMachines())) {
            if (type.name().equals("none")) continue;
            MachineType machine = new MachineType(type.name(), type.alias(), type.hotpluggableCpus(), type.cpuMax(),
                    type.isDefault(), type.defaultCpuType(), type.numaMemSupported(), type.defaultRamId(), type.deprecated());
            machines.add(machine);
            if (machine.name().equals(wanted) || machine.alias().filter(wanted::equals).isPresent()) {
                preferred = Optional.of(machine);
            }
            if (machine.isDefault()) own = Optional.of(machine);
        }
        // QEMU's own where ours was left out of its build
        (preferred.isPresent() ? preferred : own).ifPresent(first -> {
            machines.remove(first);
            machines.addFirst(first);
        });
        return machines;
    }

    private void askMachineProperties(List<MachineType> machines) {
        for (Signs.Properties asked : Signs.MACHINES) {
            String name = machines.stream().filter(machine -> machine.alias().filter(asked.type()::equals).isPresent())
                    .map(MachineType::name).findFirst().orElse(asked.type());
            if (name.equals("none") || machines.stream().anyMatch(machine -> machine.name().equals(name))) {
                addProperties(name + "-machine", asked.flags());
            }
        }
    }

    private List<CpuModel> cpus() {
        if (!flags.contains(QemuFlag.QUERY_CPU_DEFINITIONS)) return List.of();
        Reply<List<ProbeCommand.CpuDefinition>> reply = qemu.ask(new ProbeCommand.QueryCpuDefinitions());
        // some architectures have the command and refuse it
        if (HostCpuProbe.notImplemented(reply)) return List.of();
        List<CpuModel> cpus = reply.orThrow().stream().map(CpuModel::of).toList();
        if (cpus.stream().anyMatch(cpu -> cpu.name().equals("max"))) flags.add(QemuFlag.CPU_MAX);
        return cpus;
    }

    private void askRest() {
        List<String> models = qemu.call(new ProbeCommand.QueryTpmModels());
        add(Signs.TPM_MODELS, models);
        add(Signs.TPM_TYPES, qemu.call(new ProbeCommand.QueryTpmTypes()));
        Map<String, Set<String>> options = new HashMap<>();
        for (ProbeCommand.OptionGroup group : qemu.call(new ProbeCommand.QueryCommandLineOptions())) {
            options.put(group.option(), group.parameters().stream().map(ProbeCommand.Parameter::name).collect(Collectors.toSet()));
        }
        for (Signs.Parameter asked : Signs.COMMAND_LINE) {
            Set<String> names = options.get(asked.group());
            if (names != null && asked.name().map(names::contains).orElse(true)) flags.add(asked.flag());
        }
        add(Signs.MIGRATION, qemu.call(new ProbeCommand.QueryMigrateCapabilities()).stream()
                .map(ProbeCommand.MigrateCapability::capability).toList());
    }

    private List<QemuCapabilities.Gic> gics() {
        if (!Set.of("aarch64", "armv6l", "armv7l").contains(architecture)) return List.of();
        Reply<List<ProbeCommand.Gic>> reply = qemu.ask(new ProbeCommand.QueryGic());
        if (reply instanceof Reply.Refused<List<ProbeCommand.Gic>> refused && refused.commandNotFound()) return List.of();
        return reply.orThrow().stream()
                .map(gic -> new QemuCapabilities.Gic(gic.version(), gic.kernel(), gic.emulated())).toList();
    }

    /** The type may be there while the processor has no SEV: then the flag is taken back. */
    private void sev() {
        if (!flags.contains(QemuFlag.SEV_GUEST)) return;
        Reply<ProbeCommand.Sev> reply = qemu.ask(new ProbeCommand.QuerySev());
        if (HostCpuProbe.notImplemented(reply)) {
            flags.remove(QemuFlag.SEV_GUEST);
            return;
        }
        ProbeCommand.Sev found = reply.orThrow();
        sev = Optional.of(new QemuCapabilities.Sev(found.cbitpos(), found.reducedPhysBits(), found.pdh(), found.certChain(),
                found.cpu0Id()));
    }

    /** Likewise; QEMU before 7.0 does not say the sections, without which enclaves cannot be placed. */
    private void sgx() {
        if (!flags.contains(QemuFlag.SGX_EPC)) return;
        Reply<Json.Obj> reply = qemu.ask(new ProbeCommand.QuerySgx());
        Optional<Json.Obj> found = HostCpuProbe.notImplemented(reply) ? Optional.empty()
                : Optional.of(reply.orThrow()).filter(answer -> answer.find("sections").isPresent());
        if (found.isEmpty()) {
            flags.remove(QemuFlag.SGX_EPC);
            return;
        }
        Json.Obj answer = found.get();
        List<QemuCapabilities.Sgx.Section> sections = answer.list("sections").stream().map(Json::asObject)
                .map(section -> new QemuCapabilities.Sgx.Section((int) section.number("node"), section.number("size") / 1024))
                .toList();
        long size = answer.findNumber("section-size").map(bytes -> bytes / 1024)
                .orElse(sections.stream().mapToLong(QemuCapabilities.Sgx.Section::sizeKib).sum());
        sgx = Optional.of(new QemuCapabilities.Sgx(answer.flag("flc"), answer.flag("sgx1"), answer.flag("sgx2"), size, sections));
    }

    /** Flags that follow from others. */
    private void conclude() {
        if (Architectures.isX86(architecture) && flags.contains(QemuFlag.QUERY_CPU_MODEL_EXPANSION)) flags.add(QemuFlag.CPU_CACHE);
        if (flags.contains(QemuFlag.CPU_UNAVAILABLE_FEATURES)) flags.add(QemuFlag.CANONICAL_CPU_FEATURES);
        // there it is a part of the board; elsewhere the type is there for other controllers' sake
        if (Set.of("sparc", "m68k", "mips").contains(architecture)) flags.add(QemuFlag.SCSI_NCR53C90);
        if (flags.containsAll(List.of(QemuFlag.BLOCKDEV_REOPEN, QemuFlag.MIGRATION_PARAM_BLOCK_BITMAP_MAPPING))) {
            flags.add(QemuFlag.INCREMENTAL_BACKUP);
        }
        // -compat cannot be asked for; it came in with this
        if (flags.contains(QemuFlag.OBJECT_JSON)) flags.add(QemuFlag.COMPAT_DEPRECATED);
        if (flags.contains(QemuFlag.MACHINE_HPET)) flags.remove(QemuFlag.NO_HPET);
    }

    private static List<String> names(List<Named> named) {
        return named.stream().map(Named::name).toList();
    }

    private void add(Map<String, QemuFlag> signs, Collection<String> seen) {
        Set<String> words = new HashSet<>(seen);
        signs.forEach((word, flag) -> {
            if (words.contains(word)) flags.add(flag);
        });
    }
}
