package jvirt.web.host;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A machine in a list: what is known of it without reading its document. */
public record Machine(String host, UUID uuid, String name, Optional<String> title, String state, int reason, int vcpus, long memoryKib,
        long maxMemoryKib, boolean autostart, boolean persistent, boolean managedSave) {
    /** {@code virDomainState}, libvirt 9.0.0 libvirt-domain.h. */
    private static final List<String> STATES = List.of("nostate", "running", "blocked", "paused", "shutdown", "shutoff", "crashed", "pmsuspended");

    /** The word for one of libvirt's states. */
    static String state(int number) {
        return number >= 0 && number < STATES.size() ? STATES.get(number) : "nostate";
    }

    /** Whether a guest runs, or would go on. */
    public boolean active() {
        return !state.equals("shutoff") && !state.equals("crashed");
    }
}
