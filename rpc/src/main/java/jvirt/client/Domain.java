package jvirt.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.VirtException;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.Opaque;
import jvirt.rpc.call.QemuCall;
import jvirt.rpc.call.TypedParam;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.client.Stream;

/** A machine. */
public final class Domain {
    /** {@code VIR_DOMAIN_XML_SECURE}: with passwords. */
    public static final int XML_SECURE = 1;
    /** {@code VIR_DOMAIN_XML_INACTIVE}: what the next start will use. */
    public static final int XML_INACTIVE = 2;
    /** {@code VIR_DOMAIN_METADATA_*}. */
    public static final int DESCRIPTION = 0;
    public static final int TITLE = 1;
    public static final int ELEMENT = 2;
    /** More named values than any reply of this kind has. */
    private static final int MANY = 16;

    private final Connection connection;
    private final WireDomain wire;

    Domain(Connection connection, WireDomain wire) {
        this.connection = connection;
        this.wire = wire;
    }

    /** The machine as calls name it. */
    public WireDomain wire() {
        return wire;
    }

    public String name() {
        return wire.name();
    }

    public UUID uuid() {
        return wire.uuid();
    }

    /** The id that it had when it was looked up; -1 when it did not run. */
    public int id() {
        return wire.id();
    }

    @Override public boolean equals(Object other) {
        return other instanceof Domain domain && domain.wire.uuid().equals(wire.uuid());
    }

    @Override public int hashCode() {
        return wire.uuid().hashCode();
    }

    @Override public String toString() {
        return wire.name();
    }

    // what it is and does

    /** {@code virDomainState} and its reason. */
    public record State(int state, int reason) {}

    /** In short. */
    public record Info(int state, long maxMemoryKib, long memoryKib, int cpus, long cpuNanos) {}

    /** What its control channel does: {@code virDomainControlInfo}. */
    public record Control(int state, int details, long millis) {}

    /** How it is kept apart from others. */
    public record SecurityLabel(String label, boolean enforcing) {}

    public State state() {
        var state = connection.call(new DomainCall.GetState(wire, 0));
        return new State(state.state(), state.reason());
    }

    public Info info() {
        var info = connection.call(new DomainCall.GetInfo(wire));
        return new Info(info.state(), info.maxMem(), info.memory(), info.nrVirtCpu(), info.cpuTime());
    }

    public Control control() {
        var control = connection.call(new DomainCall.GetControlInfo(wire, 0));
        return new Control(control.state(), control.details(), control.stateTime());
    }

    public boolean active() {
        return connection.call(new DomainCall.IsActive(wire)).active() == 1;
    }

    public boolean persistent() {
        return connection.call(new DomainCall.IsPersistent(wire)).persistent() == 1;
    }

    public boolean updated() {
        return connection.call(new DomainCall.IsUpdated(wire)).updated() == 1;
    }

    public String osType() {
        return connection.call(new DomainCall.GetOsType(wire)).type();
    }

    public boolean autostart() {
        return connection.call(new DomainCall.GetAutostart(wire)).autostart() != 0;
    }

    public void autostart(boolean on) {
        connection.call(new DomainCall.SetAutostart(wire, on ? 1 : 0));
    }

    /** It starts with the daemon the next time. */
    public boolean autostartOnce() {
        return connection.call(new DomainCall.GetAutostartOnce(wire)).autostart() != 0;
    }

    public void autostartOnce(boolean on) {
        connection.call(new DomainCall.SetAutostartOnce(wire, on ? 1 : 0));
    }

    /** Has its screens read their certificates again: {@code virDomainGraphicsReloadType}. */
    public void reloadGraphics(int type) {
        connection.call(new DomainCall.GraphicsReload(wire, type, 0));
    }

    public SecurityLabel securityLabel() {
        var label = connection.call(new DomainCall.GetSecurityLabel(wire));
        return new SecurityLabel(Params.chars(label.label()), label.enforcing() != 0);
    }

    /** What is worth knowing, such as that it is tainted. */
    public List<String> messages() {
        return connection.call(new DomainCall.GetMessages(wire, 0)).msgs();
    }

    /** Its definition: {@link #XML_INACTIVE}, {@link #XML_SECURE} ... */
    public String xml(int flags) {
        return connection.call(new DomainCall.GetXmlDesc(wire, flags)).xml();
    }

    public String hostname(int flags) {
        return connection.call(new DomainCall.GetHostname(wire, flags)).hostname();
    }

