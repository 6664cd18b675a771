package jvirt.rpc.call;

import static jvirt.rpc.call.Opens.Direction.CLIENT_READS;
import static jvirt.rpc.call.Permission.DOMAIN_BLOCK_READ;
import static jvirt.rpc.call.Permission.DOMAIN_BLOCK_WRITE;
import static jvirt.rpc.call.Permission.DOMAIN_CORE_DUMP;
import static jvirt.rpc.call.Permission.DOMAIN_DELETE;
import static jvirt.rpc.call.Permission.DOMAIN_FS_FREEZE;
import static jvirt.rpc.call.Permission.DOMAIN_FS_TRIM;
import static jvirt.rpc.call.Permission.DOMAIN_GETATTR;
import static jvirt.rpc.call.Permission.DOMAIN_HIBERNATE;
import static jvirt.rpc.call.Permission.DOMAIN_INIT_CONTROL;
import static jvirt.rpc.call.Permission.DOMAIN_INJECT_NMI;
import static jvirt.rpc.call.Permission.DOMAIN_MEM_READ;
import static jvirt.rpc.call.Permission.DOMAIN_OPEN_DEVICE;
import static jvirt.rpc.call.Permission.DOMAIN_OPEN_GRAPHICS;
import static jvirt.rpc.call.Permission.DOMAIN_PM_CONTROL;
import static jvirt.rpc.call.Permission.DOMAIN_READ;
import static jvirt.rpc.call.Permission.DOMAIN_READ_SECURE;
import static jvirt.rpc.call.Permission.DOMAIN_RESET;
import static jvirt.rpc.call.Permission.DOMAIN_SAVE;
import static jvirt.rpc.call.Permission.DOMAIN_SCREENSHOT;
import static jvirt.rpc.call.Permission.DOMAIN_SEND_INPUT;
import static jvirt.rpc.call.Permission.DOMAIN_SEND_SIGNAL;
import static jvirt.rpc.call.Permission.DOMAIN_SET_PASSWORD;
import static jvirt.rpc.call.Permission.DOMAIN_SET_TIME;
import static jvirt.rpc.call.Permission.DOMAIN_SNAPSHOT;
import static jvirt.rpc.call.Permission.DOMAIN_START;
import static jvirt.rpc.call.Permission.DOMAIN_STOP;
import static jvirt.rpc.call.Permission.DOMAIN_SUSPEND;
import static jvirt.rpc.call.Permission.DOMAIN_WRITE;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Procedures of libvirt's protocol: domains. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface DomainCall<R> extends Call<R> {
    @Proc(8) @Needs(DOMAIN_WRITE)
    record AttachDevice(WireDomain dom, String xml) implements DomainCall<Nothing> {}

    @Proc(9) @Needs(DOMAIN_START)
    record Create(WireDomain dom) implements DomainCall<Nothing> {}

    @Proc(10) @Needs({DOMAIN_WRITE, DOMAIN_START})
    record CreateXml(String xmlDesc, int flags) implements DomainCall<DomRet> {}

    @Proc(11) @Needs({DOMAIN_WRITE, DOMAIN_SAVE})
    record DefineXml(String xml) implements DomainCall<DomRet> {}

    @Proc(12) @Needs(DOMAIN_STOP)
    record Destroy(WireDomain dom) implements DomainCall<Nothing> {}

    @Proc(13) @Needs(DOMAIN_WRITE)
    record DetachDevice(WireDomain dom, String xml) implements DomainCall<Nothing> {}

    @Proc(14) @Needs(DOMAIN_READ)
    @NeedsIf(permission = DOMAIN_READ_SECURE, anyOf = 0x1)
    @NeedsIf(permission = DOMAIN_READ_SECURE, anyOf = 0x8)
    record GetXmlDesc(WireDomain dom, int flags) implements DomainCall<XmlRet> {}

    @Proc(15) @Needs(DOMAIN_READ)
    record GetAutostart(WireDomain dom) implements DomainCall<AutostartRet> {}

    @Proc(16) @Needs(DOMAIN_READ)
    record GetInfo(WireDomain dom) implements DomainCall<GetInfoRet> {}

    @Proc(17) @Needs(DOMAIN_READ)
    record GetMaxMemory(WireDomain dom) implements DomainCall<MemoryRet> {}

    @Proc(18) @Needs(DOMAIN_READ)
    record GetMaxVcpus(WireDomain dom) implements DomainCall<NumRet> {}

    @Proc(19) @Needs(DOMAIN_READ)
    record GetOsType(WireDomain dom) implements DomainCall<TypeRet> {}

    @Proc(20) @Needs(DOMAIN_READ)
    record GetVcpus(WireDomain dom, @Count int maxinfo, @Count int maplen) implements DomainCall<InfoCpumapsRet> {}

    @Proc(22) @Needs(DOMAIN_GETATTR)
    record LookupById(int id) implements DomainCall<DomRet> {}

    @Proc(23) @Needs(DOMAIN_GETATTR)
    record LookupByName(String name) implements DomainCall<DomRet> {}

    @Proc(24) @Needs(DOMAIN_GETATTR)
    record LookupByUuid(UUID uuid) implements DomainCall<DomRet> {}

    @Proc(26) @Needs(DOMAIN_WRITE)
    record PinVcpu(WireDomain dom, int vcpu, @Max(2048) Opaque cpumap) implements DomainCall<Nothing> {}

    @Proc(27) @Needs(DOMAIN_INIT_CONTROL)
    @NeedsIf(permission = DOMAIN_WRITE, anyOf = 0x2)
    record Reboot(WireDomain dom, int flags) implements DomainCall<Nothing> {}

    @Proc(28) @Needs(DOMAIN_SUSPEND)
    record Resume(WireDomain dom) implements DomainCall<Nothing> {}

    @Proc(29) @Needs(DOMAIN_WRITE)
    record SetAutostart(WireDomain dom, int autostart) implements DomainCall<Nothing> {}

    @Proc(30) @Needs(DOMAIN_WRITE)
    record SetMaxMemory(WireDomain dom, long memory) implements DomainCall<Nothing> {}

    @Proc(31) @Needs(DOMAIN_WRITE)
    record SetMemory(WireDomain dom, long memory) implements DomainCall<Nothing> {}

    @Proc(32) @Needs(DOMAIN_WRITE)
    record SetVcpus(WireDomain dom, int nvcpus) implements DomainCall<Nothing> {}

    @Proc(33) @Needs(DOMAIN_INIT_CONTROL)
    record Shutdown(WireDomain dom) implements DomainCall<Nothing> {}

    @Proc(34) @Needs(DOMAIN_SUSPEND)
    record Suspend(WireDomain dom) implements DomainCall<Nothing> {}

    @Proc(35) @Needs(DOMAIN_DELETE)
    record Undefine(WireDomain dom) implements DomainCall<Nothing> {}

    @Proc(53) @Needs(DOMAIN_CORE_DUMP)
    record CoreDump(WireDomain dom, String to, int flags) implements DomainCall<Nothing> {}

    @Proc(54) @Needs({DOMAIN_START, DOMAIN_WRITE})
    record Restore(String from) implements DomainCall<Nothing> {}

    @Proc(55) @Needs(DOMAIN_HIBERNATE)
    record Save(WireDomain dom, String to) implements DomainCall<Nothing> {}

    @Proc(56) @Needs(DOMAIN_READ)
    record GetSchedulerType(WireDomain dom) implements DomainCall<GetSchedulerTypeRet> {}

    @Proc(57) @Needs(DOMAIN_READ)
    record GetSchedulerParameters(WireDomain dom, @Count int nparams) implements DomainCall<ParamsRet> {}

    @Proc(58) @Needs(DOMAIN_READ)
    record SetSchedulerParameters(WireDomain dom, @Max(16) List<TypedParam> params) implements DomainCall<Nothing> {}

    @Proc(64) @Needs(DOMAIN_READ)
    record BlockStats(WireDomain dom, String path) implements DomainCall<BlockStatsRet> {}

    @Proc(65) @Needs(DOMAIN_READ)
    record InterfaceStats(WireDomain dom, String device) implements DomainCall<InterfaceStatsRet> {}

    @Proc(103) @Needs(DOMAIN_BLOCK_READ)
    record BlockPeek(WireDomain dom, String path, long offset, int size,
            int flags) implements DomainCall<BufferRet> {}

    @Proc(104) @Needs(DOMAIN_MEM_READ)
    record MemoryPeek(WireDomain dom, long offset, int size, int flags) implements DomainCall<BufferRet> {}

    @Proc(121) @Needs(DOMAIN_READ)
    record GetSecurityLabel(WireDomain dom) implements DomainCall<LabelEnforcingRet> {}

    @Proc(150) @Needs(DOMAIN_READ)
    record IsActive(WireDomain dom) implements DomainCall<ActiveRet> {}

    @Proc(151) @Needs(DOMAIN_READ)
    record IsPersistent(WireDomain dom) implements DomainCall<PersistentRet> {}

    @Proc(159) @Needs(DOMAIN_READ)
    record MemoryStats(WireDomain dom, @Count int maxStats, int flags) implements DomainCall<StatsRet> {}

    @Proc(160) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record AttachDeviceFlags(WireDomain dom, String xml, int flags) implements DomainCall<Nothing> {}

    @Proc(161) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record DetachDeviceFlags(WireDomain dom, String xml, int flags) implements DomainCall<Nothing> {}

    @Proc(163) @Needs(DOMAIN_READ)
    record GetJobInfo(WireDomain dom) implements DomainCall<GetJobInfoRet> {}

    @Proc(164) @Needs(DOMAIN_WRITE)
    record AbortJob(WireDomain dom) implements DomainCall<Nothing> {}

    @Proc(174) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record UpdateDeviceFlags(WireDomain dom, String xml, int flags) implements DomainCall<Nothing> {}

    @Proc(182) @Needs(DOMAIN_HIBERNATE)
    record ManagedSave(WireDomain dom, int flags) implements DomainCall<Nothing> {}

    @Proc(183) @Needs(DOMAIN_READ)
    record HasManagedSaveImage(WireDomain dom, int flags) implements DomainCall<ResultRet> {}

    @Proc(184) @Needs(DOMAIN_HIBERNATE)
    record ManagedSaveRemove(WireDomain dom, int flags) implements DomainCall<Nothing> {}

    @Proc(190) @Needs(DOMAIN_READ)
    record HasCurrentSnapshot(WireDomain dom, int flags) implements DomainCall<ResultRet> {}

    @Proc(192) @Needs(DOMAIN_SNAPSHOT)
    record RevertToSnapshot(WireSnapshot snap, int flags) implements DomainCall<Nothing> {}

    @Proc(194) @Needs(DOMAIN_READ)
    record GetBlockInfo(WireDomain dom, String path, int flags) implements DomainCall<GetBlockInfoRet> {}

    @Proc(196) @Needs(DOMAIN_START)
    record CreateWithFlags(WireDomain dom, int flags) implements DomainCall<DomRet> {}

    @Proc(197) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record SetMemoryParameters(WireDomain dom, @Max(16) List<TypedParam> params,
            int flags) implements DomainCall<Nothing> {}

    @Proc(198) @Needs(DOMAIN_READ)
    record GetMemoryParameters(WireDomain dom, @Count int nparams,
            int flags) implements DomainCall<GetMemoryParametersRet> {}

    @Proc(199) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    @NeedsIf(permission = DOMAIN_WRITE, anyOf = 0x8)
    record SetVcpusFlags(WireDomain dom, int nvcpus, int flags) implements DomainCall<Nothing> {}

    @Proc(200) @Needs(DOMAIN_READ)
    @NeedsIf(permission = DOMAIN_WRITE, anyOf = 0x8)
    record GetVcpusFlags(WireDomain dom, int flags) implements DomainCall<NumRet> {}

    @Proc(201) @Needs(DOMAIN_OPEN_DEVICE) @Opens(CLIENT_READS)
    record OpenConsole(WireDomain dom, Optional<String> devName, int flags) implements DomainCall<Nothing> {}

    @Proc(202) @Needs(DOMAIN_READ)
    record IsUpdated(WireDomain dom) implements DomainCall<UpdatedRet> {}

    @Proc(204) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record SetMemoryFlags(WireDomain dom, long memory, int flags) implements DomainCall<Nothing> {}

    @Proc(205) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record SetBlkioParameters(WireDomain dom, @Max(16) List<TypedParam> params,
            int flags) implements DomainCall<Nothing> {}

    @Proc(206) @Needs(DOMAIN_READ)
    record GetBlkioParameters(WireDomain dom, @Count int nparams, int flags) implements DomainCall<GetMemoryParametersRet> {}

    @Proc(210) @Needs(DOMAIN_INJECT_NMI)
    record InjectNmi(WireDomain dom, int flags) implements DomainCall<Nothing> {}

    @Proc(211) @Needs(DOMAIN_SCREENSHOT) @Opens(CLIENT_READS)
    record Screenshot(WireDomain dom, int screen, int flags) implements DomainCall<MimeRet> {}

    @Proc(212) @Needs(DOMAIN_READ)
    record GetState(WireDomain dom, int flags) implements DomainCall<StateReasonRet> {}

    @Proc(219) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record SetSchedulerParametersFlags(WireDomain dom, @Max(16) List<TypedParam> params,
            int flags) implements DomainCall<Nothing> {}

    @Proc(223) @Needs(DOMAIN_READ)
    record GetSchedulerParametersFlags(WireDomain dom, @Count int nparams, int flags) implements DomainCall<ParamsRet> {}

    @Proc(225) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record PinVcpuFlags(WireDomain dom, int vcpu, @Max(2048) Opaque cpumap,
            int flags) implements DomainCall<Nothing> {}

    @Proc(226) @Needs(DOMAIN_SEND_INPUT)
    record SendKey(WireDomain dom, int codeset, int holdtime, @Max(16) List<Integer> keycodes,
            int flags) implements DomainCall<Nothing> {}

    @Proc(229) @Needs(DOMAIN_READ)
    record GetControlInfo(WireDomain dom, int flags) implements DomainCall<GetControlInfoRet> {}

    @Proc(230) @Needs(DOMAIN_READ)
    record GetVcpuPinInfo(WireDomain dom, @Count int ncpumaps, @Count int maplen, int flags) implements DomainCall<CpumapsNumRet> {}

    @Proc(231) @Needs(DOMAIN_DELETE)
    record UndefineFlags(WireDomain dom, int flags) implements DomainCall<Nothing> {}

    @Proc(232) @Needs(DOMAIN_HIBERNATE)
    record SaveFlags(WireDomain dom, String to, Optional<String> dxml, int flags) implements DomainCall<Nothing> {}

    @Proc(233) @Needs({DOMAIN_START, DOMAIN_WRITE})
    record RestoreFlags(String from, Optional<String> dxml, int flags) implements DomainCall<Nothing> {}

    @Proc(234) @Needs(DOMAIN_STOP)
    record DestroyFlags(WireDomain dom, int flags) implements DomainCall<Nothing> {}

    @Proc(235) @Needs(DOMAIN_WRITE)
    record SaveImageGetXmlDesc(String file, int flags) implements DomainCall<XmlRet> {}

    @Proc(236) @Needs({DOMAIN_WRITE, DOMAIN_HIBERNATE})
    record SaveImageDefineXml(String file, String dxml, int flags) implements DomainCall<Nothing> {}

    @Proc(237) @Needs(DOMAIN_WRITE)
    record BlockJobAbort(WireDomain dom, String path, int flags) implements DomainCall<Nothing> {}

    @Proc(238) @Needs(DOMAIN_READ)
    record GetBlockJobInfo(WireDomain dom, String path, int flags) implements DomainCall<GetBlockJobInfoRet> {}

    @Proc(239) @Needs(DOMAIN_WRITE)
    record BlockJobSetSpeed(WireDomain dom, String path, long bandwidth, int flags) implements DomainCall<Nothing> {}

    @Proc(240) @Needs(DOMAIN_BLOCK_WRITE)
    record BlockPull(WireDomain dom, String path, long bandwidth, int flags) implements DomainCall<Nothing> {}

    @Proc(243) @Needs(DOMAIN_READ)
    record BlockStatsFlags(WireDomain dom, String path, @Count int nparams,
            int flags) implements DomainCall<GetMemoryParametersRet> {}

    @Proc(245) @Needs(DOMAIN_RESET)
    record Reset(WireDomain dom, int flags) implements DomainCall<Nothing> {}

    @Proc(249) @Needs(DOMAIN_OPEN_GRAPHICS)
    record OpenGraphics(WireDomain dom, int idx, int flags) implements DomainCall<Nothing> {}

    @Proc(251) @Needs(DOMAIN_BLOCK_WRITE)
    record BlockResize(WireDomain dom, String disk, long size, int flags) implements DomainCall<Nothing> {}

    @Proc(252) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record SetBlockIoTune(WireDomain dom, String disk, @Max(32) List<TypedParam> params,
            int flags) implements DomainCall<Nothing> {}

    @Proc(253) @Needs(DOMAIN_READ)
    record GetBlockIoTune(WireDomain dom, Optional<String> disk, @Count int nparams,
            int flags) implements DomainCall<GetBlockIoTuneRet> {}

    @Proc(254) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record SetNumaParameters(WireDomain dom, @Max(16) List<TypedParam> params,
            int flags) implements DomainCall<Nothing> {}

    @Proc(255) @Needs(DOMAIN_READ)
    record GetNumaParameters(WireDomain dom, @Count int nparams, int flags) implements DomainCall<GetMemoryParametersRet> {}

    @Proc(256) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record SetInterfaceParameters(WireDomain dom, String device, @Max(16) List<TypedParam> params,
            int flags) implements DomainCall<Nothing> {}

    @Proc(257) @Needs(DOMAIN_READ)
    record GetInterfaceParameters(WireDomain dom, String device, @Count int nparams,
            int flags) implements DomainCall<GetMemoryParametersRet> {}

    @Proc(258) @Needs(DOMAIN_INIT_CONTROL)
    @NeedsIf(permission = DOMAIN_WRITE, anyOf = 0x2)
    record ShutdownFlags(WireDomain dom, int flags) implements DomainCall<Nothing> {}

    @Proc(261) @Needs(DOMAIN_PM_CONTROL)
    record PmSuspendForDuration(WireDomain dom, int target, long duration,
            int flags) implements DomainCall<Nothing> {}

    @Proc(262) @Needs(DOMAIN_READ)
    record GetCpuStats(WireDomain dom, @Count int nparams, int startCpu, @Count int ncpus,
            int flags) implements DomainCall<GetCpuStatsRet> {}

    @Proc(263) @Needs(DOMAIN_READ)
    record GetDiskErrors(WireDomain dom, @Count int maxerrors, int flags) implements DomainCall<ErrorsNerrorsRet> {}

    @Proc(264) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record SetMetadata(WireDomain dom, int type, Optional<String> metadata, Optional<String> key,
            Optional<String> uri, int flags) implements DomainCall<Nothing> {}

    @Proc(265) @Needs(DOMAIN_READ)
    record GetMetadata(WireDomain dom, int type, Optional<String> uri,
            int flags) implements DomainCall<MetadataRet> {}

    @Proc(266) @Needs(DOMAIN_BLOCK_WRITE)
    record BlockRebase(WireDomain dom, String path, Optional<String> base, long bandwidth,
            int flags) implements DomainCall<Nothing> {}

    @Proc(267) @Needs(DOMAIN_PM_CONTROL)
    record PmWakeup(WireDomain dom, int flags) implements DomainCall<Nothing> {}

    @Proc(277) @Needs(DOMAIN_WRITE)
    record GetHostname(WireDomain dom, int flags) implements DomainCall<HostnameRet> {}

    @Proc(278) @Needs(DOMAIN_READ)
    record GetSecurityLabelList(WireDomain dom) implements DomainCall<LabelsRet> {}

    @Proc(279) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record PinEmulator(WireDomain dom, @Max(2048) Opaque cpumap, int flags) implements DomainCall<Nothing> {}

    @Proc(280) @Needs(DOMAIN_READ)
    record GetEmulatorPinInfo(WireDomain dom, @Count int maplen, int flags) implements DomainCall<CpumapsRet> {}

    @Proc(290) @Needs(DOMAIN_BLOCK_WRITE)
    record BlockCommit(WireDomain dom, String disk, Optional<String> base, Optional<String> top, long bandwidth,
            int flags) implements DomainCall<Nothing> {}

    @Proc(294) @Needs(DOMAIN_FS_TRIM)
    record Fstrim(WireDomain dom, Optional<String> mountPoint, long minimum,
            int flags) implements DomainCall<Nothing> {}

    @Proc(295) @Needs(DOMAIN_SEND_SIGNAL)
    record SendProcessSignal(WireDomain dom, long pidValue, int signum, int flags) implements DomainCall<Nothing> {}

    @Proc(296) @Needs(DOMAIN_OPEN_DEVICE) @Opens(CLIENT_READS)
    record OpenChannel(WireDomain dom, Optional<String> name, int flags) implements DomainCall<Nothing> {}

    @Proc(298) @Needs(DOMAIN_READ)
    record GetJobStats(WireDomain dom, int flags) implements DomainCall<TypeParamsRet> {}

    @Proc(308) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record SetMemoryStatsPeriod(WireDomain dom, int period, int flags) implements DomainCall<Nothing> {}

    @Proc(309) @Needs({DOMAIN_WRITE, DOMAIN_START})
    record CreateXmlWithFiles(String xmlDesc, int flags) implements DomainCall<DomRet> {}

    @Proc(310) @Needs(DOMAIN_START)
    record CreateWithFiles(WireDomain dom, int flags) implements DomainCall<DomRet> {}

    @Proc(334) @Needs(DOMAIN_CORE_DUMP)
    record CoreDumpWithFormat(WireDomain dom, String to, int dumpformat, int flags) implements DomainCall<Nothing> {}

    @Proc(335) @Needs(DOMAIN_FS_FREEZE)
    record Fsfreeze(WireDomain dom, @Max(256) List<String> mountpoints,
            int flags) implements DomainCall<FilesystemsRet> {}

    @Proc(336) @Needs(DOMAIN_FS_FREEZE)
    record Fsthaw(WireDomain dom, @Max(256) List<String> mountpoints,
            int flags) implements DomainCall<FilesystemsRet> {}

    @Proc(337) @Needs(DOMAIN_WRITE)
    record GetTime(WireDomain dom, int flags) implements DomainCall<SecondsNsecondsRet> {}

    @Proc(338) @Needs(DOMAIN_SET_TIME)
    record SetTime(WireDomain dom, long seconds, int nseconds, int flags) implements DomainCall<Nothing> {}

    @Proc(343) @Needs(DOMAIN_OPEN_GRAPHICS)
    record OpenGraphicsFd(WireDomain dom, int idx, int flags) implements DomainCall<Nothing> {}

    @Proc(345) @Needs(DOMAIN_BLOCK_WRITE)
    record BlockCopy(WireDomain dom, String path, String destxml, @Max(16) List<TypedParam> params,
            int flags) implements DomainCall<Nothing> {}

    @Proc(349) @Needs(DOMAIN_FS_FREEZE)
    record GetFsinfo(WireDomain dom, int flags) implements DomainCall<InfoRet> {}

    @Proc(350) @Needs({DOMAIN_WRITE, DOMAIN_SAVE})
    record DefineXmlFlags(String xml, int flags) implements DomainCall<DomRet> {}

    @Proc(351) @Needs(DOMAIN_READ)
    record GetIothreadInfo(WireDomain dom, int flags) implements DomainCall<GetIothreadInfoRet> {}

    @Proc(352) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record PinIothread(WireDomain dom, int iothreadsId, @Max(2048) Opaque cpumap,
            int flags) implements DomainCall<Nothing> {}

    @Proc(353) @Needs(DOMAIN_READ)
    @NeedsIf(permission = DOMAIN_WRITE, anyOf = 0x0)
    record InterfaceAddresses(WireDomain dom, int source, int flags) implements DomainCall<IfacesRet> {}

    @Proc(355) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record AddIothread(WireDomain dom, int iothreadId, int flags) implements DomainCall<Nothing> {}

    @Proc(356) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record DelIothread(WireDomain dom, int iothreadId, int flags) implements DomainCall<Nothing> {}

    @Proc(357) @Needs(DOMAIN_SET_PASSWORD)
    record SetUserPassword(WireDomain dom, Optional<String> user, Optional<String> password,
            int flags) implements DomainCall<Nothing> {}

    @Proc(358) @Needs({DOMAIN_WRITE, DOMAIN_SAVE})
    record Rename(WireDomain dom, Optional<String> newName, int flags) implements DomainCall<RetcodeRet> {}

    @Proc(365) @Needs(DOMAIN_READ)
    record GetPerfEvents(WireDomain dom, int flags) implements DomainCall<GetPerfEventsRet> {}

    @Proc(366) @Needs(DOMAIN_WRITE)
    record SetPerfEvents(WireDomain dom, @Max(64) List<TypedParam> params,
            int flags) implements DomainCall<Nothing> {}

    @Proc(371) @Needs(DOMAIN_WRITE)
    record GetGuestVcpus(WireDomain dom, int flags) implements DomainCall<GetPerfEventsRet> {}

    @Proc(372) @Needs(DOMAIN_WRITE)
    record SetGuestVcpus(WireDomain dom, String cpumap, int state, int flags) implements DomainCall<Nothing> {}

    @Proc(384) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record SetVcpu(WireDomain dom, String cpumap, int state, int flags) implements DomainCall<Nothing> {}

    @Proc(386) @Needs(DOMAIN_WRITE)
    record SetBlockThreshold(WireDomain dom, String dev, long threshold, int flags) implements DomainCall<Nothing> {}

    @Proc(388) @Needs(DOMAIN_READ)
    @NeedsIf(permission = DOMAIN_READ_SECURE, anyOf = 0x1)
    record ManagedSaveGetXmlDesc(WireDomain dom, int flags) implements DomainCall<XmlRet> {}

    @Proc(389) @Needs({DOMAIN_WRITE, DOMAIN_HIBERNATE})
    record ManagedSaveDefineXml(WireDomain dom, Optional<String> dxml, int flags) implements DomainCall<Nothing> {}

    @Proc(390) @Needs(DOMAIN_WRITE)
    record SetLifecycleAction(WireDomain dom, int type, int action, int flags) implements DomainCall<Nothing> {}

    @Proc(392) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record DetachDeviceAlias(WireDomain dom, String alias, int flags) implements DomainCall<Nothing> {}

    @Proc(396) @Needs(DOMAIN_READ)
    record GetLaunchSecurityInfo(WireDomain dom, int flags) implements DomainCall<GetPerfEventsRet> {}

    @Proc(402) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record SetIothreadParams(WireDomain dom, int iothreadId, @Max(64) List<TypedParam> params,
            int flags) implements DomainCall<Nothing> {}

    @Proc(413) @Needs(DOMAIN_READ)
    record ListAllCheckpoints(WireDomain dom, int needResults, int flags) implements DomainCall<CheckpointsRet> {}

    @Proc(418) @Needs(DOMAIN_WRITE)
    record GetGuestInfo(WireDomain dom, int types, int flags) implements DomainCall<GetGuestInfoRet> {}

    @Proc(420) @Needs(DOMAIN_WRITE)
    record AgentSetResponseTimeout(WireDomain dom, int timeout, int flags) implements DomainCall<ResultRet> {}

    @Proc(424) @Needs(DOMAIN_WRITE)
    record AuthorizedSshKeysGet(WireDomain dom, String user, int flags) implements DomainCall<KeysRet> {}

    @Proc(425) @Needs(DOMAIN_WRITE)
    record AuthorizedSshKeysSet(WireDomain dom, String user, @Max(2048) List<String> keys,
            int flags) implements DomainCall<Nothing> {}

    @Proc(426) @Needs(DOMAIN_READ)
    record GetMessages(WireDomain dom, int flags) implements DomainCall<MsgsRet> {}

    @Proc(427) @Needs(DOMAIN_WRITE)
    record StartDirtyRateCalc(WireDomain dom, int seconds, int flags) implements DomainCall<Nothing> {}

    @Proc(439) @Needs(DOMAIN_WRITE)
    record SetLaunchSecurityState(WireDomain dom, @Max(64) List<TypedParam> params,
            int flags) implements DomainCall<Nothing> {}

    @Proc(440) @Needs(DOMAIN_HIBERNATE)
    record SaveParams(WireDomain dom, @Max(64) List<TypedParam> params, int flags) implements DomainCall<Nothing> {}

    @Proc(441) @Needs({DOMAIN_START, DOMAIN_WRITE})
    record RestoreParams(@Max(64) List<TypedParam> params, int flags) implements DomainCall<Nothing> {}

    @Proc(442) @Needs(DOMAIN_WRITE)
    record AbortJobFlags(WireDomain dom, int flags) implements DomainCall<Nothing> {}

    @Proc(443) @Needs(DOMAIN_WRITE)
    record FdAssociate(WireDomain dom, String name, int flags) implements DomainCall<Nothing> {}

    /** From here on: procedures of libvirt after 9.0.0, up to 11.10. */
    @Proc(448) @Needs(DOMAIN_WRITE)
    record GraphicsReload(WireDomain dom, int type, int flags) implements DomainCall<Nothing> {}

    @Proc(449) @Needs(DOMAIN_READ)
    record GetAutostartOnce(WireDomain dom) implements DomainCall<AutostartRet> {}

    @Proc(450) @Needs(DOMAIN_WRITE)
    record SetAutostartOnce(WireDomain dom, int autostart) implements DomainCall<Nothing> {}

    @Proc(451) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record SetThrottleGroup(WireDomain dom, String group, @Max(32) List<TypedParam> params,
            int flags) implements DomainCall<Nothing> {}

    @Proc(452) @Needs(DOMAIN_WRITE)
    @NeedsIf(permission = DOMAIN_SAVE, noneOf = 0x3)
    @NeedsIf(permission = DOMAIN_SAVE, anyOf = 0x2)
    record DelThrottleGroup(WireDomain dom, Optional<String> group, int flags) implements DomainCall<Nothing> {}

    record DomRet(WireDomain dom) {}

    record XmlRet(String xml) {}

    record AutostartRet(int autostart) {}

    record GetInfoRet(int state, long maxMem, long memory, int nrVirtCpu, long cpuTime) {}

    record MemoryRet(long memory) {}

    record NumRet(int num) {}

    record TypeRet(String type) {}

    record InfoCpumapsRet(@Max(16384) List<WireVcpuInfo> info, @Max(8388608) Opaque cpumaps) {}

    record GetSchedulerTypeRet(String type, int nparams) {}

    record ParamsRet(@Max(16) List<TypedParam> params) {}

    record BlockStatsRet(long rdReq, long rdBytes, long wrReq, long wrBytes, long errs) {}

    record InterfaceStatsRet(long rxBytes, long rxPackets, long rxErrs, long rxDrop, long txBytes, long txPackets,
            long txErrs, long txDrop) {}

    record BufferRet(@Max(4194304) Opaque buffer) {}

    record LabelEnforcingRet(@Max(4097) List<Byte> label, int enforcing) {}

    record ActiveRet(int active) {}

    record PersistentRet(int persistent) {}

    record StatsRet(@Max(1024) List<WireDomainMemoryStat> stats) {}

    record GetJobInfoRet(int type, long timeElapsed, long timeRemaining, long dataTotal, long dataProcessed,
            long dataRemaining, long memTotal, long memProcessed, long memRemaining, long fileTotal,
            long fileProcessed, long fileRemaining) {}

    record ResultRet(int result) {}

    record GetBlockInfoRet(long allocation, long capacity, long physical) {}

    record GetMemoryParametersRet(@Max(16) List<TypedParam> params, int nparams) {}

    record UpdatedRet(int updated) {}

    record MimeRet(Optional<String> mime) {}

    record StateReasonRet(int state, int reason) {}

    record GetControlInfoRet(int state, int details, long stateTime) {}

    record CpumapsNumRet(@Max(8388608) Opaque cpumaps, int num) {}

    record GetBlockJobInfoRet(int found, int type, long bandwidth, long cur, long end) {}

    record GetBlockIoTuneRet(@Max(32) List<TypedParam> params, int nparams) {}

    record GetCpuStatsRet(@Max(2048) List<TypedParam> params, int nparams) {}

    record ErrorsNerrorsRet(@Max(256) List<WireDomainDiskError> errors, int nerrors) {}

    record MetadataRet(String metadata) {}

    record HostnameRet(String hostname) {}

    record LabelsRet(@Max(64) List<WireDomainGetSecurityLabelRet> labels, int count) {}

    record CpumapsRet(@Max(8388608) Opaque cpumaps, int count) {}

    record TypeParamsRet(int type, @Max(64) List<TypedParam> params) {}

    record FilesystemsRet(int filesystems) {}

    record SecondsNsecondsRet(long seconds, int nseconds) {}

    record InfoRet(@Max(256) List<WireDomainFsinfo> info, int count) {}

    record GetIothreadInfoRet(@Max(16384) List<WireDomainIothreadInfo> info, int count) {}

    record IfacesRet(@Max(2048) List<WireDomainInterface> ifaces) {}

    record RetcodeRet(int retcode) {}

    record GetPerfEventsRet(@Max(64) List<TypedParam> params) {}

    record CheckpointsRet(@Max(16384) List<WireCheckpoint> checkpoints, int count) {}

    record GetGuestInfoRet(@Max(2048) List<TypedParam> params) {}

    record KeysRet(@Max(2048) List<String> keys) {}

    record MsgsRet(@Max(2048) List<String> msgs) {}
}
