package jvirt.api.domain.device;

import jvirt.api.xml.ByElement;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;

/** What stands in {@code <devices>}, by the name of its element: devices, and what belongs to none or to several. */
@ByElement
public sealed interface DevicePart permits Device, Lease, Graphics, Audio, RedirFilter {
    /** The device that a document of its own describes, as {@code attach-device} gets it. */
    static DevicePart read(Element element) {
        ChardevSource.check(element);
        return XmlBinding.read(DevicePart.class, element);
    }

    /** The device as a document of its own. */
    default String document(View view) {
        XmlWriter writer = new XmlWriter(view);
        XmlBinding.writeChoice(DevicePart.class, this, writer);
        return writer.toString();
    }
}
