package jvirt.daemon.domain;

import static jvirt.api.ErrorCode.OPERATION_FAILED;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import jvirt.api.ErrorDomain;
import jvirt.api.MemorySize;
import jvirt.api.domain.Domain;
import jvirt.api.xml.View;
import jvirt.daemon.connect.Flags;
import jvirt.qemu.Condition;
import jvirt.qemu.Impact;
import jvirt.qemu.Keeping;
import jvirt.qemu.Machines;
import jvirt.qemu.Vm;
import jvirt.qemu.definition.Migratable;
import jvirt.qemu.definition.Setting;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.WireDomainGetSecurityLabelRet;
import jvirt.rpc.server.Calls;

/** Tells clients what machines are and do; from memory, so that nobody waits. */
public final class LookCalls {
    /** {@code virDomainXMLFlags}. */
    private static final int SECURE = 1;
    private static final int INACTIVE = 2;
    private static final int UPDATE_CPU = 4;
    private static final int MIGRATABLE = 8;
    /** Kernel ticks of {@code /proc} in nanoseconds: 100 a second on every Linux that userspace sees. */
    private static final long TICK_NANOS = 10_000_000L;
    /** {@code VIR_SECURITY_LABEL_BUFLEN}. */
    private static final int LABEL_BYTES = 4097;
    /** {@code virDomainMessageType}. */
    private static final int TAINTS = 2;
    private static final int DEPRECATIONS = 1;
    /** {@code virDomainControlState}. */
    private static final int CONTROL_OK = 0;
    private static final int CONTROL_JOB = 1;
    private static final int CONTROL_OCCUPIED = 2;
    private static final int CONTROL_ERROR = 3;

    private final Machines machines;
    private final Domains domains;
    private final Taints taints;
    private final Function<Domain, Setting> settings;
    private final Printed printed = new Printed();

    /** @param settings the QEMU that runs a machine */
    public LookCalls(Machines machines, Domains domains, Taints taints, Function<Domain, Setting> settings) {
        this.settings = settings;
        this.machines = machines;
        this.domains = domains;
        this.taints = taints;
    }

    public void register(Calls calls) {
        calls.quick(DomainCall.GetXmlDesc.class, (_, call) -> document(call));
        calls.quick(DomainCall.GetInfo.class, (_, call) -> info(domains.of(call.dom())));
        calls.quick(DomainCall.GetState.class, (_, call) -> state(domains.of(call.dom()).state().condition()));
        calls.quick(DomainCall.GetOsType.class, (_, call) ->
                new DomainCall.TypeRet(domains.of(call.dom()).current().os().type().name()));
        calls.quick(DomainCall.GetMaxMemory.class, (_, call) ->
                new DomainCall.MemoryRet(memory(domains.of(call.dom()).current())));
        calls.quick(DomainCall.IsActive.class, (_, call) ->
                new DomainCall.ActiveRet(bit(domains.of(call.dom()).active().isPresent())));
        calls.quick(DomainCall.IsPersistent.class, (_, call) ->
                new DomainCall.PersistentRet(bit(domains.of(call.dom()).persistent())));
        calls.quick(DomainCall.IsUpdated.class, (_, call) -> new DomainCall.UpdatedRet(bit(domains.of(call.dom()).updated())));
        calls.quick(DomainCall.GetAutostartOnce.class, (_, call) ->
                new DomainCall.AutostartRet(bit(domains.of(call.dom()).autostartOnce())));
        calls.quick(DomainCall.GetAutostart.class, (_, call) ->
                new DomainCall.AutostartRet(bit(domains.of(call.dom()).autostart())));
        calls.quick(DomainCall.GetControlInfo.class, (_, call) -> control(domains.of(call.dom()), call.flags()));
        calls.quick(DomainCall.GetMetadata.class, (_, call) -> {
            check(call.flags(), Impact.LIVE | Impact.CONFIG, "qemuDomainGetMetadata");
            return new DomainCall.MetadataRet(new Keeping(domains.of(call.dom())).metadata(call.type(), call.uri(), call.flags()));
        });
        // no security model labels processes here: what "none" says of a machine that is there
        calls.quick(DomainCall.GetSecurityLabel.class, (_, call) -> {
            domains.of(call.dom());
            return new DomainCall.LabelEnforcingRet(label(""), 0);
        });
        calls.quick(DomainCall.GetSecurityLabelList.class, (_, call) -> {
            List<WireDomainGetSecurityLabelRet> labels = List.of(
                    new WireDomainGetSecurityLabelRet(label(taints.label(domains.of(call.dom()))), 0));
            return new DomainCall.LabelsRet(labels, labels.size());
        });
        calls.quick(DomainCall.GetMessages.class, (_, call) -> {
            check(call.flags(), DEPRECATIONS | TAINTS, "qemuDomainGetMessages");
            Vm vm = domains.of(call.dom());
            boolean wanted = call.flags() == 0 || (call.flags() & TAINTS) != 0;
            return new DomainCall.MsgsRet(wanted ? taints.messages(vm) : List.of());
        });
        calls.on(DomainCall.GetHostname.class, (_, call) -> new DomainCall.HostnameRet(
                machines.agents().hostname(domains.of(call.dom()), call.flags())));
    }

