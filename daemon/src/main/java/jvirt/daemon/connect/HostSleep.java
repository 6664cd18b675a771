package jvirt.daemon.connect;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;

import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;

/** Sending the host to sleep: jvirt does not, since its guests would sleep with it; whoever asks is told as on a host that cannot. */
final class HostSleep {
    private HostSleep() {}

    /** libvirt's words for a target ({@code virNodeSuspendTarget}) that the host does not have. */
    static VirtException refusal(int target, int flags) {
        Flags.check(ErrorDomain.NONE, flags, 0, "virNodeSuspend");
        return switch (target) {
            case 0 -> ErrorDomain.NONE.error(ARGUMENT_UNSUPPORTED, "Suspend-to-RAM");
            case 1 -> ErrorDomain.NONE.error(ARGUMENT_UNSUPPORTED, "Suspend-to-Disk");
            case 2 -> ErrorDomain.NONE.error(ARGUMENT_UNSUPPORTED, "Hybrid-Suspend");
            default -> ErrorDomain.NONE.error(INVALID_ARG, "Invalid suspend target");
        };
    }
}
