package jvirt.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.LinkedHashMap;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.rpc.call.AuthCall;
import jvirt.rpc.call.Call;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.Event;
import jvirt.rpc.call.NodeCall;
import jvirt.rpc.call.TypedParam;
import jvirt.rpc.client.Address;
import jvirt.rpc.client.Link;
import jvirt.rpc.client.RpcClient;
import jvirt.rpc.client.Stream;

/** A host, through the daemon that manages it. */
public final class Connection implements AutoCloseable {
    /** {@code VIR_CONNECT_RO}. */
    private static final int READ_ONLY = 1;
    /** {@code remote_auth_type}: what a daemon may ask of a client. */
    private static final int AUTH_NONE = 0;
    private static final int AUTH_SASL = 1;
    private static final int AUTH_POLKIT = 2;

    private final Link link;
    private final Address address;

    private Connection(Link link, Address address) {
        this.link = link;
        this.address = address;
    }

    /**
     * Derives what the first calls need. A command does this while another thread opens the socket: each of the two takes a JVM
     * some milliseconds the first time.
     */
    public static void prepare() {
        RpcClient.prepare(AuthCall.ListMethods.class, ConnectCall.Open.class);
    }

    /** Opens a connection; an empty {@code uri} means the default one. */
    public static Connection open(String uri) {
        return open(uri, false);
    }

    /** Opens a connection that, if {@code readonly}, may look at everything and change nothing. */
    public static Connection open(String uri, boolean readonly) {
        Address address = Address.parse(uri);
        Link link = RpcClient.connect(address, readonly);
        try {
            authenticate(link, address);
            link.call(new ConnectCall.Open(Optional.of(address.inner()), readonly ? READ_ONLY : 0));
        } catch (RuntimeException e) {
            link.close();
            throw e;
        }
        return new Connection(link, address);
    }

    private static void authenticate(Link link, Address address) {
        List<Integer> methods = link.call(new AuthCall.ListMethods()).types();
        if (methods.isEmpty() || methods.contains(AUTH_NONE)) return;
        if (methods.contains(AUTH_SASL)) {
            PasswordLogin.of(address).perform(link);
            return;
        }
        if (!methods.contains(AUTH_POLKIT)) {
            throw ErrorDomain.REMOTE.error(ErrorCode.AUTH_FAILED, "unsupported authentication type %d", methods.getFirst());
        }
        link.call(new AuthCall.Polkit());
    }

    /** Makes a call that has no method here. */
    public <R> R call(Call<R> call) {
        return link.call(call);
    }

    /** Makes a call that opens {@code stream}. */
    public <R> R call(Call<R> call, Stream stream) {
        return link.call(call, stream);
    }

    /** A stream for a call to open. */
    public Stream stream() {
        return link.stream();
    }

    /** The next event of those that were registered for, if one comes in time. */
    public Optional<Event> event(Duration limit) {
        return link.event(limit);
    }

    /** Whether calls can still be made. */
    public boolean alive() {
        return link.alive();
    }

    /** Watches the other side: {@code count} answers missing, {@code interval} seconds apart, end the connection. */
    public void keepAlive(int interval, int count) {
        link.keepAlive(interval, count);
    }

    /** Where this connection goes. */
    public Address address() {
        return address;
    }

    /** The machines of the host. */
    public Domains domains() {
        return new Domains(this);
    }

    /** The virtual networks of the host. */
    public Networks networks() {
        return new Networks(this);
    }

    /** The storage pools of the host. */
    public Pools pools() {
        return new Pools(this);
    }

    /** The volumes of the host, in whatever pool. */
    public Volumes volumes() {
        return new Volumes(this);
    }

    /** The host's name. */
    public String hostname() {
        return call(new ConnectCall.GetHostname()).hostname();
    }

    /** The URI as the daemon knows it, without the way to it. */
    public String canonicalUri() {
        return call(new ConnectCall.GetUri()).uri();
    }

    /** The hypervisor's name, such as {@code QEMU}. */
    public String type() {
        return call(new ConnectCall.GetType()).type();
    }

    /** The hypervisor's version: million, thousand, one. */
    public long hypervisorVersion() {
        return call(new ConnectCall.GetVersion()).hvVer();
    }

    /** The version of the daemon's library, likewise. */
    public long libraryVersion() {
        return call(new ConnectCall.GetLibVersion()).libVer();
    }

