package jvirt.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import jvirt.api.VirtException;
import jvirt.client.Connection;
import jvirt.client.Domain;

/** A command with what was given to it: its options, the session it runs in, and what most commands do with them. */
public final class Invocation {
    private static final long UINT_MAX = 0xffff_ffffL;

    /** An option with its value; a flag's is empty. */
    record Given(Option option, String value) {}

    private final Session session;
    private final Registry.Entry entry;
    private final List<Given> given;
    private final List<String> words;

    Invocation(Session session, Registry.Entry entry, List<Given> given, List<String> words) {
        this.session = session;
        this.entry = entry;
        this.given = given;
        this.words = words;
    }

    Declaration declaration() {
        return entry.declaration();
    }

    /** The name of the command. */
    public String command() {
        return declaration().name();
    }

    /** The options that the command has. */
    public List<Option> options() {
        return declaration().options();
    }

    void run() {
        entry.commands().run(declaration().name(), this);
    }

    public Session session() {
        return session;
    }

    public Output out() {
        return session.output();
    }

    public Connection connection() {
        return session.connection();
    }

    /** Makes a call. */
    public <R> R call(jvirt.rpc.call.Call<R> call) {
        return connection().call(call);
    }

    /** The words of a command with a grammar of its own. */
    public List<String> words() {
        return words;
    }

    /** Runs another command in this one's session; whether it succeeded. */
    public boolean also(List<String> command) {
        try {
            for (Invocation one : new Grammar(session).parse(new Words.Cut(command))) one.run();
            return true;
        } catch (Failure e) {
            if (!e.getMessage().isEmpty()) out().error(e.getMessage());
            return false;
        }
    }

    // options

    private Optional<Given> find(String name) {
        for (Given one : given) {
            if (one.option.name().equals(name)) return Optional.of(one);
        }
        return Optional.empty();
    }

    /** Whether the option was given, with or without a value. */
    public boolean has(String name) {
        return find(name).isPresent();
    }

    /** {@code bit} if the option was given, else 0. */
    public int flag(String name, int bit) {
        return has(name) ? bit : 0;
    }

    /** The value as it was written. */
    public Optional<String> raw(String name) {
        if (declaration().option(name).isEmpty()) throw new IllegalArgumentException(declaration().name() + " has no option " + name);
        return find(name).map(Given::value);
    }

    /** The value, which must not be empty unless the table allows that. */
    public Optional<String> text(String name) {
        Optional<String> value = raw(name);
        if (value.isPresent() && value.get().isEmpty() && !declaration().option(name).orElseThrow().emptyAllowed()) {
            throw new Failure("Failed to get option '" + name + "': Option argument is empty");
        }
        return value;
    }

    /** The value of an option that the table requires. */
    public String required(String name) {
        return text(name).orElseThrow(() -> new Failure("Failed to get option '" + name + "': Mandatory option not present"));
    }

    /** All values of a repeated option. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (Given one : given) {
            if (one.option.name().equals(name)) values.add(one.value);
        }
        return values;
    }

    private static Failure malformed(String value, String name) {
        return new Failure("Numeric value '" + value + "' for <" + name + "> option is malformed or out of range");
    }

    private OptionalLong number(String name, java.util.function.Function<String, Optional<Long>> reading) {
        Optional<String> value = raw(name);
        if (value.isEmpty()) return OptionalLong.empty();
        return OptionalLong.of(reading.apply(value.get()).orElseThrow(() -> malformed(value.get(), name)));
    }

    private static OptionalInt narrow(OptionalLong value) {
        return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
    }

    public OptionalInt integer(String name) {
        return narrow(number(name, text -> Numbers.signed(text, Integer.MIN_VALUE, Integer.MAX_VALUE)));
    }

    /** A number of 32 bits without a sign. */
    public OptionalInt unsigned(String name) {
        return narrow(number(name, text -> Numbers.signed(text, 0, UINT_MAX)));
    }

    /** A number of 32 bits; below zero it wraps around. */
    public OptionalInt wrapping(String name) {
        return narrow(number(name, text -> Numbers.signed(text, -UINT_MAX, UINT_MAX)));
    }

