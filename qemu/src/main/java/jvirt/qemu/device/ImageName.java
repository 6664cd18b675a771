package jvirt.qemu.device;

import java.util.Optional;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.json.Json;

/** The name that an image has for the one it stands on, in its header. */
public final class ImageName {
    private ImageName() {}

    /** A path, a URI where one says all that there is to say, else QEMU's options as {@code json:}. */
    public static String of(Image image, Resources resources) {
        Optional<String> simple = image.slice().isPresent() ? Optional.empty() : simple(image.source());
        return simple.orElseGet(() -> "json:" + Props.empty().json("file", options(image, resources)).json());
    }

    private static Optional<String> simple(DiskSource source) {
        return switch (source) {
            case DiskSource.File(var file, _, _) -> file;
            case DiskSource.Block(var dev, _) -> dev;
            case DiskSource.Dir(var dir, _) -> dir.map(folder -> "fat:" + folder);
            case DiskSource.Network network -> uri(network);
            case DiskSource.Volume _, DiskSource.Nvme _, DiskSource.VhostUser _ -> Optional.empty();
        };
    }

    private static Optional<String> uri(DiskSource.Network source) {
        if (source.host().size() != 1 || source.timeout().isPresent() || source.ssl().isPresent()
                || !source.cookie().isEmpty() || source.readahead().isPresent()) return Optional.empty();
        DiskSource.Host host = source.host().getFirst();
        if (host.transport().filter(transport -> transport != DiskSource.Host.Transport.TCP).isPresent()) return Optional.empty();
        return switch (source.protocol().orElseThrow()) {
            case NBD, HTTP, HTTPS, FTP, FTPS, TFTP, ISCSI, GLUSTER -> Optional.of(uri(source, host));
            case SHEEPDOG, RBD, VXHS, NFS, SSH -> Optional.empty();
        };
    }

    private static String uri(DiskSource.Network source, DiskSource.Host host) {
        String path = source.name().map(name -> name.startsWith("/") ? name : "/" + name).orElse("");
        String server = host.name().map(name -> name.contains(":") ? "[" + name + "]" : name).orElse("");
        return Words.of(source.protocol().orElseThrow()) + "://" + server + ":" + Network.port(host, source.protocol().get())
                + path + source.query().map(query -> "?" + query).orElse("");
    }

    private static Json.Obj options(Image image, Resources resources) {
        Json.Obj bytes = Blocks.location(image, new Supplier(resources, 0)).json();
        return image.slice().map(slice -> Props.device("raw").number("offset", slice.offset()).number("size", slice.size())
                .json("file", bytes).json()).orElse(bytes);
    }
}
