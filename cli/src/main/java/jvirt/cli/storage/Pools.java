package jvirt.cli.storage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.Editing;
import jvirt.cli.EventLoop;
import jvirt.cli.Failure;
import jvirt.cli.Finding;
import jvirt.cli.Invocation;
import jvirt.cli.Lists;
import jvirt.cli.Numbers;
import jvirt.cli.Output;
import jvirt.cli.Session;
import jvirt.cli.Table;
import jvirt.cli.monitor.States;
import jvirt.client.Pool;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.StoragePoolEvent;
import jvirt.rpc.call.WirePool;

/** Storage pools. */
public final class Pools extends Commands {
    private static final int INACTIVE_XML = 1;
    private static final int RUNNING = 2;
    private static final int DEGRADED = 3;
    private static final List<String> STATES = List.of("inactive", "building", "running", "degraded", "inaccessible");
    private static final List<String> LIFECYCLE = List.of("Defined", "Undefined", "Started", "Stopped", "Created", "Deleted");
    /** Kinds of pools by their bits in VIR_CONNECT_LIST_STORAGE_POOLS_*, of which the first is the seventh. */
    private static final List<String> TYPES = List.of("dir", "fs", "netfs", "logical", "disk", "iscsi", "scsi", "mpath", "rbd", "sheepdog",
            "gluster", "zfs", "vstorage", "iscsi-direct");
    private static final int FIRST_TYPE = 6;

