package jvirt.qemu.device;

import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.Filesystem;
import jvirt.api.domain.device.VirtioOptions;
import jvirt.api.json.Json;

/** Folders of the host: QEMU's own 9p server, or virtiofsd behind a socket. */
public final class Filesystems {
    private Filesystems() {}

    public static List<Part> parts(Filesystem filesystem, Chassis chassis, Supplier supplier) {
        Part front = new Part.Front(device(filesystem, chassis));
        if (!virtiofs(filesystem)) return List.of(Part.Option.of("-fsdev", fsdev(filesystem)), front);
        String alias = Chassis.alias(filesystem);
        Optional<String> own = filesystem.source() instanceof Filesystem.Source.Mount mount ? mount.socket() : Optional.empty();
        String socket = own.orElse(supplier.resources().folder().resolve(alias + "-fs.sock").toString());
        var end = new ChardevSource.UnixEnd(ChardevSource.Mode.CONNECT, Optional.of(socket), List.of(), Optional.empty());
        return List.of(Chardevs.socket("chr-vu-" + alias,
                end, true), front);
    }

    public static boolean virtiofs(Filesystem filesystem) {
        return filesystem.driver().flatMap(Filesystem.Driver::type).filter(Filesystem.DriverType.VIRTIOFS::equals).isPresent();
    }

    private static String tag(Filesystem filesystem) {
        return filesystem.target().map(Filesystem.Target::dir).orElse("");
    }

    public static Json.Obj device(Filesystem filesystem, Chassis chassis) {
        String alias = Chassis.alias(filesystem);
        VirtioOptions options = filesystem.driver().map(Filesystem.Driver::virtio).orElse(VirtioOptions.NONE);
        if (!virtiofs(filesystem)) {
            Props props = chassis.virtio("virtio-9p", filesystem, filesystem.model(), options).text("id", alias)
                    .text("fsdev", "fsdev-" + alias).text("mount_tag", tag(filesystem));
            return chassis.place(props, filesystem).json();
        }
        Props props = chassis.virtio("vhost-user-fs", filesystem, filesystem.model(), options).text("id", alias)
                .text("chardev", "chr-vu-" + alias)
                .positive("queue-size", filesystem.driver().flatMap(Filesystem.Driver::queue))
                .text("tag", tag(filesystem)).positive("bootindex", chassis.bootIndex(filesystem));
        return chassis.place(props, filesystem).json();
    }

    private static String fsdev(Filesystem filesystem) {
        boolean handle = filesystem.driver().flatMap(Filesystem.Driver::type)
                .filter(Filesystem.DriverType.HANDLE::equals).isPresent();
        StringBuilder option = new StringBuilder(handle ? "handle" : "local");
        if (!handle) {
            filesystem.accessmode().ifPresent(mode -> option.append(",security_model=").append(switch (mode) {
                case MAPPED -> "mapped";
                case PASSTHROUGH -> "passthrough";
                case SQUASH -> "none";
            }));
            filesystem.multidevs().ifPresent(how -> option.append(",multidevs=").append(Words.of(how)));
            filesystem.fmode().ifPresent(mode -> option.append(",fmode=").append(mode));
            filesystem.dmode().ifPresent(mode -> option.append(",dmode=").append(mode));
        }
        filesystem.driver().flatMap(Filesystem.Driver::wrpolicy).ifPresent(policy -> option.append(",writeout=")
                .append(policy));
        option.append(",id=fsdev-").append(Chassis.alias(filesystem));
        if (filesystem.source() instanceof Filesystem.Source.Mount(var dir, _)) {
            option.append(",path=").append(Words.escaped(dir.orElse("")));
        }
        if (filesystem.readonly()) option.append(",readonly");
        return option.toString();
    }
}
