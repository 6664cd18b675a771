package jvirt.api.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_DETAIL;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.storage.PoolType.Part;
import jvirt.api.xml.Element;
import jvirt.api.xml.Name;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;
import jvirt.api.xml.YesNo;

/** Where a pool's bytes come from: {@code <source>}. Which parts count depends on the pool's kind. */
public record PoolSource(List<Host> hosts, List<Device> devices, Optional<String> directory, Optional<Adapter> adapter,
        Optional<String> name, Optional<String> initiator, Optional<String> format, Optional<Auth> auth,
        Optional<String> protocolVersion, Optional<String> vendor, Optional<String> product) {

    /** A storage server; port 0 is the protocol's own. */
    public record Host(String name, Optional<Integer> port) {}

    /** A disk of the host's, or a target of a server's. */
    public record Device(String path, @Name("part_separator") Optional<YesNo> partSeparator, List<Extent> freeExtent) {}

    /** A run of free bytes. */
    public record Extent(long start, long end) {}

    static PoolSource absent(PoolType type) {
        return new PoolSource(List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                type.defaultSourceFormat(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Reads {@code <source>} of a pool of this kind. */
    public static PoolSource parse(Element element, PoolType type) {
        Optional<String> name = text(element, "name");
        if (type == PoolType.RBD && name.isEmpty()) {
            throw ErrorDomain.STORAGE.error(XML_ERROR, "element 'name' is mandatory for RBD pool");
        }
        Optional<String> format = format(element, type);
        Optional<String> directory = element.child("dir").flatMap(dir -> dir.attribute("path")).filter(s -> !s.isEmpty())
                .map(Paths::sanitize)
                .or(() -> type == PoolType.GLUSTER ? Optional.of("/") : Optional.empty());
        return new PoolSource(element.children("host").stream().map(PoolSource::host).toList(),
                element.children("device").stream().map(PoolSource::device).toList(), directory,
                element.child("adapter").map(Adapter::parse), name,
                element.child("initiator").flatMap(initiator -> initiator.child("iqn")).flatMap(iqn -> iqn.attribute("name")),
                format, element.child("auth").map(PoolSource::auth), protocolVersion(element, format),
                element.child("vendor").flatMap(vendor -> vendor.attribute("name")),
                element.child("product").flatMap(product -> product.attribute("name")));
    }

    private static Optional<String> text(Element element, String child) {
        return element.child(child).map(Element::text).filter(text -> !text.isEmpty());
    }

    private static Optional<String> format(Element element, PoolType type) {
        if (type.sourceFormats().isEmpty()) return Optional.empty();
        Optional<String> format = element.child("format").flatMap(child -> child.attribute("type")).filter(s -> !s.isEmpty());
        format.filter(word -> !type.sourceFormats().contains(word)).ifPresent(word -> {
            throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "unknown pool format type %s", word);
        });
        return format.or(type::defaultSourceFormat);
    }

    private static Host host(Element element) {
        if (element.attribute("name").isEmpty()) {
            throw ErrorDomain.STORAGE.error(XML_ERROR, "missing storage pool host name");
        }
        Host host = XmlBinding.read(Host.class, element);
        return new Host(host.name, host.port.filter(port -> port != 0));
    }

    private static Device device(Element element) {
        if (element.attribute("path").isEmpty()) {
            throw ErrorDomain.STORAGE.error(XML_ERROR, "missing storage pool source device path");
        }
        Device device = XmlBinding.read(Device.class, element);
        return new Device(device.path, device.partSeparator, List.of());
    }

    private static Auth auth(Element element) {
        Auth auth = Auth.parse(element);
        if (auth.type().isEmpty()) throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "storage pool missing auth type");
        return auth;
    }

    /** The NFS version to mount with. */
    private static Optional<String> protocolVersion(Element element, Optional<String> format) {
        Optional<String> version = element.child("protocol").flatMap(child -> child.attribute("ver")).filter(s -> !s.isEmpty());
        if (version.isEmpty()) return version;
        // libvirt compares the number of the format, whatever the pool's kind: 0 and 1 pass
        if (!List.of("auto", "nfs", "unknown", "dos", "lvm2", "ext2").contains(format.orElse("auto"))) {
            throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "storage pool protocol ver unsupported for pool type '%s'",
                    format.orElseThrow());
        }
        if (version.get().contains(",")) {
            throw ErrorDomain.STORAGE.error(XML_DETAIL, "storage pool protocol ver '%s' must not contain ','", version.get());
        }
        return version;
    }

    PoolSource withName(Optional<String> newName) {
        return new PoolSource(hosts, devices, directory, adapter, newName, initiator, format, auth, protocolVersion, vendor,
                product);
    }

    /** Writes {@code <source>}: what this kind of pool has. */
    public void write(XmlWriter writer, PoolType type) {
        writer.start("source").content();
        if (type.has(Part.HOST)) hosts.forEach(host -> XmlBinding.write("host", host, writer));
        if (type.has(Part.DEVICE)) devices.forEach(device -> XmlBinding.write("device", device, writer));
        if (type.has(Part.DIRECTORY)) directory.ifPresent(path -> writer.start("dir").attribute("path", path).end());
        if (type.has(Part.ADAPTER)) adapter.ifPresent(value -> value.write(writer));
        if (type.has(Part.NAMED)) name.ifPresent(text -> writer.element("name", text));
        if (type.has(Part.INITIATOR)) {
            initiator.ifPresent(iqn -> writer.start("initiator").start("iqn").attribute("name", iqn).end().end());
        }
        format.ifPresent(word -> writer.start("format").attribute("type", word).end());
        auth.ifPresent(value -> XmlBinding.write("auth", value, writer));
        protocolVersion.ifPresent(version -> writer.start("protocol").attribute("ver", version).end());
        vendor.ifPresent(text -> writer.start("vendor").attribute("name", text).end());
        product.ifPresent(text -> writer.start("product").attribute("name", text).end());
        writer.end();
    }
}