    public OptionalLong longInteger(String name) {
        return number(name, text -> Numbers.signed(text, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /** A number of 64 bits without a sign. */
    public OptionalLong unsignedLong(String name) {
        return number(name, Numbers::unsigned);
    }

    /** A number of 64 bits; below zero it wraps around. */
    public OptionalLong wrappingLong(String name) {
        return number(name, Numbers::wrapping);
    }

    /** A size in bytes; a number without a unit counts {@code scale} bytes. */
    public OptionalLong scaled(String name, int scale) {
        return scaled(name, scale, -1);
    }

    /** The same, of {@code most} bytes at most; -1 is no limit. */
    public OptionalLong scaled(String name, int scale, long most) {
        Optional<String> value = raw(name);
        if (value.isEmpty()) return OptionalLong.empty();
        return OptionalLong.of(Numbers.scaled(value.get(), scale, most).orElseThrow(() ->
                new Failure("Scaled numeric value '" + value.get() + "' for <" + name + "> option is malformed or out of range")));
    }

    /** {@code --timeout}, in milliseconds. */
    public OptionalLong timeoutMillis() {
        OptionalInt seconds = unsigned("timeout");
        if (seconds.isEmpty()) return OptionalLong.empty();
        long value = Integer.toUnsignedLong(seconds.getAsInt());
        if (value == 0 || value > Integer.MAX_VALUE / 1000) throw malformed(Long.toString(value), "timeout");
        return OptionalLong.of(value * 1000);
    }

    /** Complains if two options that exclude each other were both given. */
    public void exclusive(String... names) {
        for (int i = 0; i < names.length; i++) {
            for (int j = i + 1; j < names.length; j++) exclusive(names[i], has(names[i]), names[j], has(names[j]));
        }
    }

    /** The same for options that are there in another sense. */
    public void exclusive(String one, boolean first, String other, boolean second) {
        if (first && second) throw new Failure("Options --" + one + " and --" + other + " are mutually exclusive");
    }

    /** Complains if {@code name} was given without {@code other}. */
    public void requires(String name, String other) {
        if (has(name) && !has(other)) throw new Failure("Option --" + other + " is required by option --" + name);
    }

    /** {@code --live} and {@code --config} as virDomainModificationImpact; {@code --current}, no bit, excludes them. */
    public int impact() {
        exclusive("current", has("current"), "live", has("live"));
        exclusive("current", has("current"), "config", has("config"));
        return flag("config", 2) | flag("live", 1);
    }

    /** The same, and {@code --persistent} for both: it adds the running machine if it runs. */
    public int impact(Domain domain) {
        int impact = impact();
        if (!has("persistent")) return impact;
        return impact | 2 | (domain.active() ? 1 : 0);
    }

    // what most commands do

    /** The machine that {@code <domain>} names by id, UUID or name. */
    public Domain domain() {
        return session.domain(declaration().name(), found("domain"));
    }

    /** The same, by UUID or name only. */
    public Domain domainByName() {
        return session.domainByName(declaration().name(), found("domain"));
    }

    /** The value of an option that names something, told to whoever wants to know. */
    public String found(String option) {
        String value = required(option);
        session.debug(Session.INFO, declaration().name() + ": found option <" + option + ">: " + value);
        return value;
    }

    /** The machine of this id, UUID or name. */
    public Domain domain(String name) {
        return session.domain("unknown", name);
    }

    /** Does it; an error of it comes behind {@code complaint}. */
    public <T> T attempt(Supplier<T> what, String complaint) {
        try {
            return what.get();
        } catch (VirtException e) {
            throw new Failure(complaint, e);
        }
    }

    /** Does it; an error of it comes behind {@code complaint}. */
    public void attempt(Runnable what, String complaint) {
        try {
            what.run();
        } catch (VirtException e) {
            throw new Failure(complaint, e);
        }
    }

    /** A file of this side, below the folder of the shell. */
    public Path local(String file) {
        return session.folder().resolve(file);
    }

    /** A file's name for the other side: whole. */
    public String absolute(String file) {
        return session.folder().resolve(file).normalize().toString();
    }

    /** The text of a file of this side. */
    public String read(String file) {
        try {
            return Files.readString(local(file));
        } catch (NoSuchFileException e) {
            throw new Failure("Failed to open file '" + file + "': No such file or directory");
        } catch (IOException e) {
            throw new Failure("Failed to open file '" + file + "': " + reason(e));
        }
    }

    /** What the system said about a file. */
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "No such file or directory";
            case java.nio.file.AccessDeniedException _ -> "Permission denied";
            case java.nio.file.FileAlreadyExistsException _ -> "File exists";
            case java.nio.file.FileSystemException known when known.getReason() != null -> known.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    /** Prints a document, or the parts that {@code --xpath} chooses. */
    public void printXml(String xml) {
        Optional<String> xpath = text("xpath");
        if (xpath.isEmpty()) out().print(xml);
        else out().print(XPathParts.of(xml, xpath.get(), has("wrap")));
    }
}
