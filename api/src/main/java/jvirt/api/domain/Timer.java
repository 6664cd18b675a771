package jvirt.api.domain;

import java.util.Optional;
import jvirt.api.xml.YesNo;

/** One clock device of the guest, {@code <timer>}. */
public record Timer(Name name, Optional<YesNo> present, Optional<TickPolicy> tickpolicy, Optional<Track> track,
        Optional<Long> frequency, Optional<Mode> mode, Optional<CatchUp> catchup) {

    public Timer {
        frequency = frequency.filter(hertz -> hertz > 0);
    }

    public enum Name { PLATFORM, PIT, RTC, HPET, TSC, KVMCLOCK, HYPERVCLOCK, ARMVTIMER }

    /** What becomes of ticks that were missed. */
    public enum TickPolicy { DELAY, CATCHUP, MERGE, DISCARD }

    public enum Track { BOOT, GUEST, WALL, REALTIME }

    public enum Mode { AUTO, NATIVE, EMULATE, PARAVIRT, SMPSAFE }

    public record CatchUp(Optional<Integer> threshold, Optional<Integer> slew, Optional<Integer> limit) {
        public CatchUp {
            threshold = threshold.filter(value -> value > 0);
            slew = slew.filter(value -> value > 0);
            limit = limit.filter(value -> value > 0);
        }
    }
}