    /** The guest's clock, in seconds since 1970. */
    public long time() {
        return connection.call(new DomainCall.GetTime(wire, 0)).seconds();
    }

    /** Sets the guest's clock, from its hardware clock when {@code sync}. */
    public void setTime(long seconds, boolean sync) {
        connection.call(new DomainCall.SetTime(wire, seconds, 0, sync ? 1 : 0));
    }

    // starting and stopping

    public void start(int flags) {
        if (flags == 0) connection.call(new DomainCall.Create(wire));
        else connection.call(new DomainCall.CreateWithFlags(wire, flags));
    }

    public void shutdown(int flags) {
        if (flags == 0) connection.call(new DomainCall.Shutdown(wire));
        else connection.call(new DomainCall.ShutdownFlags(wire, flags));
    }

    public void reboot(int flags) {
        connection.call(new DomainCall.Reboot(wire, flags));
    }

    public void reset() {
        connection.call(new DomainCall.Reset(wire, 0));
    }

    public void destroy(int flags) {
        if (flags == 0) connection.call(new DomainCall.Destroy(wire));
        else connection.call(new DomainCall.DestroyFlags(wire, flags));
    }

    public void suspend() {
        connection.call(new DomainCall.Suspend(wire));
    }

    public void resume() {
        connection.call(new DomainCall.Resume(wire));
    }

    public void pmSuspend(int target, long seconds) {
        connection.call(new DomainCall.PmSuspendForDuration(wire, target, seconds, 0));
    }

    public void pmWakeup() {
        connection.call(new DomainCall.PmWakeup(wire, 0));
    }

    public void injectNmi() {
        connection.call(new DomainCall.InjectNmi(wire, 0));
    }

    public void setLifecycleAction(int type, int action, int flags) {
        connection.call(new DomainCall.SetLifecycleAction(wire, type, action, flags));
    }

    public void undefine(int flags) {
        connection.call(new DomainCall.UndefineFlags(wire, flags));
    }

    public void rename(String name) {
        connection.call(new DomainCall.Rename(wire, Optional.of(name), 0));
    }

    // its memory on disk

    public void save(String file, Optional<String> xml, int flags) {
        if (xml.isEmpty() && flags == 0) connection.call(new DomainCall.Save(wire, file));
        else connection.call(new DomainCall.SaveFlags(wire, file, xml, flags));
    }

    public void managedSave(int flags) {
        connection.call(new DomainCall.ManagedSave(wire, flags));
    }

    public boolean hasManagedSave() {
        return connection.call(new DomainCall.HasManagedSaveImage(wire, 0)).result() == 1;
    }

    public void removeManagedSave() {
        connection.call(new DomainCall.ManagedSaveRemove(wire, 0));
    }

    public String managedSaveXml(int flags) {
        return connection.call(new DomainCall.ManagedSaveGetXmlDesc(wire, flags)).xml();
    }

    public void defineManagedSave(String xml, int flags) {
        connection.call(new DomainCall.ManagedSaveDefineXml(wire, Optional.of(xml), flags));
    }

    public void coreDump(String file, int format, int flags) {
        if (format == 0) connection.call(new DomainCall.CoreDump(wire, file, flags));
        else connection.call(new DomainCall.CoreDumpWithFormat(wire, file, format, flags));
    }

    // the job that runs on it

    /** What is known of its job, by name, and {@code virDomainJobType}. */
    public record Job(int type, Map<String, String> values) {}

    public Job job(int flags) {
        var job = connection.call(new DomainCall.GetJobStats(wire, flags));
        return new Job(job.type(), Params.texts(job.params()));
    }

    /** How far its job has come, in percent; negative while that is not known. */
    public long jobPercent() {
        try {
            var info = connection.call(new DomainCall.GetJobInfo(wire));
            return info.dataTotal() == 0 ? -1 : 100 - info.dataRemaining() * 100 / info.dataTotal();
        } catch (VirtException over) {
            return -1;
        }
    }

    public void abortJob(int flags) {
        if (flags == 0) connection.call(new DomainCall.AbortJob(wire));
        else connection.call(new DomainCall.AbortJobFlags(wire, flags));
    }

    // memory and processors

    public void setMemory(long kib, int flags) {
        connection.call(new DomainCall.SetMemoryFlags(wire, kib, flags));
    }

    public Map<String, String> memoryParameters(int flags) {
        return Params.texts(connection.call(new DomainCall.GetMemoryParameters(wire, MANY, flags)).params());
    }

