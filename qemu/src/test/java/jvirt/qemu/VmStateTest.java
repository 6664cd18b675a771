package jvirt.qemu;

import static jvirt.qemu.Condition.OFF_CRASHED;
import static jvirt.qemu.Condition.OFF_DESTROYED;
import static jvirt.qemu.Condition.OFF_FAILED;
import static jvirt.qemu.Condition.OFF_SHUTDOWN;
import static jvirt.qemu.Condition.PAUSED;
import static jvirt.qemu.Condition.PAUSED_IO_ERROR;
import static jvirt.qemu.Condition.PAUSED_SAVE;
import static jvirt.qemu.Condition.PAUSED_STARTING_UP;
import static jvirt.qemu.Condition.PAUSED_USER;
import static jvirt.qemu.Condition.PAUSED_WATCHDOG;
import static jvirt.qemu.Condition.RUNNING_BOOTED;
import static jvirt.qemu.Condition.RUNNING_UNPAUSED;
import static jvirt.qemu.Condition.RUNNING_WAKEUP;
import static jvirt.qemu.Condition.SHUTDOWN;
import static jvirt.qemu.Condition.SUSPENDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import jvirt.api.domain.Domain;
import jvirt.qemu.image.ImageWork;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.VmState.Ending;
import jvirt.qemu.VmState.Intent;
import jvirt.qemu.VmState.Off;
import jvirt.qemu.VmState.Step;
import jvirt.qemu.process.Qemu;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Before, event, after, and what clients hear: as libvirt 9.0.0's handlers in src/qemu/qemu_process.c. */
class VmStateTest {
    static final Domain DOMAIN = Domain.parse("""
            <domain type='qemu' id='1'><name>t</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>
            <memory>65536</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='pc'>hvm</type></os></domain>
            """);
    private static final Qemu QEMU = new Qemu(1, null, 0, null);
    private static final QemuEvent STOP = new QemuEvent.Stop();
    private static final QemuEvent RESUME = new QemuEvent.Resume();
    private static final QemuEvent GUEST_SHUTDOWN = new QemuEvent.Shutdown(Optional.of(true));
    private static final QemuEvent EXITED = new QemuEvent.Exited();

    static Active active(Condition condition) {
        return new Active(QEMU, DOMAIN, Optional.empty(), condition, Intent.NONE, ImageWork.NONE);
    }

    private record Row(Condition before, Intent intent, QemuEvent event, Condition after, List<Lifecycle> heard) {}

    private static Row row(Condition before, QemuEvent event, Condition after, Lifecycle... heard) {
        return new Row(before, Intent.NONE, event, after, List.of(heard));
    }

    private static Row row(Condition before, Intent intent, QemuEvent event, Condition after, Lifecycle... heard) {
        return new Row(before, intent, event, after, List.of(heard));
    }

