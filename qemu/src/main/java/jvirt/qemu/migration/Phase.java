package jvirt.qemu.migration;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import jvirt.qemu.Condition;

/**
 * How far a migration is. It is on disk before it is relied on, in libvirt's words, so that whoever takes up the machine after
 * us knows where the guest may run: {@link #recovery} says what is to be done.
 */
public sealed interface Phase {
    /** The phases of the host that the guest leaves. */
    enum Out implements Phase {
        /** It was said that the guest will leave; nothing has happened. */
        BEGIN3,
        /** QEMU sends; the other host's daemon has no step of its own after this one. */
        PERFORM2,
        /** QEMU sends. */
        PERFORM3,
        /** All was sent and the guest stands still; the other host is about to let it run. */
        PERFORM3_DONE,
        /** The guest does not run there: it goes on here. */
        CONFIRM3_CANCELLED,
        /** The guest runs there: it ends here. */
        CONFIRM3,
        /** The guest runs there and a part of its memory is still here, and neither host can give up alone. */
        POSTCOPY_FAILED;

        @Override
        public String job() {
            return "migration out";
        }

        @Override
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean leadsTo(Phase next) {
            return next instanceof Out out && after(this).contains(out);
        }

        private static Set<Out> after(Out phase) {
            return switch (phase) {
                case BEGIN3 -> Set.of(PERFORM3, CONFIRM3, CONFIRM3_CANCELLED);
                case PERFORM2 -> Set.of();
                case PERFORM3 -> Set.of(PERFORM3_DONE, CONFIRM3, CONFIRM3_CANCELLED, POSTCOPY_FAILED);
                case PERFORM3_DONE -> Set.of(CONFIRM3, CONFIRM3_CANCELLED, POSTCOPY_FAILED);
                case CONFIRM3, CONFIRM3_CANCELLED -> Set.of(POSTCOPY_FAILED);
                case POSTCOPY_FAILED -> Set.of(PERFORM3, CONFIRM3, CONFIRM3_CANCELLED);
            };
        }

        @Override
        public Recovery recovery(Condition now) {
            boolean postcopy = now == Condition.PAUSED_POSTCOPY || now == Condition.PAUSED_POSTCOPY_FAILED;
            return switch (this) {
                case BEGIN3 -> Recovery.FORGET;
                case PERFORM2, PERFORM3 -> Recovery.CANCEL;
                case PERFORM3_DONE -> postcopy ? Recovery.POSTCOPY : Recovery.FORGET;
                case CONFIRM3_CANCELLED -> postcopy ? Recovery.POSTCOPY : Recovery.CANCEL;
                case CONFIRM3 -> Recovery.END;
                case POSTCOPY_FAILED -> Recovery.POSTCOPY;
            };
        }
    }

    /** The phases of the host to which the guest comes. */
    enum In implements Phase {
        /** QEMU waits for the guest. */
        PREPARE,
        /** All came; the guest is about to run here, and the other host to hear of it. */
        FINISH3,
        /** The guest runs here and a part of its memory never came. */
        POSTCOPY_FAILED;

        @Override
        public String job() {
            return "migration in";
        }

        @Override
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean leadsTo(Phase next) {
            return next instanceof In in && in.ordinal() > ordinal();
        }

        @Override
        public Recovery recovery(Condition now) {
            return switch (this) {
                case PREPARE -> Recovery.END;
                case FINISH3 -> now.running() ? now == Condition.RUNNING_POSTCOPY ? Recovery.POSTCOPY : Recovery.FORGET
                        : Recovery.END;
                case POSTCOPY_FAILED -> Recovery.POSTCOPY;
            };
        }
    }

    /** What a daemon does with a machine whose migration its predecessor left in some phase. */
    enum Recovery {
        /** The machine stays as it is; who asked for the migration knows what it is worth. */
        FORGET,
        /** What flows is stopped, and a guest that stands still for it goes on. */
        CANCEL,
        /** It is ended: the guest runs elsewhere. */
        END,
        /** It has failed halfway: the guest needs both hosts. */
        POSTCOPY
    }

    /** libvirt's word for the job that the migration is here. */
    String job();

    /** libvirt's word for the phase. */
    String word();

    boolean leadsTo(Phase next);

    /** @param now what the guest does */
    Recovery recovery(Condition now);

    /** The phase that these words name. */
    static Optional<Phase> of(String job, String word) {
        for (Phase phase : Out.values()) {
            if (phase.job().equals(job) && phase.word().equals(word)) return Optional.of(phase);
        }
        for (Phase phase : In.values()) {
            if (phase.job().equals(job) && phase.word().equals(word)) return Optional.of(phase);
        }
        return Optional.empty();
    }
}
