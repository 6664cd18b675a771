package jvirt.rpc.call;

import static jvirt.rpc.call.Permission.CONNECT_PM_CONTROL;
import static jvirt.rpc.call.Permission.CONNECT_READ;
import static jvirt.rpc.call.Permission.CONNECT_SEARCH_NODE_DEVICES;
import static jvirt.rpc.call.Permission.CONNECT_WRITE;

import java.util.List;
import java.util.Optional;

/**
 * Procedures of libvirt's protocol: the host. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface NodeCall<R> extends Call<R> {
    @Proc(6) @Needs(CONNECT_READ)
    record GetInfo() implements NodeCall<GetInfoRet> {}

    @Proc(101) @Needs(CONNECT_READ)
    record GetCellsFreeMemory(int startCell, @Count int maxcells) implements NodeCall<CellsRet> {}

    @Proc(102) @Needs(CONNECT_READ)
    record GetFreeMemory() implements NodeCall<FreeMemRet> {}

    @Proc(111) @Needs(CONNECT_SEARCH_NODE_DEVICES)
    record NumOfDevices(Optional<String> cap, int flags) implements NodeCall<NumRet> {}

    @Proc(112) @Needs(CONNECT_SEARCH_NODE_DEVICES)
    record ListDevices(Optional<String> cap, @Count int maxnames, int flags) implements NodeCall<NamesRet> {}

    @Proc(122) @Needs(CONNECT_READ)
    record GetSecurityModel() implements NodeCall<ModelDoiRet> {}

    @Proc(227) @Needs(CONNECT_READ)
    record GetCpuStats(int cpuNum, @Count int nparams, int flags) implements NodeCall<ParamsRet> {}

    @Proc(228) @Needs(CONNECT_READ)
    record GetMemoryStats(@Count int nparams, int cellNum, int flags) implements NodeCall<GetMemoryStatsRet> {}

    @Proc(250) @Needs(CONNECT_PM_CONTROL)
    record SuspendForDuration(int target, long duration, int flags) implements NodeCall<Nothing> {}

    @Proc(288) @Needs(CONNECT_WRITE)
    record SetMemoryParameters(@Max(64) List<TypedParam> params, int flags) implements NodeCall<Nothing> {}

    @Proc(289) @Needs(CONNECT_READ)
    record GetMemoryParameters(@Count int nparams, int flags) implements NodeCall<GetMemoryParametersRet> {}

    @Proc(293) @Needs(CONNECT_READ)
    record GetCpuMap(int needMap, int needOnline, int flags) implements NodeCall<CpumapOnlineRet> {}

    @Proc(340) @Needs(CONNECT_READ)
    record GetFreePages(@Max(1024) List<Integer> pages, int startCell, int cellCount,
            int flags) implements NodeCall<CountsRet> {}

    @Proc(347) @Needs(CONNECT_WRITE)
    record AllocPages(@Max(1024) List<Integer> pageSizes, @Max(1024) List<Long> pageCounts, int startCell,
            int cellCount, int flags) implements NodeCall<CountRet> {}

    /** Its count is no {@link Count}: libvirt 9.0's own client sends what its stack happens to hold. */
    @Proc(395) @Needs(CONNECT_READ)
    record GetSevInfo(int nparams, int flags) implements NodeCall<GetMemoryParametersRet> {}

    record GetInfoRet(@Chars(32) String model, long memory, int cpus, int mhz, int nodes, int sockets, int cores,
            int threads) {}

    record CellsRet(@Max(1024) List<Long> cells) {}

    record FreeMemRet(long freeMem) {}

    record NumRet(int num) {}

    record NamesRet(@Max(65536) List<String> names) {}

    record ModelDoiRet(@Max(257) List<Byte> model, @Max(257) List<Byte> doi) {}

    record ParamsRet(@Max(16) List<WireNodeGetCpuStats> params, int nparams) {}

    record GetMemoryStatsRet(@Max(16) List<WireNodeGetMemoryStats> params, int nparams) {}

    record GetMemoryParametersRet(@Max(64) List<TypedParam> params, int nparams) {}

    record CpumapOnlineRet(@Max(2048) Opaque cpumap, int online, int count) {}

    record CountsRet(@Max(1024) List<Long> counts) {}

    record CountRet(int count) {}
}
