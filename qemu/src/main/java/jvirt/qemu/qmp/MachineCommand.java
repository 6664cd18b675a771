package jvirt.qemu.qmp;

import java.util.List;
import java.util.Optional;
import jvirt.api.json.ByKey;
import jvirt.api.json.Is;
import jvirt.api.json.Json;
import jvirt.api.json.Key;
import jvirt.api.json.Rest;

/** Commands on the machine as a whole: its run state, its processors and memory, its screen and keys. */
public sealed interface MachineCommand<R> extends Command<R> {
    /** Opens the conversation. */
    @Qmp("qmp_capabilities") record Capabilities() implements MachineCommand<Nothing> {}
    @Qmp("query-status") record QueryStatus() implements MachineCommand<Status> {}
    @Qmp(value = "cont", seconds = 120) record Cont() implements MachineCommand<Nothing> {}
    @Qmp(value = "stop", seconds = 120) record Stop() implements MachineCommand<Nothing> {}
    @Qmp("system_powerdown") record SystemPowerdown() implements MachineCommand<Nothing> {}
    @Qmp("system_reset") record SystemReset() implements MachineCommand<Nothing> {}
    @Qmp("system_wakeup") record SystemWakeup() implements MachineCommand<Nothing> {}
    @Qmp("quit") record Quit() implements MachineCommand<Nothing> {}
    @Qmp("inject-nmi") record InjectNmi() implements MachineCommand<Nothing> {}
    @Qmp("set-action") record SetAction(Optional<String> reboot, Optional<String> shutdown, Optional<String> panic,
            Optional<String> watchdog) implements MachineCommand<Nothing> {}

    @Qmp("watchdog-set-action") record WatchdogSetAction(String action) implements MachineCommand<Nothing> {}

    @Qmp("query-cpus-fast") record QueryCpusFast() implements MachineCommand<List<Cpu>> {}
    @Qmp("query-hotpluggable-cpus") record QueryHotpluggableCpus() implements MachineCommand<List<HotpluggableCpu>> {}
    @Qmp("query-iothreads") record QueryIothreads() implements MachineCommand<List<Iothread>> {}
    @Qmp("query-balloon") record QueryBalloon() implements MachineCommand<BalloonSize> {}
    @Qmp("balloon") record Balloon(long value) implements MachineCommand<Nothing> {}
    @Qmp("query-memory-size-summary") record QueryMemorySize() implements MachineCommand<MemorySize> {}
    @Qmp("query-memory-devices") record QueryMemoryDevices() implements MachineCommand<List<Json.Obj>> {}
    @Qmp("query-current-machine") record QueryCurrentMachine() implements MachineCommand<CurrentMachine> {}

    @Qmp("qom-get") record QomGet(String path, String property) implements MachineCommand<Json> {}
    @Qmp("qom-set") record QomSet(String path, String property, Json value) implements MachineCommand<Nothing> {}
    @Qmp("qom-list") record QomList(String path) implements MachineCommand<List<QomProperty>> {}

    @Qmp(value = "human-monitor-command", seconds = 3600) record Human(String commandLine) implements MachineCommand<String> {}
    @Qmp(value = "dump-guest-memory", seconds = 3600) record DumpGuestMemory(boolean paging, String protocol,
            Optional<Boolean> detach, Optional<String> format) implements MachineCommand<Nothing> {}
    @Qmp("query-dump") record QueryDump() implements MachineCommand<Dump> {}
    @Qmp("pmemsave") record Pmemsave(long val, long size, String filename) implements MachineCommand<Nothing> {}
    @Qmp("memsave") record Memsave(long val, long size, String filename) implements MachineCommand<Nothing> {}

    @Qmp("screendump") record Screendump(String filename, Optional<String> device, Optional<Integer> head,
            Optional<String> format) implements MachineCommand<Nothing> {}
    @Qmp("send-key") record SendKey(List<KeyValue> keys, @Key("hold-time") Optional<Long> holdTime)
            implements MachineCommand<Nothing> {}
    @Qmp("set_password") record SetPassword(String protocol, String password, Optional<String> connected)
            implements MachineCommand<Nothing> {}
    @Qmp("expire_password") record ExpirePassword(String protocol, String time) implements MachineCommand<Nothing> {}
    @Qmp("display-reload") record DisplayReload(String type, @Rest Json.Obj options)
            implements MachineCommand<Nothing> {}
    @Qmp("add_client") record AddClient(String protocol, String fdname, Optional<Boolean> skipauth)
            implements MachineCommand<Nothing> {}
    @Qmp("query-vnc") record QueryVnc() implements MachineCommand<Json.Obj> {}
    @Qmp("query-spice") record QuerySpice() implements MachineCommand<Json.Obj> {}
    @Qmp("rtc-reset-reinjection") record RtcResetReinjection() implements MachineCommand<Nothing> {}
    @Qmp("query-rx-filter") record QueryRxFilter(Optional<String> name) implements MachineCommand<List<Json.Obj>> {}
    @Qmp("query-stats") record QueryStats(String target, Optional<Json> providers, @Rest Json.Obj filter)
            implements MachineCommand<List<Json.Obj>> {}
    @Qmp("query-stats-schemas") record QueryStatsSchemas(Optional<String> provider) implements MachineCommand<List<Json.Obj>> {}
    @Qmp("set-numa-node") record SetNumaNode(String type, @Rest Json.Obj options)
            implements MachineCommand<Nothing> {}
    @Qmp("x-exit-preconfig") record ExitPreconfig() implements MachineCommand<Nothing> {}

    /** What runs; {@code status} is QAPI's {@code RunState}, such as {@code prelaunch} or {@code io-error}. */
    record Status(boolean running, String status) {}

    /** A virtual processor: its thread, its place among the sockets. */
    record Cpu(int cpuIndex, String qomPath, int threadId, Optional<Json.Obj> props) {}

    /** A processor that may be plugged; the ones that are have a path. */
    record HotpluggableCpu(String type, int vcpusCount, Json.Obj props, Optional<String> qomPath) {}

    record Iothread(String id, int threadId, Optional<Long> pollMaxNs, Optional<Long> pollGrow, Optional<Long> pollShrink) {}

    /** Bytes that the guest has now. */
    record BalloonSize(long actual) {}

    record MemorySize(long baseMemory, Optional<Long> pluggedMemory) {}

    record CurrentMachine(boolean wakeupSuspendSupport) {}

    record QomProperty(String name, String type) {}

    /** How far a dump is: {@code none}, {@code active}, {@code completed} or {@code failed}. */
    record Dump(String status, long completed, long total) {}

    /** A key, by its number or its QEMU name. */
    @ByKey("type") sealed interface KeyValue {
        @Is("number") record Number(int data) implements KeyValue {}
        @Is("qcode") record Code(String data) implements KeyValue {}
    }
}
