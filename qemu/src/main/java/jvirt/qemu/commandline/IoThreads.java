package jvirt.qemu.commandline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.IoThread;

/** The threads for the guest's disks: those that are listed, and as many more as are counted. */
public final class IoThreads {
    private IoThreads() {}

    public static List<IoThread> of(Domain domain) {
        List<IoThread> threads = new ArrayList<>(domain.iothreadids());
        int wanted = domain.iothreads().orElse(0);
        for (int id = 1; threads.size() < wanted; id++) {
            int free = id;
            if (threads.stream().noneMatch(thread -> thread.id() == free)) {
                threads.add(new IoThread(free, Optional.empty(), Optional.empty()));
            }
        }
        return List.copyOf(threads);
    }
}
