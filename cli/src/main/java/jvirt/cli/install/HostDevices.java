package jvirt.cli.install;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import jvirt.api.xml.Element;

/** Devices of the host for a guest: found by libvirt's name, or by an address as lspci and lsusb print one. */
final class HostDevices {
    private static final Pattern PCI = Pattern.compile("(?:([0-9a-fA-F]+):)?([0-9a-fA-F]+):([0-9a-fA-F]+)\\.([0-9a-fA-F]+)");
    private static final Pattern USB_KIND = Pattern.compile("(?:0x)?([0-9a-fA-F]+):(?:0x)?([0-9a-fA-F]+)");
    private static final Pattern USB_PLACE = Pattern.compile("(\\d+)\\.(\\d+)");
    private static final Pattern VGPU = Pattern.compile("nvidia-[0-9]{2}.*|i915-GVTg_V[0-9]_[0-9].*");

    private HostDevices() {}

    /** {@code --hostdev}'s first word. What it means depends on the type. */
    static void named(Facts facts, Part device, String name) {
        switch (device.get("@type").orElse("")) {
            case "net" -> capability(device, "source/interface", name);
            case "misc" -> capability(device, "source/char", name);
            case "storage" -> capability(device, "source/block", name);
            default -> assign(facts, device, find(facts, name));
        }
    }

    private static void capability(Part device, String slot, String name) {
        device.set("@mode", "capabilities");
        device.set(slot, name);
    }

    /** {@code --network hostdev=}: a network card of the host. */
    static void network(Facts facts, Part nic, String name) {
        Element node = find(facts, name);
        if (!type(node).equals("pci")) throw InstallException.of("Unsupported node device type '%s'", type(node));
        nic.set("@type", "hostdev");
        nic.orElse("@managed", "yes");
        nic.set("source/address/@type", "pci");
        for (String part : List.of("domain", "bus", "slot", "function")) nic.set("source/address/@" + part, text(node, part).orElse("0"));
    }

    private static Element capability(Element node) {
        return node.child("capability").orElseThrow(() -> InstallException.of("node device '%s' has no capability", name(node)));
    }

    private static String type(Element node) {
        return capability(node).attribute("type").orElse("");
    }

    private static String name(Element node) {
        return node.child("name").map(Element::text).orElse("");
    }

    private static Optional<String> text(Element node, String child) {
        return capability(node).child(child).map(Element::text);
    }

    private static String id(Element node, String child) {
        return capability(node).child(child).flatMap(one -> one.attribute("id")).orElse("");
    }

    private static Element find(Facts facts, String text) {
        List<Element> nodes = facts.nodeDevices();
        Optional<Element> named = nodes.stream().filter(node -> name(node).equals(text)).findFirst();
        if (named.isPresent()) return named.get();
        List<Element> fit = nodes.stream().filter(node -> isAt(node, text)).toList();
        if (fit.size() > 1) throw InstallException.of("%s corresponds to multiple node devices", text);
        if (fit.isEmpty()) {
            boolean address = PCI.matcher(text).matches() || USB_KIND.matcher(text).matches() || USB_PLACE.matcher(text).matches();
            throw InstallException.of(address ? "Did not find a matching node device for '%s'" : "Unknown hostdev address string format '%s'", text);
        }
        return fit.getFirst();
    }

    /** Whether the address {@code text} is this device's. */
    private static boolean isAt(Element node, String text) {
        var pci = PCI.matcher(text);
        if (pci.matches()) {
            return type(node).equals("pci") && same(text(node, "domain"), pci.group(1) == null ? "0" : pci.group(1)) && same(text(node, "bus"), pci.group(2))
                    && same(text(node, "slot"), pci.group(3)) && same(text(node, "function"), pci.group(4));
        }
        var kind = USB_KIND.matcher(text);
        if (kind.matches()) {
            return type(node).equals("usb_device") && hex(id(node, "vendor")) == hex(kind.group(1)) && hex(id(node, "product")) == hex(kind.group(2));
        }
        var place = USB_PLACE.matcher(text);
        return place.matches() && type(node).equals("usb_device")
                && text(node, "bus").map(Integer::parseInt).filter(bus -> bus == Integer.parseInt(place.group(1))).isPresent()
                && text(node, "device").map(Integer::parseInt).filter(number -> number == Integer.parseInt(place.group(2))).isPresent();
    }

