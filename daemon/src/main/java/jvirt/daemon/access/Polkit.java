package jvirt.daemon.access;

import static jvirt.api.ErrorCode.AUTH_CANCELLED;
import static jvirt.api.ErrorCode.AUTH_FAILED;
import static jvirt.api.ErrorCode.AUTH_UNAVAILABLE;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.POLKIT;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jvirt.host.ProcessTimes;
import jvirt.host.Program;
import jvirt.rpc.server.Peer;

/** Asks the host's polkit whether a process may do something, by polkit's own {@code pkcheck}. */
public final class Polkit {
    /** Somebody may have to find his password. */
    private static final Duration WITH_PASSWORD = Duration.ofMinutes(10);
    private static final Duration ALONE = Duration.ofSeconds(30);

    private Polkit() {}

    /**
     * Throws libvirt's error unless the process may do it.
     *
     * @param details what the host's rules may look at
     * @param interactive its user may be asked for a password
     */
    public static void require(String action, Peer who, Map<String, String> details, boolean interactive) throws InterruptedException {
        long started = ProcessTimes.started(who.process()).orElseThrow(() ->
                POLKIT.error(INTERNAL_ERROR, "No process start time available"));
        List<String> command = new ArrayList<>(List.of("pkcheck", "--action-id", action,
                "--process", who.process() + "," + started + "," + who.user()));
        details.forEach((key, value) -> command.addAll(List.of("--detail", key, value)));
        if (interactive) command.add("--allow-user-interaction");
        try {
            Program.Result result = Program.of(command).limit(interactive ? WITH_PASSWORD : ALONE).attempt();
            switch (result.status()) {
                case 0 -> { }
                case 1 -> throw POLKIT.error(AUTH_FAILED, "access denied by policy");
                case 2 -> throw POLKIT.error(AUTH_UNAVAILABLE, "no polkit agent available to authenticate action '%s'", action);
                case 3 -> throw POLKIT.error(AUTH_CANCELLED, "user cancelled authentication process");
                default -> throw POLKIT.error(INTERNAL_ERROR, "polkit does not answer: %s", result.complaint());
            }
        } catch (IOException e) {
            throw POLKIT.error(INTERNAL_ERROR, e, "polkit cannot be asked: %s", e.getMessage());
        }
    }
}
