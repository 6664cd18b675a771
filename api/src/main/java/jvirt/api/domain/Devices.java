package jvirt.api.domain;

import java.nio.file.Path;
import java.util.Optional;
import jvirt.api.xml.InElement;

/** The guest's devices, {@code <devices>}, in the order in which libvirt prints them. */
public record Devices(@InElement Optional<Path> emulator) {
    public static final Devices NONE = new Devices(Optional.empty());
}
