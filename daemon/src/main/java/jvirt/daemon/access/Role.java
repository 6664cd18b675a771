package jvirt.daemon.access;

import java.util.Set;
import jvirt.rpc.call.Permission;

/** What somebody may do. Each role includes the one before it. */
public enum Role {
    /** Looks. */
    VIEWER,
    /** Runs what is there: starts, stops, consoles, snapshots; defines and deletes nothing. */
    OPERATOR,
    /** Everything. */
    ADMIN;

    /** libvirt's actions that run a thing without changing what it is. */
    private static final Set<String> OPERATION = Set.of("start", "stop", "suspend", "reset", "hibernate", "pm-control", "init-control",
            "send-signal", "send-input", "inject-nmi", "screenshot", "open-device", "open-graphics", "snapshot", "fs-freeze", "fs-trim",
            "refresh", "set-time");

    public boolean permits(Permission permission) {
        return switch (this) {
            case VIEWER -> permission.readOnly();
            case OPERATOR -> permission.readOnly() || OPERATION.contains(permission.action());
            case ADMIN -> true;
        };
    }
}