    /** What the host can do, as XML. */
    public String capabilities() {
        return call(new ConnectCall.GetCapabilities()).capabilities();
    }

    /** What a machine on this host can be, as XML. */
    public String domainCapabilities(Optional<String> emulator, Optional<String> arch, Optional<String> machine,
            Optional<String> virtType) {
        return call(new ConnectCall.GetDomainCapabilities(emulator, arch, machine, virtType, 0)).capabilities();
    }

    /** The pool kinds that the daemon knows, as XML. */
    public String poolCapabilities() {
        return call(new ConnectCall.GetStoragePoolCapabilities(0)).capabilities();
    }

    /** The host's SMBIOS tables, as XML. */
    public String sysinfo() {
        return call(new ConnectCall.GetSysinfo(0)).sysinfo();
    }

    /** The most virtual CPUs that a machine of this kind can have. */
    public int maxCpus(Optional<String> type) {
        return call(new ConnectCall.GetMaxVcpus(type)).maxVcpus();
    }

    /** The CPU models of an architecture. */
    public List<String> cpuModels(String arch) {
        return call(new ConnectCall.GetCpuModelNames(arch, 1, 0)).models();
    }

    /** The host's processors and memory. */
    public NodeCall.GetInfoRet nodeInfo() {
        return call(new NodeCall.GetInfo());
    }

    /** The free memory of all cells together, in bytes. */
    public long freeMemory() {
        return call(new NodeCall.GetFreeMemory()).freeMem();
    }

    /** The free memory of {@code count} cells from {@code first}, in bytes. */
    public List<Long> freeMemory(int first, int count) {
        return call(new NodeCall.GetCellsFreeMemory(first, count)).cells();
    }

    /** Which of the host's CPUs are on. */
    public NodeCall.CpumapOnlineRet cpuMap() {
        return call(new NodeCall.GetCpuMap(1, 1, 0));
    }

    /** CPU time of one CPU, of all with -1, in nanoseconds by kind. */
    public Map<String, Long> cpuStatistics(int cpu) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (var one : call(new NodeCall.GetCpuStats(cpu, 16, 0)).params()) values.put(one.field(), one.value());
        return values;
    }

    /** Memory of one cell, of the host with -1, in KiB by kind. */
    public Map<String, Long> memoryStatistics(int cell) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (var one : call(new NodeCall.GetMemoryStats(16, cell, 0)).params()) values.put(one.field(), one.value());
        return values;
    }

    /** The kernel's tuning of memory. */
    public Map<String, String> memoryParameters() {
        return Params.texts(call(new NodeCall.GetMemoryParameters(64, 0)).params());
    }

    /** Changes the kernel's tuning of memory. */
    public void setMemoryParameters(Map<String, Integer> values) {
        List<TypedParam> params = new ArrayList<>();
        values.forEach((name, value) -> params.add(TypedParam.ofUint(name, value)));
        call(new NodeCall.SetMemoryParameters(params, 0));
    }

    /**
     * How the host keeps machines apart.
     *
     * @param doi domain of interpretation
     */
    public record SecurityModel(String model, String doi) {}

    /** How the host keeps machines apart. */
    public SecurityModel securityModel() {
        var model = call(new NodeCall.GetSecurityModel());
        return new SecurityModel(Params.chars(model.model()), Params.chars(model.doi()));
    }

    /** The definition within the file of a saved machine. */
    public String savedImageXml(String file, int flags) {
        return call(new jvirt.rpc.call.DomainCall.SaveImageGetXmlDesc(file, flags)).xml();
    }

    /** Changes the definition within the file of a saved machine. */
    public void defineSavedImage(String file, String xml, int flags) {
        call(new jvirt.rpc.call.DomainCall.SaveImageDefineXml(file, xml, flags));
    }

    /** Domain XML for a configuration in another format. */
    public String domainXmlFromNative(String format, String configuration) {
        return call(new ConnectCall.DomainXmlFromNative(format, configuration, 0)).domainXml();
    }

    /** Domain XML in another format, such as QEMU's command line. */
    public String domainXmlToNative(String format, String xml) {
        return call(new ConnectCall.DomainXmlToNative(format, xml, 0)).nativeConfig();
    }

    /** Says good-bye and ends it; a daemon that is gone need not hear that. */
    @Override public void close() {
        link.close();
    }
}
