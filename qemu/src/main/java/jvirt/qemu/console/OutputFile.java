package jvirt.qemu.console;

import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.util.Optional;
import jvirt.api.domain.device.Chardev;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.xml.OnOff;
import jvirt.host.Descriptor;
import jvirt.host.Libc;

/** The file into which a port writes: opened by us, for QEMU's user may not make one in each folder. */
public final class OutputFile {
    private OutputFile() {}

    /** The open file of a port whose end is one. */
    public static Optional<Descriptor> open(Chardev chardev) {
        if (!(chardev.source() instanceof ChardevSource.File(var at))) return Optional.empty();
        boolean append = at.flatMap(ChardevSource.PathSource::append).filter(OnOff.ON::equals).isPresent();
        return at.flatMap(ChardevSource.PathSource::path).map(path -> open(path, append ? Libc.O_APPEND : Libc.O_TRUNC));
    }

    private static Descriptor open(String path, int start) {
        try {
            return Libc.open(path, Libc.O_WRONLY | Libc.O_CREAT | start, 0600);
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "Failed to open file '%s': %s", path, e.getMessage());
        }
    }
}
