package jvirt.qemu.control;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.IoThread;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Disk;
import jvirt.api.json.Json;
import jvirt.qemu.Impact;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.commandline.IoThreads;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.MachineCommand;
import jvirt.qemu.stats.Sampler;
import jvirt.qemu.tuning.StartLimits;

/** The threads of a machine that serve its disks: they come, go and change while it runs. */
public record DiskThreads(Vm vm, Sampler sampler) {
    private static final String POLL_MAX = "poll_max_ns";
    private static final String POLL_GROW = "poll_grow";
    private static final String POLL_SHRINK = "poll_shrink";
    private static final String POOL_MIN = "thread_pool_min";
    private static final String POOL_MAX = "thread_pool_max";
    /** QEMU's names of what can be set of a thread. */
    private static final Map<String, String> PROPERTIES = Map.of(POLL_MAX, "poll-max-ns", POLL_GROW, "poll-grow", POLL_SHRINK,
            "poll-shrink", POOL_MIN, "thread-pool-min", POOL_MAX, "thread-pool-max");

    /** The names of the settings that {@link #set} knows. */
    public static java.util.Set<String> settings() {
        return PROPERTIES.keySet();
    }

    /** Adds a thread. */
    public void add(int number, int flags) {
        change(number, flags, "virDomainAddIOThread", (domain, _) -> {
            if (find(domain, number).isPresent()) {
                throw QEMU.error(INVALID_ARG, "an IOThread is already using iothread_id '%s'", Integer.toUnsignedString(number));
            }
            List<IoThread> threads = new ArrayList<>(IoThreads.of(domain));
            threads.add(new IoThread(number, Optional.empty(), Optional.empty()));
            return with(domain, threads);
        }, () -> vm.running().qemu().monitor().call(new DeviceCommand.ObjectAdd(
                Json.object().with("qom-type", "iothread").with("id", name(number)))));
    }

    /** Takes a thread away that no disk uses. */
    public void remove(int number, int flags) {
        change(number, flags, "virDomainDelIOThread", (domain, _) -> {
            if (find(domain, number).isEmpty()) {
                throw QEMU.error(INVALID_ARG, "cannot find IOThread '%s' in iothreadids list", Integer.toUnsignedString(number));
            }
            checkUnused(domain, number);
            List<IoThread> threads = new ArrayList<>(IoThreads.of(domain));
            threads.removeIf(thread -> thread.id() == number);
            return with(domain, threads);
        }, () -> vm.running().qemu().monitor().call(new DeviceCommand.ObjectDel(name(number))));
    }

    private static void checkUnused(Domain domain, int number) {
        for (Disk disk : domain.devices().disks()) {
            if (disk.driver().flatMap(Disk.Driver::iothread).filter(used -> used == number).isPresent()) {
                throw QEMU.error(INVALID_ARG, "cannot remove IOThread %d since it is being used by disk '%s'", number,
                        disk.target().dev());
            }
        }
        for (Controller controller : domain.devices().controllers()) {
            if (controller.driver().flatMap(Controller.Driver::iothread).filter(used -> used == number).isPresent()) {
                throw QEMU.error(INVALID_ARG, "cannot remove IOThread '%d' since it is being used by controller", number);
            }
        }
    }

    /** Sets how a thread polls, and how many helpers it has. */
    public void set(int number, Map<String, Long> settings, int flags) {
        check(settings);
        change(number, flags, "virDomainSetIOThreadParams", (domain, live) -> {
            IoThread thread = find(domain, number).orElseThrow(() ->
                    QEMU.error(INVALID_ARG, "cannot find IOThread '%s' in iothreadids", Integer.toUnsignedString(number)));
            IoThread changed = changed(thread, settings, live);
            if (!live && settings.keySet().stream().anyMatch(name -> name.startsWith("poll"))) {
                throw QEMU.error(OPERATION_UNSUPPORTED, "configuring persistent polling values is not supported");
            }
            return with(domain, IoThreads.of(domain).stream().map(one -> one.id() == number ? changed : one).toList());
        }, () -> settings.forEach((name, value) -> vm.running().qemu().monitor().call(
                new MachineCommand.QomSet("/objects/" + name(number), PROPERTIES.get(name), Json.of(value)))));
    }

