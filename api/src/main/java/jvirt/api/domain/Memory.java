package jvirt.api.domain;

import java.util.Optional;
import jvirt.api.MemorySize;
import jvirt.api.xml.Inline;
import jvirt.api.xml.OnOff;

/** The memory the guest boots with, modules included, {@code <memory>}. */
public record Memory(Optional<OnOff> dumpCore, @Inline MemorySize size) {}