    public void setMemoryParameters(Map<String, Long> values, int flags) {
        List<TypedParam> params = new ArrayList<>();
        values.forEach((name, value) -> params.add(TypedParam.ofUllong(name, value)));
        connection.call(new DomainCall.SetMemoryParameters(wire, params, flags));
    }

    /** Figures by {@code virDomainMemoryStatTags}. */
    public Map<Integer, Long> memoryStatistics() {
        Map<Integer, Long> values = new LinkedHashMap<>();
        for (var one : connection.call(new DomainCall.MemoryStats(wire, MANY, 0)).stats()) values.put(one.tag(), one.val());
        return values;
    }

    public void memoryStatisticsPeriod(int seconds, int flags) {
        connection.call(new DomainCall.SetMemoryStatsPeriod(wire, seconds, flags));
    }

    public int cpuCount(int flags) {
        return connection.call(new DomainCall.GetVcpusFlags(wire, flags)).num();
    }

    public void setCpuCount(int count, int flags) {
        connection.call(new DomainCall.SetVcpusFlags(wire, count, flags));
    }

    public void setCpu(String cpus, boolean on, int flags) {
        connection.call(new DomainCall.SetVcpu(wire, cpus, on ? 1 : 0, flags));
    }

    /** One of its processors; {@code onCpus} has a bit for each CPU of the host on which it may run. */
    public record Cpu(int number, int state, long nanos, int onCpu, java.util.BitSet onCpus) {}

    /** Its processors as they run. */
    public List<Cpu> cpus(int count, int hostCpus) {
        int bytes = (hostCpus + 7) / 8;
        var reply = connection.call(new DomainCall.GetVcpus(wire, count, bytes));
        List<Cpu> cpus = new ArrayList<>();
        for (int i = 0; i < reply.info().size(); i++) {
            var one = reply.info().get(i);
            cpus.add(new Cpu(one.number(), one.state(), one.cpuTime(), one.cpu(), bits(reply.cpumaps(), i, bytes)));
        }
        return cpus;
    }

    private static java.util.BitSet bits(Opaque maps, int index, int bytes) {
        return java.util.BitSet.valueOf(java.util.Arrays.copyOfRange(maps.bytes(), index * bytes, (index + 1) * bytes));
    }

    /** On which CPUs of the host each of its processors may run. */
    public List<java.util.BitSet> cpuPins(int count, int hostCpus, int flags) {
        int bytes = (hostCpus + 7) / 8;
        var reply = connection.call(new DomainCall.GetVcpuPinInfo(wire, count, bytes, flags));
        List<java.util.BitSet> pins = new ArrayList<>();
        for (int i = 0; i < reply.num(); i++) pins.add(bits(reply.cpumaps(), i, bytes));
        return pins;
    }

    public void pinCpu(int cpu, java.util.BitSet hostCpus, int flags) {
        connection.call(new DomainCall.PinVcpuFlags(wire, cpu, new Opaque(hostCpus.toByteArray()), flags));
    }

    public java.util.BitSet emulatorPin(int hostCpus, int flags) {
        int bytes = (hostCpus + 7) / 8;
        return bits(connection.call(new DomainCall.GetEmulatorPinInfo(wire, bytes, flags)).cpumaps(), 0, bytes);
    }

    public void pinEmulator(java.util.BitSet hostCpus, int flags) {
        connection.call(new DomainCall.PinEmulator(wire, new Opaque(hostCpus.toByteArray()), flags));
    }

    public int cpuStatisticsCount() {
        return connection.call(new DomainCall.GetCpuStats(wire, 0, 0, 0, 0)).nparams();
    }

    /** CPU time used on one CPU of the host, on all with -1. */
    public Map<String, String> cpuStatistics(int cpu) {
        return Params.texts(connection.call(new DomainCall.GetCpuStats(wire, MANY, cpu, 1, 0)).params());
    }

    // devices

    public void attachDevice(String xml, int flags, boolean plain) {
        if (plain) connection.call(new DomainCall.AttachDevice(wire, xml));
        else connection.call(new DomainCall.AttachDeviceFlags(wire, xml, flags));
    }

    public void detachDevice(String xml, int flags, boolean plain) {
        if (plain) connection.call(new DomainCall.DetachDevice(wire, xml));
        else connection.call(new DomainCall.DetachDeviceFlags(wire, xml, flags));
    }

