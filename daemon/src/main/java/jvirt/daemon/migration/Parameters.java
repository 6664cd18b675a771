package jvirt.daemon.migration;

import static jvirt.api.ErrorCode.INVALID_ARG;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.qemu.migration.Request;
import jvirt.rpc.call.TypedParam;
import jvirt.rpc.call.TypedParam.Value;

/** The named values of a migration, {@code VIR_MIGRATE_PARAM_*}. */
final class Parameters {
    private enum Kind { TEXT, TEXTS, INT, ULLONG }

    private static final Map<String, Kind> KINDS = Map.ofEntries(Map.entry("migrate_uri", Kind.TEXT),
            Map.entry("destination_name", Kind.TEXT), Map.entry("destination_xml", Kind.TEXT), Map.entry("bandwidth", Kind.ULLONG),
            Map.entry("graphics_uri", Kind.TEXT), Map.entry("listen_address", Kind.TEXT), Map.entry("migrate_disks", Kind.TEXTS),
            Map.entry("disks_port", Kind.INT), Map.entry("compression", Kind.TEXTS), Map.entry("compression.mt.level", Kind.INT),
            Map.entry("compression.mt.threads", Kind.INT), Map.entry("compression.mt.dthreads", Kind.INT),
            Map.entry("compression.xbzrle.cache", Kind.ULLONG), Map.entry("persistent_xml", Kind.TEXT),
            Map.entry("auto_converge.initial", Kind.INT), Map.entry("auto_converge.increment", Kind.INT),
            Map.entry("bandwidth.postcopy", Kind.ULLONG), Map.entry("parallel.connections", Kind.INT),
            Map.entry("tls.destination", Kind.TEXT), Map.entry("disks_uri", Kind.TEXT));

    private final List<TypedParam> params;

    private Parameters(List<TypedParam> params) {
        this.params = params;
    }

    /** What a client asks for, or libvirt's error for a value that is unknown, of another type, or there twice. */
    static Request read(List<TypedParam> params, int flags) {
        Set<String> seen = new HashSet<>();
        for (TypedParam param : params) check(param, seen);
        Parameters given = new Parameters(params);
        return new Request(flags, given.text("destination_xml"), given.text("destination_name"), given.text("migrate_uri"),
                given.number("bandwidth").orElse(0L), given.text("graphics_uri"), given.text("listen_address"),
                given.texts("migrate_disks"), given.integer("disks_port").orElse(0), given.text("disks_uri"),
                given.text("persistent_xml"), given.tuning());
    }

    private static void check(TypedParam param, Set<String> seen) {
        Kind kind = KINDS.get(param.field());
        if (kind == null) {
            throw ErrorDomain.NONE.error(jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED, "parameter '%s' not supported", param.field());
        }
        String wanted = switch (kind) {
            case TEXT, TEXTS -> "string";
            case INT -> "int";
            case ULLONG -> "ullong";
        };
        if (!type(param.value()).equals(wanted)) {
            throw ErrorDomain.NONE.error(INVALID_ARG, "invalid type '%s' for parameter '%s', expected '%s'", type(param.value()),
                    param.field(), wanted);
        }
        if (!seen.add(param.field()) && kind != Kind.TEXTS) {
            throw ErrorDomain.NONE.error(INVALID_ARG, "parameter '%s' occurs multiple times", param.field());
        }
    }

    private static String type(Value value) {
        return switch (value) {
            case Value.Int _ -> "int";
            case Value.Uint _ -> "uint";
            case Value.Llong _ -> "llong";
            case Value.Ullong _ -> "ullong";
            case Value.Real _ -> "double";
            case Value.Bool _ -> "boolean";
            case Value.Text _ -> "string";
        };
    }

    private Request.Tuning tuning() {
        return new Request.Tuning(texts("compression"), integer("compression.mt.level"), integer("compression.mt.threads"),
                integer("compression.mt.dthreads"), number("compression.xbzrle.cache"), integer("auto_converge.initial"),
                integer("auto_converge.increment"), number("bandwidth.postcopy"), integer("parallel.connections"),
                text("tls.destination"));
    }

    private Optional<String> text(String name) {
        return texts(name).stream().findFirst();
    }

    private List<String> texts(String name) {
        return params.stream().filter(param -> param.field().equals(name))
                .map(param -> param.value() instanceof Value.Text(var text) ? text : "").toList();
    }

    private Optional<Integer> integer(String name) {
        return TypedParam.find(params, name).map(value -> value instanceof Value.Int(var number) ? number : 0);
    }

    private Optional<Long> number(String name) {
        return TypedParam.find(params, name).map(value -> value instanceof Value.Ullong(var number) ? number : 0L);
    }

    /** What the host to which a guest goes is told of it. */
    static List<TypedParam> forDestination(Request request) {
        List<TypedParam> params = new ArrayList<>();
        request.document().ifPresent(text -> params.add(TypedParam.of("destination_xml", text)));
        request.name().ifPresent(text -> params.add(TypedParam.of("destination_name", text)));
        request.uri().ifPresent(text -> params.add(TypedParam.of("migrate_uri", text)));
        if (request.bandwidth() > 0) params.add(TypedParam.ofUllong("bandwidth", request.bandwidth()));
        request.graphicsUri().ifPresent(text -> params.add(TypedParam.of("graphics_uri", text)));
        request.listenAddress().ifPresent(text -> params.add(TypedParam.of("listen_address", text)));
        for (String disk : request.disks()) params.add(TypedParam.of("migrate_disks", disk));
        if (request.disksPort() != 0) params.add(TypedParam.ofInt("disks_port", request.disksPort()));
        request.disksUri().ifPresent(text -> params.add(TypedParam.of("disks_uri", text)));
        Request.Tuning tuning = request.tuning();
        for (String method : tuning.compression()) params.add(TypedParam.of("compression", method));
        tuning.mtLevel().ifPresent(value -> params.add(TypedParam.ofInt("compression.mt.level", value)));
        tuning.mtThreads().ifPresent(value -> params.add(TypedParam.ofInt("compression.mt.threads", value)));
        tuning.mtDthreads().ifPresent(value -> params.add(TypedParam.ofInt("compression.mt.dthreads", value)));
        tuning.xbzrleCache().ifPresent(value -> params.add(TypedParam.ofUllong("compression.xbzrle.cache", value)));
        tuning.postcopyBandwidth().ifPresent(value -> params.add(TypedParam.ofUllong("bandwidth.postcopy", value)));
        tuning.connections().ifPresent(value -> params.add(TypedParam.ofInt("parallel.connections", value)));
        return params;
    }
}
