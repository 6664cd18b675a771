package jvirt.daemon.connect;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jvirt.api.ErrorDomain;
import jvirt.host.HostMemory;
import jvirt.host.NodeInfo;
import jvirt.rpc.call.NodeCall;
import jvirt.rpc.call.Opaque;
import jvirt.rpc.call.WireNodeGetCpuStats;
import jvirt.rpc.call.WireNodeGetMemoryStats;
import jvirt.rpc.server.Caller;
import jvirt.rpc.server.Calls;

/** Tells of the host: processors, memory, and what they do. */
public final class NodeCalls {
    /** {@code VIR_NODE_CPU_STATS_ALL_CPUS} and {@code VIR_NODE_MEMORY_STATS_ALL_CELLS}. */
    private static final int ALL = -1;
    /** Kernel ticks of {@code /proc/stat} in nanoseconds: 100 a second on every Linux that userspace sees. */
    private static final long TICK_NANOS = 10_000_000L;
    /** {@code VIR_NODE_ALLOC_PAGES_SET}. */
    private static final int EXACTLY = 1;

    public void register(Calls calls) {
        calls.on(NodeCall.GetInfo.class, (_, _) -> info());
        calls.on(NodeCall.GetFreeMemory.class, (_, _) -> new NodeCall.FreeMemRet(NodeInfo.freeKib() * 1024));
        calls.on(NodeCall.GetCpuMap.class, (_, call) -> cpuMap(call));
        calls.on(NodeCall.GetCpuStats.class, NodeCalls::cpuStats);
        calls.on(NodeCall.GetMemoryStats.class, NodeCalls::memoryStats);
        calls.on(NodeCall.GetCellsFreeMemory.class, NodeCalls::cellsFreeMemory);
        calls.on(NodeCall.GetFreePages.class, NodeCalls::freePages);
        calls.on(NodeCall.GetMemoryParameters.class, (_, call) -> MergedMemory.get(call));
        calls.on(NodeCall.SetMemoryParameters.class, (_, call) -> MergedMemory.set(call));
        calls.on(NodeCall.AllocPages.class, (_, call) -> allocPages(call));
        calls.on(NodeCall.SuspendForDuration.class, (_, call) -> {
            throw HostSleep.refusal(call.target(), call.flags());
        });
        calls.quick(NodeCall.GetSecurityModel.class, (_, _) -> new NodeCall.ModelDoiRet(chars("none"), chars("0")));
    }

    /** A C string in an array of characters. */
    private static List<Byte> chars(String text) {
        return (text + "\0").chars().mapToObj(c -> (byte) c).toList();
    }

    private static NodeCall.GetInfoRet info() throws IOException {
        NodeInfo info = NodeInfo.read();
        return new NodeCall.GetInfoRet(info.architecture(), info.memoryKib(), info.online().cardinality(), info.megahertz(),
                info.cells().size(), info.sockets(), info.cores(), info.threads());
    }

    private static NodeCall.CpumapOnlineRet cpuMap(NodeCall.GetCpuMap call) throws IOException {
        NodeInfo info = NodeInfo.read();
        int present = info.present().length();
        byte[] map = Arrays.copyOf(info.online().toByteArray(), (present + 7) / 8);
        return new NodeCall.CpumapOnlineRet(call.needMap() != 0 ? new Opaque(map) : Opaque.EMPTY,
                call.needOnline() != 0 ? info.online().cardinality() : 0, present);
    }