    @TestFactory
    Stream<DynamicTest> transitions() {
        return Stream.of(
                row(RUNNING_BOOTED, STOP, PAUSED, Lifecycle.SUSPENDED_PAUSED),
                row(RUNNING_BOOTED, Intent.NONE.withPause(Optional.of(PAUSED_USER)), STOP, PAUSED_USER, Lifecycle.SUSPENDED_PAUSED),
                row(RUNNING_BOOTED, Intent.NONE.withPause(Optional.of(PAUSED_SAVE)), STOP, PAUSED_SAVE, Lifecycle.SUSPENDED_PAUSED),
                row(PAUSED_STARTING_UP, Intent.NONE.withRun(Optional.of(RUNNING_BOOTED)), RESUME, RUNNING_BOOTED,
                        Lifecycle.RESUMED_UNPAUSED),
                row(PAUSED_USER, RESUME, RUNNING_UNPAUSED, Lifecycle.RESUMED_UNPAUSED),
                row(RUNNING_BOOTED, RESUME, RUNNING_BOOTED),
                row(RUNNING_BOOTED, GUEST_SHUTDOWN, SHUTDOWN, Lifecycle.SHUTDOWN_GUEST),
                row(RUNNING_BOOTED, new QemuEvent.Shutdown(Optional.of(false)), SHUTDOWN, Lifecycle.SHUTDOWN_HOST),
                row(RUNNING_BOOTED, new QemuEvent.Shutdown(Optional.empty()), SHUTDOWN, Lifecycle.SHUTDOWN_FINISHED),
                row(SHUTDOWN, GUEST_SHUTDOWN, SHUTDOWN),
                row(SHUTDOWN, STOP, SHUTDOWN),
                row(RUNNING_BOOTED, Intent.NONE.withFakeReboot(true), GUEST_SHUTDOWN, RUNNING_BOOTED),
                row(RUNNING_BOOTED, Intent.NONE.withPausedShutdown(true), STOP, RUNNING_BOOTED),
                row(SHUTDOWN, EXITED, OFF_SHUTDOWN, Lifecycle.STOPPED_SHUTDOWN),
                row(RUNNING_BOOTED, EXITED, OFF_CRASHED, Lifecycle.STOPPED_FAILED),
                row(RUNNING_BOOTED, Intent.NONE.withEnding(Ending.DESTROYED), EXITED, OFF_DESTROYED, Lifecycle.STOPPED_DESTROYED),
                row(RUNNING_BOOTED, Intent.NONE.withEnding(Ending.DESTROYED).withEnding(Ending.FAILED), EXITED, OFF_DESTROYED,
                        Lifecycle.STOPPED_DESTROYED),
                row(PAUSED_STARTING_UP, Intent.NONE.withEnding(Ending.NOT_STARTED), EXITED, OFF_FAILED),
                row(RUNNING_BOOTED, new QemuEvent.Watchdog("pause"), PAUSED_WATCHDOG, Lifecycle.SUSPENDED_WATCHDOG),
                row(RUNNING_BOOTED, new QemuEvent.Watchdog("reset"), RUNNING_BOOTED),
                row(RUNNING_BOOTED, new QemuEvent.IoError("", Optional.empty(), "stop", true), PAUSED_IO_ERROR,
                        Lifecycle.SUSPENDED_IO_ERROR),
                row(PAUSED_IO_ERROR, STOP, PAUSED_IO_ERROR),
                row(RUNNING_BOOTED, new QemuEvent.Suspend(), SUSPENDED, Lifecycle.PM_SUSPENDED_MEMORY),
                row(SUSPENDED, new QemuEvent.Wakeup(), RUNNING_WAKEUP, Lifecycle.STARTED_WAKEUP),
                row(RUNNING_BOOTED, new QemuEvent.Wakeup(), RUNNING_BOOTED),
                row(RUNNING_BOOTED, new QemuEvent.Panicked(false), Condition.CRASHED_PANICKED, Lifecycle.CRASHED_PANICKED))
                .map(row -> DynamicTest.dynamicTest(row.before + " " + row.event + " -> " + row.after, () -> {
                    Step step = active(row.before).with(row.intent).after(row.event);
                    assertEquals(row.after, step.next().condition());
                    assertEquals(row.heard, step.events().stream().filter(VmEvent.State.class::isInstance)
                            .map(event -> ((VmEvent.State) event).what()).toList());
                }));
    }

    @Test
    void aResetWhileItStartsIsNobodysReboot() {
        assertEquals(List.of(), active(PAUSED_STARTING_UP).after(new QemuEvent.Reset()).events());
        assertEquals(List.of(new VmEvent.Reboot()), active(RUNNING_BOOTED).after(new QemuEvent.Reset()).events());
    }

    /** Whatever QEMU says in whatever order: the machine is on until it has exited, then off, and pauses only when it ran. */
    @Test
    void anyOrderOfEventsLeadsToALegalState() {
        QemuEvent[] all = {STOP, RESUME, GUEST_SHUTDOWN, new QemuEvent.Reset(), new QemuEvent.Suspend(), new QemuEvent.Wakeup(),
            new QemuEvent.Watchdog("pause"), new QemuEvent.Panicked(false), new QemuEvent.IoError("x", Optional.empty(), "stop", false)};
        Random random = new Random(7);
        for (int run = 0; run < 2000; run++) {
            VmState state = active(PAUSED_STARTING_UP);
            for (int i = 0; i < 12; i++) {
                VmState before = state;
                state = ((Active) state).after(all[random.nextInt(all.length)]).next();
                assertSame(Active.class, state.getClass());
                if (before.condition().shuttingDown()) assertEquals(false, state.condition().paused());
            }
            assertSame(Off.class, ((Active) state).after(EXITED).next().getClass());
        }
    }
}
