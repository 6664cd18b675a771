package jvirt.qemu.agent;

import static jvirt.api.ErrorCode.AGENT_UNRESPONSIVE;
import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import jvirt.api.IdSet;
import jvirt.api.VirtException;
import jvirt.api.json.Json;
import jvirt.api.json.JsonException;
import jvirt.qemu.Condition;
import jvirt.qemu.Vm;

/** What is asked of a machine's guest from inside. Its agent hears one client at a time, so there is a turn for it. */
public final class Guest {
    /** {@code virDomainQemuAgentCommandTimeoutValues}. */
    public static final int BLOCK = -2;
    public static final int DEFAULT = -1;
    public static final int NOWAIT = 0;
    private static final Duration LIMIT = Duration.ofSeconds(5);
    /** A client that wants to wait for ever still lets the daemon's thread go one day. */
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final long NANOS = 1_000_000_000L;

    private final Vm vm;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile Optional<Duration> limit = Optional.empty();

    public Guest(Vm vm) {
        this.vm = vm;
    }

    public static Guest of(Vm vm) {
        return vm.guest();
    }

    /** How long an answer may take from now on, in seconds or one of the special values. */
    public void setLimit(int seconds) {
        limit = Optional.of(duration(seconds));
    }

    private static Duration duration(int seconds) {
        if (seconds < BLOCK) {
            throw QEMU.error(INVALID_ARG, "guest agent timeout '%d' is less than the minimum '%d'", seconds, BLOCK);
        }
        return switch (seconds) {
            case BLOCK -> LONGEST;
            case DEFAULT, NOWAIT -> LIMIT;
            default -> Duration.ofSeconds(seconds);
        };
    }

    private Duration limit() {
        return limit.orElse(LIMIT);
    }

    /** A client's own words to the agent; the answer is all that it said. */
    public String pass(String command, int seconds) {
        Duration wait = duration(seconds);
        try {
            Json.Obj message = Json.parse(command).asObject();
            return answered(message, talk(message, wait)).toString();
        } catch (JsonException e) {
            throw QEMU.error(INTERNAL_ERROR, e, "cannot parse json %s: %s", command, e.getMessage());
        }
    }

