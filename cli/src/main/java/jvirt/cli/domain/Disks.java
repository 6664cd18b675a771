package jvirt.cli.domain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.xml.Element;
import jvirt.api.xml.Node;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Xml;
import jvirt.client.Domain;

/** Disks of machines. */
public final class Disks extends Commands {
    private static final int CONFIG = 2;
    private static final int FORCE = 4;
    private static final List<String> SOURCE_TYPES = List.of("", "file", "block", "network");
    private static final List<String> WITHOUT_BLOCK_DEVICES = List.of("file", "tap");

    @Override public String table() {
        return """
            attach-disk: add a disk
              <domain>
              <source>?  file, block device or name of the image
              <target>  what to call it in the guest, such as vdb
              targetbus=  bus of the guest
              driver=  name of the driver
              subdriver=  format of the image
              iothread=  I/O thread that serves it
              throttle-groups=  throttle groups that it is in, separated by commas
              cache=  how the host caches it
              io=  how the host reads and writes it
              type=  disk, cdrom, floppy or lun
              shareable->mode=shareable
              mode=  readonly or shareable
              sourcetype=  file, block or network
              serial=  its serial number
              wwn=  its world wide name
              alias=  its alias
              --rawio  let the guest send any SCSI command
              address=  where it sits in the guest, such as pci:0000.00.04.0
              --multifunction  with other devices at the same address
              --print-xml
              source-protocol=  protocol of a network image
              source-host-name=  host of a network image, with :port if wanted
              source-host-transport=  transport of a network image
              source-host-socket=  Unix socket of a network image
              --persistent --config --live --current
            change-media: change the medium in a drive
              <domain>
              <path>  the drive, by target or source
              source=  the new medium
              --eject  take the medium out
              --insert  put a medium in
              --update  put another one in
              --current --live --config
              --force  even if the guest has locked the drive
              --print-xml
              --block  the source is a block device
            detach-disk: remove a disk
              <domain>
              <target>  the disk, by target or source
              --persistent --config --live --current --print-xml
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "attach-disk" -> attach(in);
            case "change-media" -> changeMedia(in);
            case "detach-disk" -> detach(in);
            default -> throw undeclared(command);
        }
    }

    // adding

    private static void attach(Invocation in) {
        Attaching.exclusive(in);
        in.requires("source-host-name", "source-protocol");
        in.requires("source-host-transport", "source-protocol");
        in.requires("source-host-socket", "source-protocol");
        in.requires("source-host-socket", "source-host-transport");
        in.exclusive("source-host-name", in.has("source-host-name"), "source-host-socket", in.has("source-host-socket"));
        String xml = describe(in);
        if (in.has("print-xml")) {
            in.out().print(xml);
            return;
        }
        Domain domain = in.domain();
        int impact = in.impact(domain);
        in.attempt(() -> Attaching.attach(in, domain, xml, impact), "Failed to attach disk");
        in.out().extra("Disk attached successfully\n");
    }

    private static String describe(Invocation in) {
        Optional<String> source = in.text("source");
        String target = in.required("target");
        Optional<String> mode = in.text("mode");
        String type = sourceType(in, source);
        if (type.equals("network") != in.has("source-protocol")) {
            throw new Failure("--source-protocol option requires --sourcetype network");
        }
        if (mode.isPresent() && !mode.get().equals("readonly") && !mode.get().equals("shareable")) {
            throw new Failure("No support for " + mode.get() + " in command 'attach-disk'");
        }
        Optional<String> wwn = in.text("wwn");
        wwn.ifPresent(Wwn::check);
        String driver = Xml.attribute("name", in.text("driver")) + Xml.attribute("type", in.text("subdriver"))
                + Xml.attribute("iothread", in.text("iothread")) + Xml.attribute("cache", in.text("cache")) + Xml.attribute("io", in.text("io"));
        StringBuilder xml = new StringBuilder("<disk type='" + type + "'" + Xml.attribute("device", in.text("type"))
                + (in.has("rawio") ? " rawio='yes'" : "") + ">\n");
        if (!driver.isEmpty()) xml.append("  <driver").append(driver).append("/>\n");
        xml.append(source(in, type, source));
        xml.append("  <target dev='").append(target).append('\'').append(Xml.attribute("bus", in.text("targetbus"))).append("/>\n");
        in.text("throttle-groups").ifPresent(groups -> xml.append(filters(groups)));
        mode.ifPresent(word -> xml.append("  <").append(word).append("/>\n"));
        xml.append(Xml.element("  ", "serial", in.text("serial")));
        in.text("alias").ifPresent(alias -> xml.append("  <alias name='").append(Xml.escape(alias)).append("'/>\n"));
        xml.append(Xml.element("  ", "wwn", wwn));
        in.text("address").ifPresent(address -> xml.append("  ").append(address(in, address, target)).append('\n'));
        return xml.append("</disk>\n").toString();
    }

    private static String filters(String groups) {
        StringBuilder xml = new StringBuilder("  <throttlefilters>\n");
        for (String group : groups.split(",")) xml.append("    <throttlefilter group='").append(Xml.escape(group)).append("'/>\n");
        return xml.append("  </throttlefilters>\n").toString();
    }

    private static String sourceType(Invocation in, Optional<String> source) {
        String type = in.text("sourcetype").orElse("");
        if (!SOURCE_TYPES.contains(type)) throw new Failure("Unknown source type: '" + type + "'");
        if (!type.isEmpty()) return type;
        if (in.has("source-protocol")) return "network";
        boolean block = source.isPresent() && in.text("driver").filter(WITHOUT_BLOCK_DEVICES::contains).isEmpty()
                && blockDevice(in.local(source.get()));
        return block ? "block" : "file";
    }

    private static boolean blockDevice(Path path) {
        try {
            // S_IFBLK in the mode, which the JDK shows in its "unix" view
            return ((Integer) Files.getAttribute(path, "unix:mode") & 0xf000) == 0x6000;
        } catch (IOException e) {
            return false;
        }
    }

    private static String source(Invocation in, String type, Optional<String> source) {
        if (!type.equals("network")) {
            String attribute = Xml.attribute(type.equals("block") ? "dev" : "file", source);
            return "  <source" + attribute + "/>\n";
        }
        Optional<String> name = in.text("source-host-name");
        int colon = name.map(text -> text.indexOf(':')).orElse(-1);
        String host = Xml.attribute("transport", in.text("source-host-transport")) + Xml.attribute("socket", in.text("source-host-socket"))
                + Xml.attribute("name", name.map(text -> colon < 0 ? text : text.substring(0, colon)))
                + Xml.attribute("port", colon < 0 ? Optional.empty() : Optional.of(name.get().substring(colon + 1)));
        String start = "  <source" + Xml.attribute("protocol", in.text("source-protocol")) + Xml.attribute("name", source);
        return host.isEmpty() ? start + "/>\n" : start + ">\n    <host" + host + "/>\n  </source>\n";
    }

    private static String address(Invocation in, String text, String target) {
        DeviceAddress address = DeviceAddress.parse(text).orElseThrow(() -> new Failure("Invalid address."));
        String bus = target.length() < 2 ? "" : target.substring(0, 2);
        List<String> fitting = switch (bus) {
            case "vd" -> List.of("pci", "ccw");
            case "sd" -> List.of("scsi", "usb", "sata");
            case "hd" -> List.of("ide");
            default -> List.of(address.type());
        };
        if (!fitting.contains(address.type())) {
            throw new Failure("expecting " + switch (bus) {
                case "vd" -> "a pci:0000.00.00.00 or ccw:00.0.0000 address.";
                case "sd" -> "a scsi:00.00.00 or usb:00.00 or sata:00.00.00 address.";
                default -> "an ide:00.00.00 address.";
            });
        }
        return address.xml(in.has("multifunction"));
    }

    // finding

    private static Element find(String xml, String path, boolean drives) {
        List<Element> disks = Element.parse(xml).child("devices").map(devices -> devices.children("disk")).orElse(List.of());
        if (disks.isEmpty()) throw new Failure("Failed to get disk information");
        Optional<String> wanted = Optional.of(path);
        for (Element disk : disks) {
            String device = disk.attribute("device").orElse("disk");
            if (drives && disk.attribute("device").isPresent() && !device.equals("cdrom") && !device.equals("floppy")) continue;
            boolean fits = Xml.at(disk, "target/@dev").equals(wanted) || Xml.at(disk, "source/@file").equals(wanted)
                    || Xml.at(disk, "source/@dev").equals(wanted) || Xml.at(disk, "source/@dir").equals(wanted)
                    || Xml.at(disk, "source/@name").equals(wanted);
            if (fits) return without(disk, "backingStore");
        }
        throw new Failure("No disk found whose source path or target is " + path);
    }

    private static Element without(Element element, String child) {
        List<Node> nodes = new ArrayList<>(element.nodes());
        element.child(child).ifPresent(nodes::remove);
        return with(element, nodes, element.attributes());
    }

    private static Element with(Element element, List<Node> nodes, Map<String, String> attributes) {
        return new Element(element.name(), element.namespace(), new LinkedHashMap<>(attributes), nodes, element.line());
    }

    private static void detach(Invocation in) {
        Attaching.exclusive(in);
        Domain domain = in.domain();
        String target = in.required("target");
        int before = in.impact() | in.flag("persistent", CONFIG);
        String xml = domain.xml(before == CONFIG ? Domain.XML_INACTIVE : 0);
        int impact = in.impact(domain);
        String disk = Xml.text(find(xml, target, false));
        if (in.has("print-xml")) {
            in.out().print(disk);
            return;
        }
        in.attempt(() -> Attaching.detach(in, domain, disk, impact), "Failed to detach disk");
        in.out().extra("Disk detached successfully\n");
    }

    // media

    private static void changeMedia(Invocation in) {
        in.exclusive("eject", "insert", "update");
        in.exclusive("eject", in.has("eject"), "block", in.has("block"));
        Optional<String> source = in.text("source");
        boolean eject = in.has("eject") || in.has("update") && source.isEmpty();
        boolean insert = in.has("insert");
        String action = eject ? "eject" : insert ? "insert" : "update";
        int flags = in.impact() | in.flag("force", FORCE);
        Domain domain = in.domain();
        String path = in.required("path");
        Element disk = find(domain.xml((flags & CONFIG) != 0 ? Domain.XML_INACTIVE : 0), path, true);
        String xml = Xml.text(changed(disk, path, action, source, in.has("block")));
        if (in.has("print-xml")) {
            in.out().print(xml);
            return;
        }
        in.attempt(() -> domain.updateDevice(xml, flags), "Failed to complete action " + action + " on media");
        in.out().print("Successfully " + (eject ? "ejected" : insert ? "inserted" : "updated") + " media.");
    }

    private static Element changed(Element disk, String path, String action, Optional<String> wanted, boolean block) {
        String device = disk.attribute("device").orElse("");
        if (!device.equals("cdrom") && !device.equals("floppy")) throw new Failure("The disk device '" + path + "' is not removable");
        Optional<Element> old = disk.child("source");
        boolean eject = action.equals("eject");
        if (eject && old.isEmpty()) throw new Failure("The disk device '" + path + "' doesn't have media");
        if (!eject && wanted.isEmpty()) throw new Failure("New disk media source was not specified");
        boolean full = old.isPresent() && Xml.first(old.get(), "@file", "@dev", "@dir", "@pool", "@name").isPresent();
        if (full && action.equals("insert")) throw new Failure("The disk device '" + path + "' already has media");
        Map<String, String> attributes = new LinkedHashMap<>(disk.attributes());
        attributes.put("type", block && !eject ? "block" : "file");
        List<Node> nodes = new ArrayList<>();
        Node gap = new Node.Chars("\n");
        for (Node node : disk.nodes()) {
            if (old.isPresent() && node == old.get()) continue;
            if (node instanceof Element child && child.name().equals("target") && !eject) {
                nodes.add(source(wanted.get(), block, old));
                nodes.add(gap);
            }
            if (node instanceof Node.Chars) gap = node;
            nodes.add(node);
        }
        return with(disk, nodes, attributes);
    }

    private static Element source(String path, boolean block, Optional<Element> old) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put(block ? "dev" : "file", path);
        old.flatMap(source -> source.attribute("startupPolicy")).ifPresent(policy -> attributes.put("startupPolicy", policy));
        return Element.of("source", attributes, List.of());
    }
}
