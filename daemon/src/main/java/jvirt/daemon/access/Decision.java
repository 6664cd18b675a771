package jvirt.daemon.access;

import java.util.List;
import java.util.Optional;
import jvirt.rpc.call.Permission;
import jvirt.rpc.server.Identity;

/** Says what somebody may do. */
public interface Decision {
    /** Whether he may do everything, so that nobody need be asked. */
    boolean open(Identity who);

    /** @param target empty for the host as a whole */
    boolean permits(Identity who, Permission permission, Optional<Target> target);

    /** Whether it takes its time: somebody else is asked. */
    default boolean waits() {
        return false;
    }

    /** What each of them permits. */
    static Decision all(List<Decision> decisions) {
        return new Decision() {
            @Override
            public boolean open(Identity who) {
                return decisions.stream().allMatch(one -> one.open(who));
            }

            @Override
            public boolean permits(Identity who, Permission permission, Optional<Target> target) {
                return decisions.stream().allMatch(one -> one.open(who) || one.permits(who, permission, target));
            }

            @Override
            public boolean waits() {
                return decisions.stream().anyMatch(Decision::waits);
            }
        };
    }
}
