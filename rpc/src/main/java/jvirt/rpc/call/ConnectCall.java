package jvirt.rpc.call;

import static jvirt.rpc.call.Permission.CONNECT_DETECT_STORAGE_POOLS;
import static jvirt.rpc.call.Permission.CONNECT_GETATTR;
import static jvirt.rpc.call.Permission.CONNECT_READ;
import static jvirt.rpc.call.Permission.CONNECT_SEARCH_DOMAINS;
import static jvirt.rpc.call.Permission.CONNECT_SEARCH_INTERFACES;
import static jvirt.rpc.call.Permission.CONNECT_SEARCH_NETWORKS;
import static jvirt.rpc.call.Permission.CONNECT_SEARCH_NODE_DEVICES;
import static jvirt.rpc.call.Permission.CONNECT_SEARCH_NWFILTERS;
import static jvirt.rpc.call.Permission.CONNECT_SEARCH_NWFILTER_BINDINGS;
import static jvirt.rpc.call.Permission.CONNECT_SEARCH_SECRETS;
import static jvirt.rpc.call.Permission.CONNECT_SEARCH_STORAGE_POOLS;
import static jvirt.rpc.call.Permission.CONNECT_WRITE;

import java.util.List;
import java.util.Optional;

/**
 * Procedures of libvirt's protocol: the connection, and lists of what it holds. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface ConnectCall<R> extends Call<R> {
    @Proc(1) @Needs(CONNECT_GETATTR)
    record Open(Optional<String> name, int flags) implements ConnectCall<Nothing> {}

    @Proc(2)
    record Close() implements ConnectCall<Nothing> {}

    @Proc(3) @Needs(CONNECT_GETATTR)
    record GetType() implements ConnectCall<TypeRet> {}

    @Proc(4) @Needs(CONNECT_GETATTR)
    record GetVersion() implements ConnectCall<HvVerRet> {}

    @Proc(5) @Needs(CONNECT_READ)
    record GetMaxVcpus(Optional<String> type) implements ConnectCall<MaxVcpusRet> {}

    @Proc(7) @Needs(CONNECT_READ)
    record GetCapabilities() implements ConnectCall<CapabilitiesRet> {}

    @Proc(21) @Needs(CONNECT_SEARCH_DOMAINS)
    record ListDefinedDomains(@Count int maxnames) implements ConnectCall<NamesRet> {}

    @Proc(25) @Needs(CONNECT_SEARCH_DOMAINS)
    record NumOfDefinedDomains() implements ConnectCall<NumRet> {}

    @Proc(36) @Needs(CONNECT_SEARCH_NETWORKS)
    record ListDefinedNetworks(@Count int maxnames) implements ConnectCall<NamesRet> {}

    @Proc(37) @Needs(CONNECT_SEARCH_DOMAINS)
    record ListDomains(@Count int maxids) implements ConnectCall<IdsRet> {}

    @Proc(38) @Needs(CONNECT_SEARCH_NETWORKS)
    record ListNetworks(@Count int maxnames) implements ConnectCall<NamesRet> {}

    @Proc(50) @Needs(CONNECT_SEARCH_NETWORKS)
    record NumOfDefinedNetworks() implements ConnectCall<NumRet> {}

    @Proc(51) @Needs(CONNECT_SEARCH_DOMAINS)
    record NumOfDomains() implements ConnectCall<NumRet> {}

    @Proc(52) @Needs(CONNECT_SEARCH_NETWORKS)
    record NumOfNetworks() implements ConnectCall<NumRet> {}

    @Proc(59) @Needs(CONNECT_GETATTR)
    record GetHostname() implements ConnectCall<HostnameRet> {}

    @Proc(60) @Needs(CONNECT_GETATTR)
    record SupportsFeature(int feature) implements ConnectCall<SupportedRet> {}

    @Proc(71) @Needs(CONNECT_SEARCH_STORAGE_POOLS)
    record NumOfStoragePools() implements ConnectCall<NumRet> {}

    @Proc(72) @Needs(CONNECT_SEARCH_STORAGE_POOLS)
    record ListStoragePools(@Count int maxnames) implements ConnectCall<NamesRet> {}

    @Proc(73) @Needs(CONNECT_SEARCH_STORAGE_POOLS)
    record NumOfDefinedStoragePools() implements ConnectCall<NumRet> {}

    @Proc(74) @Needs(CONNECT_SEARCH_STORAGE_POOLS)
    record ListDefinedStoragePools(@Count int maxnames) implements ConnectCall<NamesRet> {}

    @Proc(75) @Needs(CONNECT_DETECT_STORAGE_POOLS)
    record FindStoragePoolSources(String type, Optional<String> srcSpec, int flags) implements ConnectCall<XmlRet> {}

    @Proc(105) @Needs(CONNECT_SEARCH_DOMAINS)
    record DomainEventRegister() implements ConnectCall<CbRegisteredRet> {}

    @Proc(106) @Needs(CONNECT_READ)
    record DomainEventDeregister() implements ConnectCall<CbRegisteredRet> {}

    @Proc(110) @Needs(CONNECT_GETATTR)
    record GetUri() implements ConnectCall<UriRet> {}

    @Proc(126) @Needs(CONNECT_SEARCH_INTERFACES)
    record NumOfInterfaces() implements ConnectCall<NumRet> {}

    @Proc(127) @Needs(CONNECT_SEARCH_INTERFACES)
    record ListInterfaces(@Count int maxnames) implements ConnectCall<NamesRet> {}

    @Proc(135) @Needs(CONNECT_WRITE)
    record DomainXmlFromNative(String nativeFormat, String nativeConfig,
            int flags) implements ConnectCall<DomainXmlRet> {}

    @Proc(136) @Needs(CONNECT_WRITE)
    record DomainXmlToNative(String nativeFormat, String domainXml,
            int flags) implements ConnectCall<NativeConfigRet> {}

    @Proc(137) @Needs(CONNECT_SEARCH_INTERFACES)
    record NumOfDefinedInterfaces() implements ConnectCall<NumRet> {}

    @Proc(138) @Needs(CONNECT_SEARCH_INTERFACES)
    record ListDefinedInterfaces(@Count int maxnames) implements ConnectCall<NamesRet> {}

    @Proc(139) @Needs(CONNECT_SEARCH_SECRETS)
    record NumOfSecrets() implements ConnectCall<NumRet> {}

    @Proc(140) @Needs(CONNECT_SEARCH_SECRETS)
    record ListSecrets(@Count int maxuuids) implements ConnectCall<UuidsRet> {}

    @Proc(149)
    record IsSecure() implements ConnectCall<SecureRet> {}

    @Proc(157) @Needs(CONNECT_GETATTR)
    record GetLibVersion() implements ConnectCall<LibVerRet> {}

    @Proc(158) @Needs(CONNECT_READ)
    record CompareCpu(String xml, int flags) implements ConnectCall<ResultRet> {}

    @Proc(162) @Needs(CONNECT_READ)
    record BaselineCpu(@Max(256) List<String> xmlCPUs, int flags) implements ConnectCall<CpuRet> {}

    @Proc(167) @Needs(CONNECT_SEARCH_DOMAINS)
    record DomainEventRegisterAny(int eventID) implements ConnectCall<Nothing> {}

    @Proc(168) @Needs(CONNECT_READ)
    record DomainEventDeregisterAny(int eventID) implements ConnectCall<Nothing> {}

    @Proc(178) @Needs(CONNECT_SEARCH_NWFILTERS)
    record NumOfNwfilters() implements ConnectCall<NumRet> {}

    @Proc(179) @Needs(CONNECT_SEARCH_NWFILTERS)
    record ListNwfilters(@Count int maxnames) implements ConnectCall<NamesRet> {}

    @Proc(203) @Needs(CONNECT_READ)
    record GetSysinfo(int flags) implements ConnectCall<SysinfoRet> {}

    @Proc(273) @Needs(CONNECT_SEARCH_DOMAINS)
    record ListAllDomains(int needResults, int flags) implements ConnectCall<DomainsRet> {}

    @Proc(281) @Needs(CONNECT_SEARCH_STORAGE_POOLS)
    record ListAllStoragePools(int needResults, int flags) implements ConnectCall<PoolsRet> {}

    @Proc(283) @Needs(CONNECT_SEARCH_NETWORKS)
    record ListAllNetworks(int needResults, int flags) implements ConnectCall<NetsRet> {}

    @Proc(284) @Needs(CONNECT_SEARCH_INTERFACES)
    record ListAllInterfaces(int needResults, int flags) implements ConnectCall<IfacesRet> {}

    @Proc(285) @Needs(CONNECT_SEARCH_NODE_DEVICES)
    record ListAllNodeDevices(int needResults, int flags) implements ConnectCall<DevicesRet> {}

    @Proc(286) @Needs(CONNECT_SEARCH_NWFILTERS)
    record ListAllNwfilters(int needResults, int flags) implements ConnectCall<FiltersRet> {}

    @Proc(287) @Needs(CONNECT_SEARCH_SECRETS)
    record ListAllSecrets(int needResults, int flags) implements ConnectCall<SecretsRet> {}

    @Proc(312) @Needs(CONNECT_READ)
    record GetCpuModelNames(String arch, int needResults, int flags) implements ConnectCall<ModelsRet> {}

    @Proc(313) @Needs(CONNECT_SEARCH_NETWORKS)
    record NetworkEventRegisterAny(int eventID, Optional<WireNetwork> net) implements ConnectCall<CallbackIDRet> {}

    @Proc(314) @Needs(CONNECT_READ)
    record NetworkEventDeregisterAny(int callbackID) implements ConnectCall<Nothing> {}

    @Proc(316) @Needs(CONNECT_SEARCH_DOMAINS)
    record DomainEventCallbackRegisterAny(int eventID,
            Optional<WireDomain> dom) implements ConnectCall<CallbackIDRet> {}

    @Proc(317) @Needs(CONNECT_READ)
    record DomainEventCallbackDeregisterAny(int callbackID) implements ConnectCall<Nothing> {}

    @Proc(342) @Needs(CONNECT_WRITE)
    record GetDomainCapabilities(Optional<String> emulatorbin, Optional<String> arch, Optional<String> machine,
            Optional<String> virttype, int flags) implements ConnectCall<CapabilitiesRet> {}

    @Proc(344) @Needs(CONNECT_SEARCH_DOMAINS)
    record GetAllDomainStats(@Max(16384) List<WireDomain> doms, int stats,
            int flags) implements ConnectCall<RetStatsRet> {}

    @Proc(360) @Needs(CONNECT_GETATTR)
    record RegisterCloseCallback() implements ConnectCall<Nothing> {}

    @Proc(361) @Needs(CONNECT_GETATTR)
    record UnregisterCloseCallback() implements ConnectCall<Nothing> {}

    @Proc(368) @Needs(CONNECT_SEARCH_STORAGE_POOLS)
    record StoragePoolEventRegisterAny(int eventID, Optional<WirePool> pool) implements ConnectCall<CallbackIDRet> {}

    @Proc(369) @Needs(CONNECT_READ)
    record StoragePoolEventDeregisterAny(int callbackID) implements ConnectCall<Nothing> {}

    @Proc(374) @Needs(CONNECT_SEARCH_NODE_DEVICES)
    record NodeDeviceEventRegisterAny(int eventID,
            Optional<WireNodeDevice> dev) implements ConnectCall<CallbackIDRet> {}

    @Proc(375) @Needs(CONNECT_READ)
    record NodeDeviceEventDeregisterAny(int callbackID) implements ConnectCall<Nothing> {}

    @Proc(380) @Needs(CONNECT_SEARCH_SECRETS)
    record SecretEventRegisterAny(int eventID, Optional<WireSecret> secret) implements ConnectCall<CallbackIDRet> {}

    @Proc(381) @Needs(CONNECT_READ)
    record SecretEventDeregisterAny(int callbackID) implements ConnectCall<Nothing> {}

    @Proc(393) @Needs(CONNECT_WRITE)
    record CompareHypervisorCpu(Optional<String> emulator, Optional<String> arch, Optional<String> machine,
            Optional<String> virttype, String xmlCPU, int flags) implements ConnectCall<ResultRet> {}

    @Proc(394) @Needs(CONNECT_WRITE)
    record BaselineHypervisorCpu(Optional<String> emulator, Optional<String> arch, Optional<String> machine,
            Optional<String> virttype, @Max(256) List<String> xmlCPUs, int flags) implements ConnectCall<CpuRet> {}

    @Proc(401) @Needs(CONNECT_SEARCH_NWFILTER_BINDINGS)
    record ListAllNwfilterBindings(int needResults, int flags) implements ConnectCall<BindingsRet> {}

    @Proc(403) @Needs(CONNECT_READ)
    record GetStoragePoolCapabilities(int flags) implements ConnectCall<CapabilitiesRet> {}

    @Proc(419) @Needs(CONNECT_WRITE)
    record SetIdentity(@Max(20) List<TypedParam> params, int flags) implements ConnectCall<Nothing> {}

    record TypeRet(String type) {}

    record HvVerRet(long hvVer) {}

    record MaxVcpusRet(int maxVcpus) {}

    record CapabilitiesRet(String capabilities) {}

    record NamesRet(@Max(16384) List<String> names) {}

    record NumRet(int num) {}

    record IdsRet(@Max(16384) List<Integer> ids) {}

    record HostnameRet(String hostname) {}

    record SupportedRet(int supported) {}

    record XmlRet(String xml) {}

    record CbRegisteredRet(int cbRegistered) {}

    record UriRet(String uri) {}

    record DomainXmlRet(String domainXml) {}

    record NativeConfigRet(String nativeConfig) {}

    record UuidsRet(@Max(16384) List<String> uuids) {}

    record SecureRet(int secure) {}

    record LibVerRet(long libVer) {}

    record ResultRet(int result) {}

    record CpuRet(String cpu) {}

    record SysinfoRet(String sysinfo) {}

    record DomainsRet(@Max(16384) List<WireDomain> domains, int count) {}

    record PoolsRet(@Max(16384) List<WirePool> pools, int count) {}

    record NetsRet(@Max(16384) List<WireNetwork> nets, int count) {}

    record IfacesRet(@Max(16384) List<WireInterface> ifaces, int count) {}

    record DevicesRet(@Max(65536) List<WireNodeDevice> devices, int count) {}

    record FiltersRet(@Max(16384) List<WireNwfilter> filters, int count) {}

    record SecretsRet(@Max(16384) List<WireSecret> secrets, int count) {}

    record ModelsRet(@Max(8192) List<String> models, int count) {}

    record CallbackIDRet(int callbackID) {}

    record RetStatsRet(@Max(16384) List<WireDomainStatsRecord> retStats) {}

    record BindingsRet(@Max(16384) List<WireNwfilterBinding> bindings, int count) {}
}