    private DomainCall.XmlRet document(DomainCall.GetXmlDesc call) {
        check(call.flags(), SECURE | INACTIVE | UPDATE_CPU | MIGRATABLE, "qemuDomainGetXMLDesc");
        Vm vm = domains.of(call.dom());
        boolean secure = (call.flags() & SECURE) != 0;
        boolean inactive = (call.flags() & (INACTIVE | MIGRATABLE)) != 0;
        Domain shown = (call.flags() & MIGRATABLE) != 0 ? migratable(call.flags() & INACTIVE, vm)
                : inactive ? vm.definition() : vm.current();
        return new DomainCall.XmlRet(printed.xml(vm, shown, new View(!inactive, secure)));
    }

    private Domain migratable(int inactive, Vm vm) {
        Domain domain = inactive != 0 ? vm.definition() : vm.configuration();
        return Migratable.of(domain, settings.apply(domain));
    }

    private static DomainCall.GetInfoRet info(Vm vm) {
        Domain domain = vm.current();
        long memory = memory(domain);
        Optional<Integer> pid = vm.active().map(active -> active.qemu().pid());
        return new DomainCall.GetInfoRet(vm.state().condition().state(), memory,
                domain.currentMemory().map(MemorySize::kib).orElse(memory), domain.vcpu().online(),
                pid.map(LookCalls::cpuTime).orElse(0L));
    }

    private static long memory(Domain domain) {
        return domain.memory().map(memory -> memory.size().kib()).orElse(0L);
    }

    /** Nanoseconds that a process and its threads have had of processors. */
    static long cpuTime(int pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            // utime and stime are the 14th and 15th of all
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS;
        } catch (IOException e) {
            throw ErrorDomain.QEMU.error(OPERATION_FAILED, e, "cannot read cputime for domain");
        }
    }

    private static DomainCall.StateReasonRet state(Condition condition) {
        return new DomainCall.StateReasonRet(condition.state(), condition.reason());
    }

    private static DomainCall.GetControlInfoRet control(Vm vm, int flags) {
        check(flags, 0, "qemuDomainGetControlInfo");
        if (vm.running().qemu().monitor().ended()) return new DomainCall.GetControlInfoRet(CONTROL_ERROR, 2, 0);
        return vm.jobs().holder().map(turn -> new DomainCall.GetControlInfoRet(
                        turn.job().lengthy() ? CONTROL_JOB : CONTROL_OCCUPIED, 0, turn.elapsed().toMillis()))
                .orElse(new DomainCall.GetControlInfoRet(CONTROL_OK, 0, 0));
    }

    /** The bytes of a text and the one that ends it. */
    private static List<Byte> label(String text) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (bytes.size() < LABEL_BYTES - 1) bytes.add(b);
        }
        bytes.add((byte) 0);
        return bytes;
    }

    private static int bit(boolean yes) {
        return yes ? 1 : 0;
    }

    private static void check(int flags, int known, String function) {
        Flags.check(ErrorDomain.QEMU, flags, known, function);
    }
}