    @Override public String table() {
        return """
            find-storage-pool-sources: look for what a pool could be made of
              <type>  kind of the pool
              srcSpec=  file with XML that says where to look
            find-storage-pool-sources-as: look for what a pool could be made of
              <type>  kind of the pool
              host=  the host to ask
              port=  its port
              initiator=  who to be when asking for iSCSI targets
            pool-autostart: start a pool with the host
              <pool>
              --disable  not any more
            pool-build: make the place of a pool
              <pool>
              --no-overwrite  only if nothing is there
              --overwrite  whatever is there
            pool-capabilities: print which kinds of pools the daemon knows
            pool-create: start a pool from an XML file without keeping its definition
              <file>
              --build  make its place first
              --no-overwrite  only if nothing is there
              --overwrite  whatever is there
            pool-define: define a pool by an XML file, or change its definition
              <file> --validate
            pool-delete: delete the place of a pool
              <pool>
            pool-destroy: stop a pool
              <pool>
            pool-dumpxml: print the definition of a pool
              <pool> --inactive xpath=! --wrap
            pool-edit: change the definition of a pool in an editor
              <pool>
            pool-event: wait for events of pools
              pool=  of this pool only
              event= --loop timeout=# --list --timestamp
            pool-info: show what is most worth knowing about a pool
              <pool> --bytes
            pool-list: list the pools
              --inactive
              --all  those that are active and those that are not
              --transient  those without a definition
              --persistent  those with a definition
              --autostart  those that start with the host
              --no-autostart  those that do not
              type=  those of these kinds, separated by commas
              --details  with their sizes
              --uuid --name
            pool-name: print the name of a pool
              <pool>  UUID of the pool
            pool-refresh: look again which volumes a pool has
              <pool>
            pool-start: start a pool that is defined
              <pool>
              --build  make its place first
              --no-overwrite  only if nothing is there
              --overwrite  whatever is there
            pool-undefine: forget a pool
              <pool>
            pool-uuid: print the UUID of a pool
              <pool>  name of the pool
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "find-storage-pool-sources" -> find(in, in.text("srcSpec").map(in::read));
            case "find-storage-pool-sources-as" -> find(in, in.text("host").map(host -> where(in, host)));
            case "pool-autostart" -> autostart(in);
            case "pool-build" -> act(in, pool -> pool.build(in.flag("no-overwrite", 4) | in.flag("overwrite", 8)), "build", " built\n");
            case "pool-capabilities" -> in.out().line(in.attempt(() -> in.connection().poolCapabilities(), "failed to get storage pool capabilities"));
            case "pool-create" -> create(in);
            case "pool-define" -> define(in);
            case "pool-delete" -> act(in, pool -> pool.delete(0), "delete", " deleted\n");
            case "pool-destroy" -> act(in, Pool::destroy, "destroy", " destroyed\n");
            case "pool-dumpxml" -> in.printXml(pool(in, "pool").xml(in.flag("inactive", INACTIVE_XML)));
            case "pool-edit" -> edit(in);
            case "pool-event" -> events(in);
            case "pool-info" -> info(in);
            case "pool-list" -> list(in);
            case "pool-name" -> in.out().line(lookup(in, "pool", true, false).name());
            case "pool-refresh" -> act(in, Pool::refresh, "refresh", " refreshed\n");
            case "pool-start" -> {
                int flags = build(in);
                act(in, pool -> pool.start(flags), "start", " started\n");
            }
            case "pool-undefine" -> act(in, Pool::undefine, "undefine", " has been undefined\n");
            case "pool-uuid" -> in.out().line(lookup(in, "pool", false, true).uuid().toString());
            default -> throw undeclared(command);
        }
    }

    /** The pool that an option names by UUID or name. */
    static Pool pool(Invocation in, String option) {
        return lookup(in, option, true, true);
    }

    private static Pool lookup(Invocation in, String option, boolean byUuid, boolean byName) {
        String name = in.found(option);
        Finding<Pool> pool = new Finding<>();
        if (byUuid && name.length() == 36) {
            in.session().debug(Session.DEBUG, in.command() + ": <" + option + "> trying as pool UUID");
            Session.uuid(name).ifPresent(uuid -> pool.by(() -> in.connection().pools().withUuid(uuid)));
        }
        if (!pool.found() && byName) {
            in.session().debug(Session.DEBUG, in.command() + ": <" + option + "> trying as pool NAME");
            pool.by(() -> in.connection().pools().named(name));
        }
        return pool.orComplain("failed to get pool '" + name + "'");
    }

    private interface Action {
        void on(Pool pool);
    }

    private static void act(Invocation in, Action action, String what, String success) {
        Pool pool = pool(in, "pool");
        String name = in.required("pool");
        in.attempt(() -> action.on(pool), "Failed to " + what + " pool " + name);
        in.out().extra("Pool " + name + success);
    }

    /** {@code --build} and its companions as virStoragePoolCreateFlags. */
    static int build(Invocation in) {
        in.exclusive("overwrite", "no-overwrite");
        return in.flag("build", 1) | in.flag("overwrite", 2) | in.flag("no-overwrite", 4);
    }

    private static void find(Invocation in, Optional<String> where) {
        String type = in.required("type");
        in.out().print(in.attempt(() -> in.connection().pools().findSources(type, where), "Failed to find any " + type + " pool sources"));
    }

    private static String where(Invocation in, String host) {
        return "<source>\n  <host name='" + host + "'" + in.text("port").map(port -> " port='" + port + "'").orElse("") + "/>\n"
                + in.text("initiator").map(iqn -> "  <initiator>\n    <iqn name='" + iqn + "'/>\n  </initiator>\n").orElse("") + "</source>\n";
    }

    private static void autostart(Invocation in) {
        Pool pool = pool(in, "pool");
        String name = in.required("pool");
        String what = in.has("disable") ? "unmark" : "mark";
        in.attempt(() -> pool.autostart(!in.has("disable")), "failed to " + what + " pool " + name + " as autostarted");
        in.out().extra("Pool " + name + " " + what + "ed as autostarted\n");
    }

    private static void create(Invocation in) {
        String file = in.required("file");
        int flags = build(in);
        String xml = in.read(file);
        Pool pool = in.attempt(() -> in.connection().pools().create(xml, flags), "Failed to create pool from " + file);
        in.out().extra("Pool " + pool + " created from " + file + "\n");
    }

    private static void define(Invocation in) {
        String file = in.required("file");
        String xml = in.read(file);
        Pool pool = in.attempt(() -> in.connection().pools().define(xml, in.flag("validate", 1)), "Failed to define pool from " + file);
        in.out().extra("Pool " + pool + " defined from " + file + "\n");
    }

    private static void edit(Invocation in) {
        Pool pool = pool(in, "pool");
        java.util.function.Consumer<String> store = xml -> in.connection().pools().define(xml, 0);
        boolean changed = new Editing(in).run(() -> pool.xml(INACTIVE_XML), store, store);
        in.out().extra("Pool " + pool + " XML configuration " + (changed ? "edited.\n" : "not changed.\n"));
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }

    private static String autostart(Pool pool) {
        return Session.lookup(pool::autostart).map(Pools::yes).orElse("no autostart");
    }

    private static boolean sized(Pool.Info info) {
        return info.state() == RUNNING || info.state() == DEGRADED;
    }

    private static void info(Invocation in) {
        Pool pool = pool(in, "pool");
        Output out = in.out();
        out.field("Name:", pool.name());
        out.field("UUID:", pool.uuid());
        Pool.Info info = pool.info();
        out.field("State:", States.of(STATES, info.state(), "unknown"));
        out.field("Persistent:", yes(pool.persistent()));
        out.field("Autostart:", autostart(pool));
        if (!sized(info)) return;
        out.field("Capacity:", size(in, info.capacity()));
        out.field("Allocation:", size(in, info.allocation()));
        out.field("Available:", size(in, info.available()));
    }

    private static String size(Invocation in, long bytes) {
        return in.has("bytes") ? Long.toUnsignedString(bytes) : Numbers.pretty(bytes, 2);
    }

    private static void list(Invocation in) {
        in.exclusive("all", "inactive");
        int filter = in.has("all") ? 3 : in.has("inactive") ? 1 : 2;
        filter |= in.flag("autostart", 16) | in.flag("no-autostart", 32) | in.flag("persistent", 4) | in.flag("transient", 8);
        Optional<String> types = in.text("type");
        in.exclusive("details", in.has("details"), "uuid", in.has("uuid"));
        in.exclusive("details", in.has("details"), "name", in.has("name"));
        for (String type : types.map(Lists::split).orElse(List.of())) {
            int bit = TYPES.indexOf(type);
            if (bit < 0) throw new Failure("Invalid pool type '" + type + "'");
            filter |= 1 << FIRST_TYPE + bit;
        }
        int flags = filter;
        List<Pool> pools = new ArrayList<>(in.attempt(() -> in.connection().pools().list(flags), "Failed to list pools"));
        pools.sort(Comparator.comparing(Pool::name, String.CASE_INSENSITIVE_ORDER));
        if (in.has("details")) details(in, pools);
        else if (in.has("uuid") || in.has("name")) names(in, pools);
        else {
            Table table = new Table("Name", "State", "Autostart");
            for (Pool one : pools) table.row(one.name(), one.active() ? "active" : "inactive", autostart(one));
            table.print(in.out());
        }
    }

    private static void names(Invocation in, List<Pool> pools) {
        for (Pool one : pools) {
            if (in.has("uuid")) in.out().print(one.uuid() + (in.has("name") ? " " : "\n"));
            if (in.has("name")) in.out().line(Output.padded(one.name(), 20));
        }
    }

    private static void details(Invocation in, List<Pool> pools) {
        Table table = new Table("Name", "State", "Autostart", "Persistent", "Capacity", "Allocation", "Available");
        for (Pool one : pools) {
            String autostart = autostart(one);
            String persistent = Session.lookup(one::persistent).map(Pools::yes).orElse("unknown");
            Pool.Info info;
            try {
                info = one.info();
            } catch (VirtException e) {
                in.out().error("Could not retrieve pool information");
                table.row(one.name(), "unknown", autostart, persistent, "unknown", "unknown", "unknown");
                continue;
            }
            boolean sized = sized(info);
            table.row(one.name(), States.of(STATES, info.state(), "unknown"), autostart, persistent,
                    sized ? Numbers.pretty(info.capacity(), 2) : "-", sized ? Numbers.pretty(info.allocation(), 2) : "-",
                    sized ? Numbers.pretty(info.available(), 2) : "-");
        }
        table.print(in.out());
    }

    private static void events(Invocation in) {
        if (EventLoop.list(in, "lifecycle", "refresh")) return;
        int event = EventLoop.chosen(in, "lifecycle", "refresh");
        in.timeoutMillis();
        Optional<WirePool> pool = in.has("pool") ? Optional.of(pool(in, "pool").wire()) : Optional.empty();
        List<Integer> callbacks = new ArrayList<>();
        new EventLoop(in).run(() -> callbacks.add(in.call(new ConnectCall.StoragePoolEventRegisterAny(event, pool)).callbackID()),
                () -> callbacks.forEach(one -> in.call(new ConnectCall.StoragePoolEventDeregisterAny(one))),
                one -> switch (one) {
                    case StoragePoolEvent.Lifecycle(_, var of, int what, _) -> Optional.of("event 'lifecycle' for storage pool " + of.name() + ": "
                            + States.of(LIFECYCLE, what, "unknown") + "\n");
                    case StoragePoolEvent.Refresh(_, var of) -> Optional.of("event 'refresh' for storage pool " + of.name() + "\n");
                    default -> Optional.empty();
                });
    }
}