    private static NodeCall.ParamsRet cpuStats(Caller caller, NodeCall.GetCpuStats call) throws IOException {
        String name = call.cpuNum() == ALL ? "cpu" : "cpu" + call.cpuNum();
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).stream()
                .map(line -> line.split("\\s+"))
                .filter(line -> line[0].equals(name))
                .findFirst()
                .orElseThrow(() -> ErrorDomain.NONE.error(INVALID_ARG, "Invalid cpuNum in %s", "virHostCPUGetStatsLinux"));
        long[] ticks = Arrays.stream(fields, 1, fields.length).mapToLong(Long::parseLong).toArray();
        List<WireNodeGetCpuStats> stats = List.of(
                new WireNodeGetCpuStats("kernel", (ticks[2] + ticks[5] + ticks[6]) * TICK_NANOS),
                new WireNodeGetCpuStats("user", (ticks[0] + ticks[1]) * TICK_NANOS),
                new WireNodeGetCpuStats("idle", ticks[3] * TICK_NANOS),
                new WireNodeGetCpuStats("iowait", ticks[4] * TICK_NANOS));
        return new NodeCall.ParamsRet(call.nparams() == 0 ? List.of() : stats, stats.size());
    }

    private static NodeCall.GetMemoryStatsRet memoryStats(Caller caller, NodeCall.GetMemoryStats call) throws IOException {
        Path file = call.cellNum() == ALL ? Path.of("/proc/meminfo")
                : Path.of("/sys/devices/system/node/node" + call.cellNum() + "/meminfo");
        if (!Files.exists(file)) {
            throw ErrorDomain.NONE.error(INVALID_ARG, "cellNum in virHostMemGetStatsLinux must be less than or equal to %d",
                    NodeInfo.read().cells().size() - 1);
        }
        String text = Files.readString(file);
        List<WireNodeGetMemoryStats> stats = call.cellNum() == ALL
                ? List.of(memory("total", text, "MemTotal:"), memory("free", text, "MemFree:"),
                        memory("buffers", text, "Buffers:"), memory("cached", text, "\nCached:"))
                : List.of(memory("total", text, "MemTotal:"), memory("free", text, "MemFree:"));
        return new NodeCall.GetMemoryStatsRet(call.nparams() == 0 ? List.of() : stats, stats.size());
    }

    private static WireNodeGetMemoryStats memory(String name, String text, String field) {
        int at = text.indexOf(field);
        int end = text.indexOf("kB", at);
        return new WireNodeGetMemoryStats(name, Long.parseLong(text.substring(at + field.length(), end).strip()));
    }

    private static NodeCall.CellsRet cellsFreeMemory(Caller caller, NodeCall.GetCellsFreeMemory call) throws IOException {
        List<Long> free = new ArrayList<>();
        for (NodeInfo.Cell cell : NodeInfo.read().cells()) {
            if (cell.id() < call.startCell() || free.size() == call.maxcells()) continue;
            Path file = Path.of("/sys/devices/system/node/node" + cell.id() + "/meminfo");
            String text = Files.readString(Files.exists(file) ? file : Path.of("/proc/meminfo"));
            free.add(memory("free", text, "MemFree:").value() * 1024);
        }
        return new NodeCall.CellsRet(free);
    }

    /** Has the kernel keep huge pages of these sizes, so many or so many more. */
    private static NodeCall.CountRet allocPages(NodeCall.AllocPages call) throws IOException {
        Flags.check(ErrorDomain.QEMU, call.flags(), EXACTLY, "qemuNodeAllocPages");
        int last = NodeInfo.read().cells().size() - 1;
        if (call.startCell() > last) {
            throw ErrorDomain.NONE.error(INTERNAL_ERROR, "start cell %d out of range (0-%d)", call.startCell(), last);
        }
        int count = 0;
        for (int cell = call.startCell(); cell <= Math.min(last, call.startCell() + call.cellCount() - 1); cell++) {
            for (int i = 0; i < call.pageSizes().size(); i++, count++) {
                allocate(cell, call.pageSizes().get(i), call.pageCounts().get(i), !Flags.has(call.flags(), EXACTLY));
            }
        }
        return new NodeCall.CountRet(count);
    }

    private static void allocate(int cell, int sizeKib, long wanted, boolean more) {
        if (sizeKib == HostMemory.ORDINARY_KIB) {
            throw ErrorDomain.NONE.error(OPERATION_UNSUPPORTED, "system pages pool can't be modified");
        }
        Path file = HostMemory.pool(cell, sizeKib).orElseThrow(() -> cell < 0
                ? ErrorDomain.NONE.error(OPERATION_FAILED, "page size %d is not available", sizeKib)
                : ErrorDomain.NONE.error(OPERATION_FAILED, "page size %d is not available on node %d", sizeKib, cell));
        try {
            long target = more ? HostMemory.kept(file) + wanted : wanted;
            if (HostMemory.kept(file) == target) return;
            Files.writeString(file, Long.toUnsignedString(target));
            long kept = HostMemory.kept(file);
            if (kept != target) {
                throw ErrorDomain.NONE.error(OPERATION_FAILED, "Unable to allocate %d pages. Allocated only %d", target, kept);
            }
        } catch (IOException e) {
            throw ErrorDomain.NONE.error(SYSTEM_ERROR, e, "Unable to write to: %s: %s", file, e.getMessage());
        }
    }

    /** For each node, how many pages of each of the given sizes are free. */
    private static NodeCall.CountsRet freePages(Caller caller, NodeCall.GetFreePages call) throws IOException {
        int last = NodeInfo.read().cells().size() - 1;
        if (call.startCell() > last) {
            throw ErrorDomain.NONE.error(INTERNAL_ERROR, "start cell %d out of range (0-%d)", call.startCell(), last);
        }
        List<Long> counts = new ArrayList<>();
        for (int cell = Math.max(0, call.startCell()); cell <= last && cell < call.startCell() + call.cellCount(); cell++) {
            List<HostMemory.Pages> pages = HostMemory.pages(cell);
            for (int size : call.pages()) {
                counts.add(pages.stream().filter(page -> page.sizeKib() == size).map(HostMemory.Pages::free).findFirst()
                        .orElseThrow(() -> ErrorDomain.NONE.error(OPERATION_FAILED, "page size %d is not available on node", size)));
            }
        }
        return new NodeCall.CountsRet(counts);
    }
}
