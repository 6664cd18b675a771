package jvirt.api.domain;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Locale;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.api.xml.InElement;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;
import jvirt.api.xml.YesNo;

/**
 * How a security driver confines the guest, {@code <seclabel>}.
 *
 * @param imagelabel what the running guest's images are labelled with
 */
public record SecLabel(Type type, Optional<String> model, boolean relabel, Optional<String> label,
        Optional<String> imagelabel, Optional<String> baselabel) {
    public enum Type { NONE, DYNAMIC, STATIC }

    public static SecLabel parse(Element element) {
        Head head = XmlBinding.read(Head.class, element);
        Type type = head.type.orElse(Type.DYNAMIC);
        if (head.type.isEmpty() && head.model.isEmpty()) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "missing security model in domain seclabel");
        }
        if (type == Type.STATIC && head.label.isEmpty()) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "security label is missing");
        }
        boolean relabel = head.relabel.map(YesNo::yes).orElse(type == Type.DYNAMIC);
        if (type == Type.DYNAMIC && !relabel) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "dynamic label type must use resource relabeling");
        }
        if (type == Type.NONE && relabel) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "resource relabeling is not compatible with 'none' label type");
        }
        if (type == Type.NONE) {
            return new SecLabel(type, head.model, false, Optional.empty(), Optional.empty(), Optional.empty());
        }
        return new SecLabel(type, head.model, relabel, head.label, head.imagelabel.filter(_ -> relabel),
                head.baselabel.filter(_ -> type == Type.DYNAMIC));
    }

    public void format(XmlWriter writer) {
        writer.attribute("type", type.name().toLowerCase(Locale.ROOT));
        model.ifPresent(name -> writer.attribute("model", name));
        if (type == Type.NONE) return;
        writer.attribute("relabel", relabel ? "yes" : "no");
        boolean live = writer.view().live();
        if (live || type == Type.STATIC) label.ifPresent(text -> writer.element("label", text));
        if (live) imagelabel.ifPresent(text -> writer.element("imagelabel", text));
        baselabel.ifPresent(text -> writer.element("baselabel", text));
    }

    /** The element as it is read; what follows of it is said in {@link #parse}. */
    public record Head(Optional<Type> type, Optional<String> model, Optional<YesNo> relabel, @InElement Optional<String> label,
            @InElement Optional<String> imagelabel, @InElement Optional<String> baselabel) {}
}
