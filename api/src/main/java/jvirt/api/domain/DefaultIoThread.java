package jvirt.api.domain;

import java.util.Optional;
import jvirt.api.xml.Name;

/** The pool of QEMU's main thread, {@code <defaultiothread>}. */
public record DefaultIoThread(@Name("thread_pool_min") Optional<Integer> poolMin,
        @Name("thread_pool_max") Optional<Integer> poolMax) {}