    /** The node's numbers are decimal, the address's hexadecimal. */
    private static boolean same(Optional<String> decimal, String hexadecimal) {
        return decimal.map(Integer::decode).filter(value -> value == hex(hexadecimal)).isPresent();
    }

    private static int hex(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        return digits.isEmpty() ? -1 : Integer.parseInt(digits, 16);
    }

    private static void assign(Facts facts, Part device, Element node) {
        switch (type(node)) {
            case "pci" -> {
                device.set("@type", "pci");
                for (String part : List.of("domain", "bus", "slot", "function")) device.set("source/address/@" + part, text(node, part).orElse("0"));
            }
            case "usb_device" -> {
                device.set("@type", "usb");
                device.set("source/vendor/@id", id(node, "vendor"));
                device.set("source/product/@id", id(node, "product"));
                long alike = facts.nodeDevices().stream().filter(one -> type(one).equals("usb_device") && id(one, "vendor").equals(id(node, "vendor"))
                        && id(one, "product").equals(id(node, "product"))).count();
                if (alike > 1) {        // then the kind does not tell them apart
                    device.set("source/address/@bus", text(node, "bus").orElse(null));
                    device.set("source/address/@device", text(node, "device").orElse(null));
                }
            }
            case "net" -> {
                String parent = node.child("parent").map(Element::text).orElse("");
                assign(facts, device, facts.nodeDevices().stream().filter(one -> name(one).equals(parent)).findFirst()
                        .orElseThrow(() -> InstallException.of("Did not find a matching node device for '%s'", parent)));
            }
            case "scsi" -> {
                device.set("@type", "scsi");
                device.set("source/adapter/@name", "scsi_host" + text(node, "host").orElse(""));
                // not the slot of a PCI address's bus, which stands before all else
                device.set("source/./address/@bus", text(node, "bus").orElse(null));
                device.set("source/address/@target", text(node, "target").orElse(null));
                device.set("source/address/@unit", text(node, "lun").orElse(null));
                device.set("@managed", "no");
            }
            case "mdev" -> mediated(device, node);
            default -> throw InstallException.of("Unsupported node device type '%s'", type(node));
        }
    }

    private static void mediated(Part device, Element node) {
        device.set("@type", "mdev");
        String kind = id(node, "type");
        switch (kind) {
            case "vfio_ccw-io", "vfio_ap-passthrough" -> {
                device.set("@model", kind.equals("vfio_ccw-io") ? "vfio-ccw" : "vfio-ap");
                device.set("@managed", "no");
            }
            default -> {
                if (!VGPU.matcher(kind).matches()) throw InstallException.of("Don't know how to generate nodedev for mdev type id '%s'", kind);
                device.set("@model", "vfio-pci");
                device.set("@managed", "yes");
                device.set("@display", "off");
                device.set("@ramfb", "off");
            }
        }
        device.set("source/address/@uuid", text(node, "uuid").orElseGet(() -> name(node).substring("mdev_".length()).replace('_', '-')));
    }

    /** The node under {@code /dev} of the first device that renders for clients. */
    static Optional<String> renderNode(Facts facts) {
        return facts.nodeDevices().stream().filter(node -> type(node).equals("drm") && text(node, "type").filter("render"::equals).isPresent())
                .map(node -> {
                    List<String> nodes = node.children("devnode").stream().map(Element::text).toList();
                    return nodes.stream().filter(path -> path.contains("/by-path/")).findFirst().orElse(nodes.isEmpty() ? null : nodes.getFirst());
                }).filter(java.util.Objects::nonNull).findFirst();
    }
}