    private static void check(Map<String, Long> settings) {
        for (String poll : List.of(POLL_MAX, POLL_GROW, POLL_SHRINK)) {
            Long value = settings.get(poll);
            if (value != null && Long.compareUnsigned(value, Integer.MAX_VALUE) > 0) {
                throw QEMU.error(CONFIG_UNSUPPORTED, "%s (%s) must be less than or equal to %d", PROPERTIES.get(poll),
                        Long.toUnsignedString(value), Integer.MAX_VALUE);
            }
        }
        Long least = settings.get(POOL_MIN);
        if (least != null && least < -1) {
            throw QEMU.error(CONFIG_UNSUPPORTED, "thread_pool_min (%d) must be equal to or greater than -1", least);
        }
        Long most = settings.get(POOL_MAX);
        if (most != null && (most < -1 || most == 0)) {
            throw QEMU.error(CONFIG_UNSUPPORTED, "thread_pool_max (%d) must be a positive number or -1", most);
        }
    }

    /** QEMU has no way back to its own choice: a running thread is not given -1. */
    private static IoThread changed(IoThread thread, Map<String, Long> settings, boolean live) {
        int least = pool(thread.poolMin(), settings.get(POOL_MIN), live, POOL_MIN);
        int most = pool(thread.poolMax(), settings.get(POOL_MAX), live, POOL_MAX);
        if (least > most) {
            throw QEMU.error(OPERATION_INVALID, "thread_pool_min (%d) can't be greater than thread_pool_max (%d)", least, most);
        }
        return new IoThread(thread.id(), least < 0 ? Optional.empty() : Optional.of(least),
                most < 0 ? Optional.empty() : Optional.of(most));
    }

    private static int pool(Optional<Integer> now, Long wanted, boolean live, String name) {
        if (wanted == null) return now.orElse(-1);
        if (live && wanted < 0) {
            throw QEMU.error(OPERATION_INVALID, "%s (%d) must be equal to or greater than 0 for live change", name, wanted);
        }
        return wanted.intValue();
    }

    private static String name(int number) {
        return "iothread" + Integer.toUnsignedString(number);
    }

    private static Optional<IoThread> find(Domain domain, int number) {
        return IoThreads.of(domain).stream().filter(thread -> thread.id() == number).findFirst();
    }

    private static Domain with(Domain domain, List<IoThread> threads) {
        return domain.with(draft -> {
            draft.iothreadids = threads;
            draft.iothreads = threads.isEmpty() ? Optional.empty() : Optional.of(threads.size());
        });
    }

    /** One that has come is held back as the others are. */
    private void limit(int number) {
        sampler.of(vm, vm.running()).iothreads().stream().filter(thread -> thread.id().equals(name(number))).findFirst()
                .ifPresent(thread -> new StartLimits(vm.running().live(), vm.running().qemu().pid())
                        .ofIothread(number, thread.threadId()));
    }

    /** What becomes of the running machine's document, or of its definition. */
    private interface Change {
        Domain of(Domain domain, boolean live);
    }

    /** All is checked before anything is done; the definition is kept last. */
    private void change(int number, int flags, String function, Change change, Runnable live) {
        if (number == 0) throw QEMU.error(INVALID_ARG, "invalid value of 0 for iothread_id");
        try (var _ = vm.jobs().begin(Job.MODIFY, function)) {
            Impact impact = Impact.of(vm, flags);
            Optional<Domain> kept = impact.config() ? Optional.of(change.of(vm.definition(), false)) : Optional.empty();
            if (impact.live()) {
                change.of(vm.running().live(), true);
                live.run();
                vm.changeLive(domain -> change.of(domain, true));
                sampler.of(vm, vm.running()).threadsChanged();
                limit(number);
            }
            kept.ifPresent(domain -> vm.machines().keep(vm, domain));
        }
    }
}
