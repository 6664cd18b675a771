package jvirt.api.domain;

import java.util.Optional;
import jvirt.api.MemorySize;
import jvirt.api.xml.Inline;

/** How far memory may grow by plugged modules, {@code <maxMemory>}. */
public record MaxMemory(Optional<Integer> slots, @Inline MemorySize size) {}