    public void detachDeviceAlias(String alias, int flags) {
        connection.call(new DomainCall.DetachDeviceAlias(wire, alias, flags));
    }

    public void updateDevice(String xml, int flags) {
        connection.call(new DomainCall.UpdateDeviceFlags(wire, xml, flags));
    }

    /** Sizes in bytes. */
    public record BlockInfo(long capacity, long allocation, long physical) {}

    public BlockInfo blockInfo(String device) {
        var info = connection.call(new DomainCall.GetBlockInfo(wire, device, 0));
        return new BlockInfo(info.capacity(), info.allocation(), info.physical());
    }

    public Map<String, String> blockStatistics(String device) {
        return Params.texts(connection.call(new DomainCall.BlockStatsFlags(wire, device, MANY, 0)).params());
    }

    /** {@code virDomainDiskErrorCode} by disk. */
    public Map<String, Integer> diskErrors() {
        Map<String, Integer> errors = new LinkedHashMap<>();
        for (var one : connection.call(new DomainCall.GetDiskErrors(wire, 256, 0)).errors()) errors.put(one.disk(), one.error());
        return errors;
    }

    public void blockResize(String device, long size, int flags) {
        connection.call(new DomainCall.BlockResize(wire, device, size, flags));
    }

    public void blockThreshold(String device, long bytes) {
        connection.call(new DomainCall.SetBlockThreshold(wire, device, bytes, 0));
    }

    /** Counters; negative where the hypervisor does not know. */
    public record InterfaceStatistics(long rxBytes, long rxPackets, long rxErrors, long rxDropped, long txBytes, long txPackets,
            long txErrors, long txDropped) {}

    public InterfaceStatistics interfaceStatistics(String device) {
        var one = connection.call(new DomainCall.InterfaceStats(wire, device));
        return new InterfaceStatistics(one.rxBytes(), one.rxPackets(), one.rxErrs(), one.rxDrop(), one.txBytes(), one.txPackets(),
                one.txErrs(), one.txDrop());
    }

    /** An IP address of the guest's. */
    public record Address(boolean six, String address, int prefix) {}

    /** The addresses of one of the guest's interfaces. */
    public record InterfaceAddresses(String name, Optional<String> mac, List<Address> addresses) {}

    /** The guest's addresses as {@code source}, {@code virDomainInterfaceAddressesSource}, knows them. */
    public List<InterfaceAddresses> interfaceAddresses(int source) {
        return connection.call(new DomainCall.InterfaceAddresses(wire, source, 0)).ifaces().stream()
                .map(one -> new InterfaceAddresses(one.name(), one.hwaddr(), one.addrs().stream()
                        .map(address -> new Address(address.type() == 1, address.addr(), address.prefix())).toList())).toList();
    }

    // description, screen, keyboard, monitor

    /** Its title; {@code NO_DOMAIN_METADATA} if it has none. */
    public String title(int flags) {
        return metadata(TITLE, Optional.empty(), flags);
    }

    public String metadata(int type, Optional<String> uri, int flags) {
        return connection.call(new DomainCall.GetMetadata(wire, type, uri, flags)).metadata();
    }

    public void setMetadata(int type, Optional<String> text, Optional<String> key, Optional<String> uri, int flags) {
        connection.call(new DomainCall.SetMetadata(wire, type, text, key, uri, flags));
    }

    /** Joins a serial line or console; an empty {@code device} means the first. */
    public Stream openConsole(String device, int flags) {
        Stream stream = connection.stream();
        connection.call(new DomainCall.OpenConsole(wire, Optional.of(device).filter(one -> !one.isEmpty()), flags), stream);
        return stream;
    }

    /** Sends a picture of the screen through {@code stream}; returns its MIME type. */
    public String screenshot(Stream stream, int screen) {
        return connection.call(new DomainCall.Screenshot(wire, screen, 0), stream).mime().orElse("");
    }

    public void sendKey(int codeset, int holdMillis, List<Integer> keys) {
        connection.call(new DomainCall.SendKey(wire, codeset, holdMillis, keys, 0));
    }

    public String monitorCommand(String command, int flags) {
        return connection.call(new QemuCall.DomainMonitorCommand(wire, command, flags)).result();
    }

    public Optional<String> agentCommand(String command, int timeout) {
        return connection.call(new QemuCall.DomainAgentCommand(wire, command, timeout, 0)).result();
    }

    /** Its snapshots. */
    public Snapshots snapshots() {
        return new Snapshots(connection, this);
    }
}
