package jvirt.qemu.commandline;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import jvirt.api.domain.Clock;
import jvirt.api.domain.Timer;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.device.Chassis;

/** The guest's clock and timers: {@code -rtc} and what goes with it. */
final class ClockArguments {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");

    private ClockArguments() {}

    static void add(Chassis chassis, ZonedDateTime now, Arguments arguments) {
        Clock clock = chassis.domain().clock();
        arguments.add("-rtc", base(clock, now) + clock.timer(Timer.Name.RTC).map(ClockArguments::rtc).orElse(""));
        if (clock.offset() == Clock.Offset.TIMEZONE) clock.timezone().ifPresent(zone -> arguments.environment("TZ", zone));
        for (Timer timer : clock.timer()) {
            if (timer.name() == Timer.Name.PIT && chassis.can(QemuFlag.KVM_PIT_TICK_POLICY)) pit(timer, arguments);
            boolean absent = timer.present().filter(present -> present == YesNo.NO).isPresent();
            if (timer.name() == Timer.Name.HPET && absent && chassis.can(QemuFlag.NO_HPET)) arguments.add("-no-hpet");
        }
    }

    private static String base(Clock clock, ZonedDateTime now) {
        return "base=" + switch (clock.offset()) {
            case UTC -> "utc";
            case LOCALTIME, TIMEZONE -> "localtime";
            case VARIABLE -> FORM.format(variable(clock, now));
            case ABSOLUTE -> FORM.format(Instant.ofEpochSecond(clock.startSeconds().orElse(0L)).atZone(ZoneOffset.UTC));
        };
    }

    /** So many seconds off the host's clock. */
    private static ZonedDateTime variable(Clock clock, ZonedDateTime now) {
        long seconds = clock.adjustment().map(Long::parseLong).orElse(0L);
        return now.withZoneSameInstant(ZoneOffset.UTC).plusSeconds(seconds);
    }

    private static String rtc(Timer timer) {
        String track = timer.track().map(by -> switch (by) {
            case BOOT -> "";
            case GUEST -> ",clock=vm";
            case WALL -> ",clock=host";
            case REALTIME -> ",clock=rt";
        }).orElse("");
        boolean slew = timer.tickpolicy().filter(Timer.TickPolicy.CATCHUP::equals).isPresent();
        return track + (slew ? ",driftfix=slew" : "");
    }

    private static void pit(Timer timer, Arguments arguments) {
        switch (timer.tickpolicy().orElse(Timer.TickPolicy.DELAY)) {
            case DELAY -> arguments.add("-global", "kvm-pit.lost_tick_policy=delay");
            case DISCARD -> arguments.add("-global", "kvm-pit.lost_tick_policy=discard");
            case CATCHUP, MERGE -> { }
        }
    }
}
