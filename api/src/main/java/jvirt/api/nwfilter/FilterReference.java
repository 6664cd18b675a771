package jvirt.api.nwfilter;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.NWFILTER;

import jvirt.api.xml.Element;
import jvirt.api.xml.XmlWriter;

/** Another filter, with values for its variables, {@code <filterref>}. */
public record FilterReference(String filter, Variables parameters) implements NetworkFilter.Entry {
    public static FilterReference parse(Element element) {
        // libvirt's words, though it is not a rule that lacks something
        String filter = element.attribute("filter").orElseThrow(() ->
                NWFILTER.error(INTERNAL_ERROR, "rule node requires action attribute"));
        return new FilterReference(filter, Variables.read(element));
    }

    @Override
    public void format(XmlWriter writer) {
        writer.attribute("filter", filter);
        parameters.write(writer);
    }
}
