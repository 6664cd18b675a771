package jvirt.qemu.migration;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OVERFLOW;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.json.Json;
import jvirt.qemu.qmp.MigrationCommand;
import jvirt.qemu.qmp.Monitor;
import jvirt.qemu.qmp.ProbeCommand;
import jvirt.qemu.qmp.ProbeCommand.MigrateCapability;

/**
 * On what terms a QEMU sends or receives a guest: which of its capabilities are on, and its parameters.
 *
 * @param wanted capabilities that were asked for
 * @param parameters those of {@code migrate-set-parameters}
 */
record Terms(Set<String> wanted, Json.Obj parameters) {
    /** A host's part in a migration; {@code automatic} is on without being asked for, where QEMU has it. */
    enum Party {
        SOURCE("pause-before-switchover"), DESTINATION("late-block-activate");

        private final String automatic;

        Party(String automatic) {
            this.automatic = automatic;
        }
    }

    /** All that libvirt knows; what is not on is off, whoever used QEMU before. */
    static final List<String> CAPABILITIES = List.of("xbzrle", "auto-converge", "rdma-pin-all", "postcopy-ram", "compress",
            "pause-before-switchover", "late-block-activate", "multifd", "dirty-bitmaps", "return-path", "zero-copy-send");
    private static final long MIB = 1024 * 1024;

    /** The terms that were asked for, or libvirt's error when they contradict one another. */
    static Terms of(Request request, Party party) {
        Request.Tuning tuning = request.tuning();
        boolean source = party == Party.SOURCE;
        Set<String> on = new LinkedHashSet<>();
        if (request.has(Flag.RDMA_PIN_ALL)) on.add("rdma-pin-all");
        if (source && request.has(Flag.AUTO_CONVERGE)) on.add("auto-converge");
        if (request.has(Flag.POSTCOPY)) on.add("postcopy-ram");
        if (request.has(Flag.PARALLEL)) on.add("multifd");
        if (!request.has(Flag.TUNNELLED)) on.add("return-path");
        if (source && request.has(Flag.ZEROCOPY)) on.add("zero-copy-send");
        Parameters parameters = new Parameters();
        if (source) {
            parameters.put("cpu-throttle-initial", tuning.throttleInitial());
            parameters.put("cpu-throttle-increment", tuning.throttleIncrement());
        }
        parameters.put("compress-level", tuning.mtLevel());
        parameters.put("compress-threads", tuning.mtThreads());
        parameters.put("decompress-threads", tuning.mtDthreads());
        parameters.put("xbzrle-cache-size", tuning.xbzrleCache());
        parameters.put("max-postcopy-bandwidth", tuning.postcopyBandwidth().map(Terms::bytes));
        parameters.put("multifd-channels", tuning.connections());
        if (source) tuning.tlsDestination().ifPresent(name -> parameters.json = parameters.json.with("tls-hostname", name));
        if (source) check(request);
        compression(request, on);
        return new Terms(Set.copyOf(on), parameters.json);
    }

    private static final class Parameters {
        private Json.Obj json = Json.object();

        void put(String name, Optional<? extends Number> value) {
            value.ifPresent(number -> json = json.with(name, number.longValue()));
        }
    }

    private static long bytes(long mebibytes) {
        long most = Long.divideUnsigned(-1L, MIB);
        if (Long.compareUnsigned(mebibytes, most) > 0) {
            throw QEMU.error(OVERFLOW, "migration parameter 'bandwidth.postcopy' must be less than %d", most + 1);
        }
        return mebibytes * MIB;
    }

    private static void check(Request request) {
        Request.Tuning tuning = request.tuning();
        if ((tuning.throttleInitial().isPresent() || tuning.throttleIncrement().isPresent()) && !request.has(Flag.AUTO_CONVERGE)) {
            throw QEMU.error(INVALID_ARG, "Turn auto convergence on to tune it");
        }
        if (tuning.connections().isPresent() && !request.has(Flag.PARALLEL)) {
            throw QEMU.error(INVALID_ARG, "Turn parallel migration on to tune it");
        }
    }

