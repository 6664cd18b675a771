package jvirt.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.VirtException;
import jvirt.client.Connection;
import jvirt.client.Domain;

/** What the commands of one run share: the connection, the output, the folder, the settings of the command line. */
public final class Session {
    private static final int KEEPALIVE_INTERVAL = 5;
    private static final int KEEPALIVE_COUNT = 6;

    private final Output output;
    private final InputStream input;
    private final Map<String, String> environment;
    private GlobalOptions options;
    private String uri = "";
    private boolean readonly;
    private Path folder;
    private EarlyConnection early;
    private Connection connection;
    private boolean lost;
    private boolean interactive;
    private int level = ERROR;

    Session(Output output, InputStream input, Map<String, String> environment, Path folder) {
        this.output = output;
        this.folder = folder;
        this.input = input;
        this.environment = environment;
    }

    /** The level of what is only worth telling to whoever looks for a fault. */
    public static final int DEBUG = 0;
    /** The level of what was understood of a command line. */
    public static final int INFO = 1;
    private static final int ERROR = 4;

    void configure(GlobalOptions given) {
        level = given.debug().orElseGet(() -> Numbers.signed(environment.getOrDefault("VIRSH_DEBUG", ""), DEBUG, ERROR).orElse((long) ERROR).intValue());
        options = given;
        output.quiet(given.quiet());
        uri = given.uri().or(() -> Optional.ofNullable(environment.get("VIRSH_DEFAULT_CONNECT_URI"))).orElse("");
        readonly = given.readonly();
    }

    /** Starts to connect while the command is still being read. */
    void connectEarly() {
        early = new EarlyConnection(address(), readonly);
        early.start();
        Connection.prepare();
    }

    private String address() {
        if (!uri.isEmpty()) return uri;
        for (String name : List.of("JVIRT_DEFAULT_URI", "LIBVIRT_DEFAULT_URI")) {
            String value = environment.get(name);
            if (value != null && !value.isEmpty()) return value;
        }
        return "";
    }

    /** Tells what goes on, if {@code --debug} wants to know that much. */
    public void debug(int important, String text) {
        if (important >= level) output.line(text);
    }

    /** The URI of the connection, as it was given, or as the daemon calls its default. */
    public String uri() {
        String given = address();
        return given.isEmpty() ? connection().canonicalUri() : given;
    }

    public Output output() {
        return output;
    }

    public InputStream input() {
        return input;
    }

    public Map<String, String> environment() {
        return environment;
    }

    public GlobalOptions options() {
        return options;
    }

    /** Where relative names of files begin. */
    public Path folder() {
        return folder;
    }

    public void folder(Path to) {
        folder = to;
    }

    public boolean readonly() {
        return readonly;
    }

    public boolean interactive() {
        return interactive;
    }

    public void interactive(boolean on) {
        interactive = on;
    }

    /** The connection, opened when it is first wanted, and again when it was lost. */
    public Connection connection() {
        if (connection != null && !connection.alive() && !lost) {
            lost = true;
            output.error("Disconnected from " + (uri.isEmpty() ? "the hypervisor" : uri) + " due to end of file");
        }
        if (connection == null || lost) reconnect(false);
        return connection;
    }

    /** Opens the connection to another address, or the same one again. */
    public void connect(Optional<String> to, boolean readonlyWanted) {
        boolean only = readonlyWanted || to.isEmpty() && readonly;
        to.ifPresent(name -> uri = name);
        readonly = only;
        close();
        reconnect(true);
    }

    private void reconnect(boolean wanted) {
        boolean again = connection != null;
        EarlyConnection begun = early;
        early = null;
        close();
        try {
            connection = begun != null ? begun.get() : Connection.open(address(), readonly);
            keepAlive();
        } catch (VirtException e) {
            throw new Failure(lost ? "Failed to reconnect to the hypervisor" : "failed to connect to the hypervisor", e);
        }
        if (again && !wanted) output.error("Reconnected to the hypervisor");
        lost = false;
    }

    private void keepAlive() {
        int interval = options.keepaliveInterval().orElse(KEEPALIVE_INTERVAL);
        if (interval > 0) connection.keepAlive(interval, options.keepaliveCount().orElse(KEEPALIVE_COUNT));
    }

    void close() {
        if (early != null) early.abandon();
        early = null;
        if (connection == null) return;
        connection.close();
        connection = null;
    }

    // machines by what users call them

    /** The machine of this id, UUID or name; {@code command} is who asks. */
    public Domain domain(String command, String name) {
        Optional<Domain> found = Optional.empty();
        Optional<Long> id = Numbers.signed(name, 0, Integer.MAX_VALUE);
        if (id.isPresent()) {
            debug(DEBUG, command + ": <domain> looks like ID");
            found = lookup(() -> connection().domains().withId(id.get().intValue()));
        }
        return found.orElseGet(() -> domainByName(command, name));
    }

    /** The machine of this UUID or name. */
    public Domain domainByName(String command, String name) {
        if (name.length() == 36) debug(DEBUG, command + ": <domain> trying as domain UUID");
        Optional<Domain> found = uuid(name).flatMap(uuid -> lookup(() -> connection().domains().withUuid(uuid)));
        if (found.isEmpty()) debug(DEBUG, command + ": <domain> trying as domain NAME");
        return found.or(() -> lookup(() -> connection().domains().named(name)))
                .orElseThrow(() -> new Failure("failed to get domain '" + name + "'"));
    }

    /** A UUID in its usual form of 36 characters. */
    public static Optional<UUID> uuid(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What a lookup finds; nothing when it fails. */
    public static <T> Optional<T> lookup(java.util.function.Supplier<T> what) {
        try {
            return Optional.of(what.get());
        } catch (VirtException e) {
            return Optional.empty();
        }
    }
}
