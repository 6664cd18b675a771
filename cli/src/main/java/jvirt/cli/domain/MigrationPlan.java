package jvirt.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.rpc.call.TypedParam;

/** What migrate's options ask for: the flags and the named values of the calls. */
record MigrationPlan(int flags, List<TypedParam> params) {
    static final int PEER_TO_PEER = 1 << 1;
    static final int TUNNELLED = 1 << 2;
    static final int PAUSED = 1 << 5;
    static final int CHANGE_PROTECTION = 1 << 8;
    static final int OFFLINE = 1 << 10;
    static final int ABORT_ON_ERROR = 1 << 12;
    static final int AUTO_CONVERGE = 1 << 13;

    /** The options that are flags, in the order of their bits; an empty name is no option. */
    private static final List<String> FLAGS = List.of("live", "p2p", "tunnelled", "persistent", "undefinesource", "suspend",
            "copy-storage-all", "copy-storage-inc", "change-protection", "unsafe", "offline", "compressed", "abort-on-error",
            "auto-converge", "rdma-pin-all", "postcopy", "tls", "parallel", "copy-storage-synchronous-writes", "postcopy-resume",
            "zerocopy");

    private enum Kind { TEXT, TEXTS, FILE, INT, PORT, LONG }

    private record Parameter(String option, Kind kind, String name) {}

    private static final List<Parameter> PARAMETERS = List.of(
            new Parameter("migrateuri", Kind.TEXT, "migrate_uri"),
            new Parameter("graphicsuri", Kind.TEXT, "graphics_uri"),
            new Parameter("listen-address", Kind.TEXT, "listen_address"),
            new Parameter("disks-port", Kind.PORT, "disks_port"),
            new Parameter("disks-uri", Kind.TEXT, "disks_uri"),
            new Parameter("dname", Kind.TEXT, "destination_name"),
            new Parameter("migrate-disks", Kind.TEXTS, "migrate_disks"),
            new Parameter("comp-methods", Kind.TEXTS, "compression"),
            new Parameter("comp-mt-level", Kind.INT, "compression.mt.level"),
            new Parameter("comp-mt-threads", Kind.INT, "compression.mt.threads"),
            new Parameter("comp-mt-dthreads", Kind.INT, "compression.mt.dthreads"),
            new Parameter("comp-xbzrle-cache", Kind.LONG, "compression.xbzrle.cache"),
            new Parameter("xml", Kind.FILE, "destination_xml"),
            new Parameter("persistent-xml", Kind.FILE, "persistent_xml"),
            new Parameter("auto-converge-initial", Kind.INT, "auto_converge.initial"),
            new Parameter("auto-converge-increment", Kind.INT, "auto_converge.increment"),
            new Parameter("postcopy-bandwidth", Kind.LONG, "bandwidth.postcopy"),
            new Parameter("parallel-connections", Kind.INT, "parallel.connections"),
            new Parameter("bandwidth", Kind.LONG, "bandwidth"),
            new Parameter("tls-destination", Kind.TEXT, "tls.destination"));

    static MigrationPlan of(Invocation in) {
        List<TypedParam> params = new ArrayList<>();
        for (Parameter one : PARAMETERS) add(in, one, params);
        int flags = 0;
        for (int i = 0; i < FLAGS.size(); i++) flags |= in.flag(FLAGS.get(i), 1 << i);
        if (in.has("copy-storage-synchronous-writes") && !in.has("copy-storage-all") && !in.has("copy-storage-inc")) {
            throw new Failure("'--copy-storage-synchronous-writes' requires one of '--copy-storage-all', 'copy-storage-inc'");
        }
        return new MigrationPlan(flags, List.copyOf(params));
    }

    private static void add(Invocation in, Parameter one, List<TypedParam> to) {
        switch (one.kind) {
            case TEXT -> in.text(one.option).ifPresent(text -> to.add(TypedParam.of(one.name, text)));
            case TEXTS -> in.text(one.option).ifPresent(text -> {
                for (String part : text.split(",", -1)) to.add(TypedParam.of(one.name, part));
            });
            case FILE -> in.text(one.option).ifPresent(file -> to.add(TypedParam.of(one.name, contents(in, file))));
            case INT -> in.integer(one.option).ifPresent(value -> to.add(TypedParam.ofInt(one.name, value)));
            case PORT -> in.integer(one.option).ifPresent(value -> {
                if (value != 0) to.add(TypedParam.ofInt(one.name, value));
            });
            case LONG -> in.unsignedLong(one.option).ifPresent(value -> to.add(TypedParam.ofUllong(one.name, value)));
        }
    }

    private static String contents(Invocation in, String file) {
        try {
            return in.read(file);
        } catch (Failure e) {
            throw new Failure("cannot read file '" + file + "'", e);
        }
    }

    /** The same plan with other values of these names. */
    MigrationPlan with(Map<String, String> values) {
        List<TypedParam> changed = new ArrayList<>(params);
        changed.removeIf(param -> values.containsKey(param.field()));
        values.forEach((name, value) -> changed.add(TypedParam.of(name, value)));
        return new MigrationPlan(flags, List.copyOf(changed));
    }

    MigrationPlan flagged(int more) {
        return new MigrationPlan(flags | more, params);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