    private static void compression(Request request, Set<String> on) {
        Request.Tuning tuning = request.tuning();
        Set<String> methods = new HashSet<>();
        for (String method : tuning.compression()) {
            if (!method.equals("xbzrle") && !method.equals("mt")) {
                throw QEMU.error(INVALID_ARG, "Unsupported compression method '%s'", method);
            }
            if (!methods.add(method)) throw QEMU.error(INVALID_ARG, "Compression method '%s' is specified twice", method);
        }
        boolean mt = methods.contains("mt");
        if (!mt && (tuning.mtLevel().isPresent() || tuning.mtThreads().isPresent() || tuning.mtDthreads().isPresent())) {
            throw QEMU.error(INVALID_ARG, "Turn multithread compression on to tune it");
        }
        if (!methods.contains("xbzrle") && tuning.xbzrleCache().isPresent()) {
            throw QEMU.error(INVALID_ARG, "Turn xbzrle compression on to tune it");
        }
        if (methods.isEmpty() && request.has(Flag.COMPRESSED)) methods.add("xbzrle");
        if (methods.contains("xbzrle")) on.add("xbzrle");
        if (mt) on.add("compress");
    }

    Terms with(String parameter, String value) {
        return new Terms(wanted, parameters.with(parameter, value));
    }

    Terms with(String parameter, long value) {
        return new Terms(wanted, parameters.with(parameter, value));
    }

    /** Puts a QEMU on these terms. */
    void apply(Monitor monitor, Party party) {
        Set<String> has = supported(monitor);
        for (String name : CAPABILITIES) {
            if (wanted.contains(name) && !has.contains(name)) {
                throw QEMU.error(ARGUMENT_UNSUPPORTED, "Migration option '%s' is not supported by QEMU binary", name);
            }
        }
        set(monitor, has, name -> wanted.contains(name) || name.equals(party.automatic));
        if (!parameters.members().isEmpty()) monitor.call(new MigrationCommand.SetParameters(parameters));
    }

    /** No capability is on, and the parameters are what they were. */
    static void reset(Monitor monitor, Json.Obj before) {
        set(monitor, supported(monitor), _ -> false);
        Json.Obj parameters = Json.object();
        for (String name : List.of("compress-level", "compress-threads", "decompress-threads", "cpu-throttle-initial",
                "cpu-throttle-increment", "tls-creds", "tls-hostname", "max-bandwidth", "downtime-limit", "xbzrle-cache-size",
                "max-postcopy-bandwidth", "multifd-channels")) {
            Optional<Json> value = before.find(name);
            if (value.isPresent()) parameters = parameters.with(name, value.get());
        }
        monitor.call(new MigrationCommand.SetParameters(parameters));
    }

    private static void set(Monitor monitor, Set<String> has, java.util.function.Predicate<String> on) {
        List<MigrateCapability> states = new ArrayList<>();
        for (String name : CAPABILITIES) {
            if (has.contains(name)) states.add(new MigrateCapability(name, on.test(name)));
        }
        states.add(new MigrateCapability("events", true));
        monitor.call(new MigrationCommand.SetCapabilities(states));
    }

    static Set<String> supported(Monitor monitor) {
        Set<String> names = new HashSet<>();
        for (MigrateCapability one : monitor.call(new ProbeCommand.QueryMigrateCapabilities())) names.add(one.capability());
        return names;
    }

    /** What a QEMU can do, for the other host to know. */
    static List<Cookie.Cap> offered(Monitor monitor, Party party) {
        Set<String> has = supported(monitor);
        return CAPABILITIES.stream().filter(has::contains)
                .map(name -> new Cookie.Cap(name, name.equals(party.automatic) ? "yes" : "no")).toList();
    }
}
