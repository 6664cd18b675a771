package jvirt.qemu.commandline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Nvram;
import jvirt.api.domain.Os;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.xml.YesNo;
import jvirt.qemu.device.Blocks;
import jvirt.qemu.device.Image;
import jvirt.qemu.device.Part;
import jvirt.qemu.device.Supplier;

/** The guest's firmware: a ROM, or two flash chips, one with the code and one with its variables. */
final class Firmware {
    /** Names of the flash chips' block nodes. */
    static final String CODE = "libvirt-pflash0";
    static final String VARIABLES = "libvirt-pflash1";

    private Firmware() {}

    private static Optional<Os.LoaderType> type(Domain domain) {
        return domain.os().loader().flatMap(Os.Loader::type);
    }

    /** The firmware lies in flash memory. */
    static boolean flash(Domain domain) {
        return type(domain).filter(Os.LoaderType.PFLASH::equals).isPresent();
    }

    static List<Part> blocks(Domain domain, Supplier supplier) {
        if (!flash(domain)) return List.of();
        Os.Loader loader = domain.os().loader().orElseThrow();
        List<Part> parts = new ArrayList<>();
        loader.path().ifPresent(path -> parts.addAll(Blocks.parts(Image.file(CODE, file(path), Disk.Format.RAW,
                loader.readonly().filter(YesNo::yes).isPresent()), supplier)));
        domain.os().nvram().flatMap(Firmware::variables).ifPresent(source ->
                parts.addAll(Blocks.parts(Image.file(VARIABLES, source, Disk.Format.RAW, false), supplier)));
        return parts;
    }

    private static DiskSource file(Path path) {
        return new DiskSource.File(Optional.of(path.toString()), Optional.empty(), DiskSource.Extras.NONE);
    }

    private static Optional<DiskSource> variables(Nvram nvram) {
        return nvram.source().or(() -> nvram.path().map(Firmware::file));
    }

    static List<Part> options(Domain domain) {
        Optional<Os.LoaderType> type = type(domain);
        if (type.isEmpty()) return List.of();
        Os.Loader loader = domain.os().loader().orElseThrow();
        return switch (type.get()) {
            case ROM -> List.of(Part.Option.of("-bios", loader.path().map(Path::toString).orElse("")));
            case PFLASH -> loader.secure().filter(YesNo::yes).isEmpty() ? List.of()
                    : List.of(Part.Option.of("-global", "driver=cfi.pflash01,property=secure,value=on"));
        };
    }
}
