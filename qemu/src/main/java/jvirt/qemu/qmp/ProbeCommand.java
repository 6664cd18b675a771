package jvirt.qemu.qmp;

import java.util.List;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.api.json.Key;

/** Commands that ask what this QEMU can do. */
public sealed interface ProbeCommand<R> extends Command<R> {
    @Qmp("query-version") record QueryVersion() implements ProbeCommand<Version> {}
    @Qmp("query-target") record QueryTarget() implements ProbeCommand<Target> {}
    @Qmp("query-kvm") record QueryKvm() implements ProbeCommand<Kvm> {}
    @Qmp("query-commands") record QueryCommands() implements ProbeCommand<List<Named>> {}
    @Qmp("query-qmp-schema") record QuerySchema() implements ProbeCommand<List<Json.Obj>> {}
    @Qmp("query-command-line-options") record QueryCommandLineOptions() implements ProbeCommand<List<OptionGroup>> {}
    @Qmp("query-machines") record QueryMachines() implements ProbeCommand<List<MachineType>> {}
    @Qmp("query-cpu-definitions") record QueryCpuDefinitions() implements ProbeCommand<List<CpuDefinition>> {}
    @Qmp("query-cpu-model-expansion") record ExpandCpuModel(String type, CpuModel model) implements ProbeCommand<CpuExpansion> {}
    @Qmp("query-tpm-models") record QueryTpmModels() implements ProbeCommand<List<String>> {}
    @Qmp("query-tpm-types") record QueryTpmTypes() implements ProbeCommand<List<String>> {}
    @Qmp("query-sev-capabilities") record QuerySev() implements ProbeCommand<Sev> {}
    @Qmp("query-sgx-capabilities") record QuerySgx() implements ProbeCommand<Json.Obj> {}
    @Qmp("query-gic-capabilities") record QueryGic() implements ProbeCommand<List<Gic>> {}
    @Qmp("qom-list-types") record ListTypes(@Key("implements") Optional<String> of)
            implements ProbeCommand<List<Named>> {}
    @Qmp("qom-list-properties") record TypeProperties(String typename) implements ProbeCommand<List<Property>> {}
    @Qmp("device-list-properties") record DeviceProperties(String typename) implements ProbeCommand<List<Property>> {}
    @Qmp("query-migrate-capabilities") record QueryMigrateCapabilities() implements ProbeCommand<List<MigrateCapability>> {}

    record Version(Triple qemu, @Key("package") String packaged) {
        /** libvirt's number: {@code 7002022} for 7.2.22. */
        public int number() {
            return qemu.major * 1_000_000 + qemu.minor * 1000 + qemu.micro;
        }
    }

    record Triple(int major, int minor, int micro) {}
    record Target(String arch) {}
    record Kvm(boolean enabled, boolean present) {}
    record Named(String name) {}
    record OptionGroup(String option, List<Parameter> parameters) {}
    record Parameter(String name, String type) {}

    /** A board; QEMU leaves out what does not hold. */
    record MachineType(String name, Optional<String> alias, @Key("is-default") boolean isDefault, int cpuMax,
            boolean hotpluggableCpus, boolean numaMemSupported, boolean deprecated, Optional<String> defaultCpuType,
            Optional<String> defaultRamId) {}

    /** A processor model; without {@code unavailableFeatures} it is not known whether this host can run it. */
    record CpuDefinition(String name, Optional<String> typename, Optional<List<String>> unavailableFeatures,
            boolean deprecated, boolean migrationSafe, @Key("static") boolean isStatic, Optional<String> aliasOf) {}

    record CpuModel(String name, Optional<Json.Obj> props) {}
    record CpuExpansion(CpuModel model) {}
    record Sev(String pdh, String certChain, Optional<String> cpu0Id, int cbitpos, int reducedPhysBits) {}
    record Property(String name, String type, Optional<Json> defaultValue) {}
    record Gic(int version, boolean kernel, boolean emulated) {}
    record MigrateCapability(String capability, boolean state) {}
}
