package jvirt.qemu.migration;

import java.util.List;
import java.util.Optional;

/**
 * What is asked of a migration; the same words go to both hosts, and each step's host takes what concerns it.
 *
 * @param flags bits of {@link Flag}
 * @param document the definition to be used there
 * @param name its name there
 * @param uri where the guest is sent
 * @param bandwidth in MiB a second, 0 for what is set
 * @param disks the disks to be copied, where not all that are not shared
 * @param disksPort the port to which disks are copied, 0 for any
 * @param persistentDocument the definition to be kept there
 */
public record Request(int flags, Optional<String> document, Optional<String> name, Optional<String> uri, long bandwidth,
        Optional<String> graphicsUri, Optional<String> listenAddress, List<String> disks, int disksPort,
        Optional<String> disksUri, Optional<String> persistentDocument, Tuning tuning) {
    /** How QEMU is to send: what is not said is QEMU's own choice. */
    public record Tuning(List<String> compression, Optional<Integer> mtLevel, Optional<Integer> mtThreads,
            Optional<Integer> mtDthreads, Optional<Long> xbzrleCache, Optional<Integer> throttleInitial,
            Optional<Integer> throttleIncrement, Optional<Long> postcopyBandwidth, Optional<Integer> connections,
            Optional<String> tlsDestination) {
        public static final Tuning NONE = new Tuning(List.of(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public boolean has(Flag flag) {
        return flag.in(flags);
    }

    /** Whether disks are copied besides. */
    public boolean copiesDisks() {
        return has(Flag.NON_SHARED_DISK) || has(Flag.NON_SHARED_INC);
    }

    Request with(Flag more) {
        return withFlags(flags | more.bit());
    }

    Request without(Flag... less) {
        int left = flags;
        for (Flag flag : less) left &= ~flag.bit();
        return withFlags(left);
    }

    private Request withFlags(int others) {
        return new Request(others, document, name, uri, bandwidth, graphicsUri, listenAddress, disks, disksPort, disksUri,
                persistentDocument, tuning);
    }

    Request withDocument(String other) {
        return new Request(flags, Optional.of(other), name, uri, bandwidth, graphicsUri, listenAddress, disks, disksPort,
                disksUri, persistentDocument, tuning);
    }

    Request withName(String other) {
        return new Request(flags, document, Optional.of(other), uri, bandwidth, graphicsUri, listenAddress, disks, disksPort,
                disksUri, persistentDocument, tuning);
    }

    Request withUri(String other) {
        return new Request(flags, document, name, Optional.of(other), bandwidth, graphicsUri, listenAddress, disks, disksPort,
                disksUri, persistentDocument, tuning);
    }
}