    private Json.Obj talk(Json.Obj message, Duration wait) {
        boolean mine = false;
        try {
            mine = turn.tryLock(limit().toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) throw QEMU.error(AGENT_UNRESPONSIVE, "Guest agent is not responding: it answers another client");
            try (Agent agent = Agent.open(Agents.socket(vm))) {
                return agent.call(message, wait);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw QEMU.error(AGENT_UNRESPONSIVE, "Guest agent is not responding: the call was interrupted");
        } finally {
            if (mine) turn.unlock();
        }
    }

    private static Json.Obj answered(Json.Obj message, Json.Obj answer) {
        String command = message.findString("execute").orElse("<unknown>");
        Optional<Json> error = answer.find("error");
        if (error.isPresent()) {
            Json.Obj why = error.get().asObject();
            throw QEMU.error(INTERNAL_ERROR, "unable to execute QEMU agent command '%s': %s", command,
                    why.findString("desc").or(() -> why.findString("class")).orElse("unknown QEMU command error"));
        }
        if (answer.find("return").isEmpty()) throw QEMU.error(INTERNAL_ERROR, "unable to execute QEMU agent command '%s'", command);
        return answer;
    }

    private static Json.Obj message(String command, Json.Obj arguments) {
        Json.Obj message = Json.object().with("execute", command);
        return arguments.members().isEmpty() ? message : message.with("arguments", arguments);
    }

    /** Carries out a command. */
    Json call(String command, Json.Obj arguments) {
        Json.Obj message = message(command, arguments);
        return read(command, answered(message, talk(message, limit())).get("return"), answer -> answer);
    }

    Json call(String command) {
        return call(command, Json.object());
    }

    /** The answer to a question that an agent may not know. */
    Optional<Json> ask(String command) {
        Json.Obj message = message(command, Json.object());
        Json.Obj answer = talk(message, limit());
        boolean unknown = answer.find("error").flatMap(error -> error.asObject().findString("class"))
                .filter(kind -> kind.equals("CommandNotFound") || kind.equals("CommandDisabled")).isPresent();
        return unknown ? Optional.empty() : answered(message, answer).find("return");
    }

    /** Takes apart what came from inside the guest, which may be anything. */
    static <T> T read(String command, Json answer, Function<Json, T> reading) {
        try {
            return reading.apply(answer);
        } catch (JsonException e) {
            throw QEMU.error(INTERNAL_ERROR, e, "malformed reply of %s: %s", command, e.getMessage());
        }
    }

    // file systems

    /** Makes file systems hold still: all, or these; tells how many do. */
    public int freeze(List<String> mountPoints) {
        Json answer = mountPoints.isEmpty() ? call("guest-fsfreeze-freeze")
                : call("guest-fsfreeze-freeze-list", Json.object().with("mountpoints", texts(mountPoints)));
        return read("guest-fsfreeze-freeze", answer, count -> Math.toIntExact(count.asLong()));
    }

    public int thaw() {
        return read("guest-fsfreeze-thaw", call("guest-fsfreeze-thaw"), count -> Math.toIntExact(count.asLong()));
    }

    /** Gives the host back what file systems do not use. */
    public void trim(Optional<String> mountPoint, long minimum) {
        if (mountPoint.isPresent()) {
            throw QEMU.error(ARGUMENT_UNSUPPORTED, "Specifying mount point is not supported for now");
        }
        call("guest-fstrim", Json.object().with("minimum", minimum));
    }

    public List<GuestFilesystem> filesystems() {
        return read("guest-get-fsinfo", call("guest-get-fsinfo"), GuestFilesystem::all);
    }

    static Json.Arr texts(List<String> texts) {
        return new Json.Arr(texts.stream().<Json>map(Json::of).toList());
    }

    // time

    /** Nanoseconds since 1970. */
    public long time() {
        return read("guest-get-time", call("guest-get-time"), Json::asLong);
    }

    /** Sets the guest's time; none is that of its clock. */
    public void setTime(Optional<Duration> time) {
        Json.Obj arguments = Json.object();
        if (time.isPresent()) {
            if (time.get().getSeconds() > Long.MAX_VALUE / NANOS) {
                throw QEMU.error(INVALID_ARG, "Time '%d' is too big for guest agent", time.get().getSeconds());
            }
            arguments = arguments.with("time", time.get().getSeconds() * NANOS + time.get().getNano());
        }
        call("guest-set-time", arguments);
    }

    /** Sends the guest to sleep: {@code virNodeSuspendTarget}, memory, disk or both. A guest that sleeps has no answer to give. */
    public void sleep(int target) {
        List<String> commands = List.of("guest-suspend-ram", "guest-suspend-disk", "guest-suspend-hybrid");
        if (target < 0 || target >= commands.size()) throw QEMU.error(INVALID_ARG, "Unknown suspend target: %d", target);
        Json.Obj message = message(commands.get(target), Json.object());
        try {
            answered(message, talk(message, limit()));
        } catch (VirtException e) {
            if (e.code() != AGENT_UNRESPONSIVE || !asleep()) throw e;
        }
    }

    private boolean asleep() {
        return vm.state().condition() == Condition.SUSPENDED || vm.active().isEmpty();
    }

    // people

    public void setPassword(String user, String password, boolean crypted) {
        call("guest-set-user-password", Json.object().with("crypted", crypted).with("username", user).with("password",
                Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8))));
    }

    public List<String> keys(String user) {
        return read("guest-ssh-get-authorized-keys", call("guest-ssh-get-authorized-keys", Json.object().with("username", user)),
                answer -> answer.asObject().list("keys").stream().map(Json::asString).toList());
    }

    public void addKeys(String user, List<String> keys, boolean reset) {
        call("guest-ssh-add-authorized-keys",
                Json.object().with("username", user).with("keys", texts(keys)).with("reset", reset));
    }

    public void removeKeys(String user, List<String> keys) {
        call("guest-ssh-remove-authorized-keys", Json.object().with("username", user).with("keys", texts(keys)));
    }

    // processors

    /** A processor as the guest sees it. */
    public record Processor(int id, boolean online, boolean offlinable) {
        private static Processor of(Json json) {
            Json.Obj it = json.asObject();
            return new Processor(Math.toIntExact(it.number("logical-id")), it.flag("online"),
                    it.find("can-offline").map(Json::asBool).orElse(false));
        }
    }

    public List<Processor> processors() {
        return read("guest-get-vcpus", call("guest-get-vcpus"), list -> list.asList().stream().map(Processor::of).toList());
    }

    public int onlineProcessors() {
        return (int) processors().stream().filter(Processor::online).count();
    }

    /** Has the guest use so many of its processors. */
    public void setProcessors(int count) {
        List<Processor> all = processors();
        int online = (int) all.stream().filter(Processor::online).count();
        if (count > all.size()) throw QEMU.error(INVALID_ARG, "requested vcpus is greater than max allowable vcpus for the guest");
        List<Processor> changed = new ArrayList<>();
        for (Processor processor : all) {
            if (online < count && !processor.online()) {
                changed.add(new Processor(processor.id(), true, processor.offlinable()));
                online++;
            }
        }
        for (Processor processor : all.reversed()) {
            if (online > count && processor.online() && processor.offlinable()) {
                changed.add(new Processor(processor.id(), false, true));
                online--;
            }
        }
        if (online != count) throw QEMU.error(INTERNAL_ERROR, "failed to set guest cpu count: not so many can be taken from it");
        change(changed);
    }

    /** Has the guest use these processors, or no longer. */
    public void setProcessors(BitSet wanted, boolean online) {
        BitSet missing = (BitSet) wanted.clone();
        List<Processor> changed = new ArrayList<>();
        for (Processor processor : processors()) {
            if (!wanted.get(processor.id())) continue;
            if (!online && !processor.offlinable()) {
                throw QEMU.error(OPERATION_UNSUPPORTED, "vCPU '%d' is not offlinable", processor.id());
            }
            missing.clear(processor.id());
            changed.add(new Processor(processor.id(), online, processor.offlinable()));
        }
        if (!missing.isEmpty()) throw QEMU.error(INVALID_ARG, "guest is missing vCPUs '%s'", new IdSet(missing));
        change(changed);
    }

    /** An agent may do a part of it, and tells how much: the rest is asked for again. */
    private void change(List<Processor> wanted) {
        List<Processor> left = wanted;
        while (!left.isEmpty()) {
            Json answer = call("guest-set-vcpus", Json.object().with("vcpus", new Json.Arr(left.stream().<Json>map(one ->
                    Json.object().with("logical-id", one.id()).with("online", one.online())).toList())));
            int done = read("guest-set-vcpus", answer, count -> Math.toIntExact(count.asLong()));
            if (done <= 0 || done > left.size()) {
                throw QEMU.error(INTERNAL_ERROR, "failed to set state of cpu %d via guest agent", left.getFirst().id());
            }
            left = left.subList(done, left.size());
        }
    }

    // cards

    public List<GuestCard> cards() {
        return read("guest-network-get-interfaces", call("guest-network-get-interfaces"), GuestCard::all);
    }
}
