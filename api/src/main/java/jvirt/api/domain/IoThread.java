package jvirt.api.domain;

import java.util.Optional;
import jvirt.api.xml.Name;

/** One thread for the guest's disks, {@code <iothread>}. */
public record IoThread(int id, @Name("thread_pool_min") Optional<Integer> poolMin,
        @Name("thread_pool_max") Optional<Integer> poolMax) {}
