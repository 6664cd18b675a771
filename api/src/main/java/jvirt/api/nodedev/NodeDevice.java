package jvirt.api.nodedev;

import java.util.List;
import java.util.Optional;
import jvirt.api.xml.Element;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Text;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;

/**
 * A device of the host.
 *
 * @param name unique on the host, such as {@code pci_0000_00_1f_2}
 * @param path below {@code /sys}
 * @param parent the name of the device it hangs on; only {@code computer} has none
 */
public record NodeDevice(@InElement String name, @InElement Optional<String> path, List<Devnode> devnode,
        @InElement Optional<String> parent, Optional<Driver> driver, List<Capability> capability) {

    /** A file below {@code /dev}: the node itself ({@code dev}) or a link to it. */
    public record Devnode(Optional<String> type, @Text String file) {}

    /** The kernel's driver. */
    public record Driver(@InElement String name) {}

    public static NodeDevice parse(String xml) {
        return XmlBinding.read(NodeDevice.class, Element.parse(xml, "device"));
    }

    public NodeDevice withCapability(List<Capability> other) {
        return new NodeDevice(name, path, devnode, parent, driver, other);
    }

    public String format() {
        return XmlBinding.format("device", this, View.INACTIVE);
    }
}
