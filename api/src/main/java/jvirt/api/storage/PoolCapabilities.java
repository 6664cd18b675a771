package jvirt.api.storage;

import java.util.List;
import java.util.Set;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlWriter;

/** Which kinds of pools there are, and which of them this host serves: {@code <storagepoolCapabilities>}. */
public record PoolCapabilities(Set<PoolType> supported) {

    /** The document. */
    public String format() {
        XmlWriter writer = new XmlWriter(View.INACTIVE);
        writer.start("storagepoolCapabilities");
        for (PoolType type : PoolType.values()) {
            writer.start("pool").attribute("type", type.word())
                    .attribute("supported", supported.contains(type) ? "yes" : "no").content();
            type.defaultSourceFormat().ifPresent(word ->
                    options(writer, "poolOptions", "sourceFormatType", word, type.sourceFormats()));
            // libvirt lists none for rbd, though it has a default
            type.defaultVolumeFormat().ifPresent(word -> options(writer, "volOptions", "targetFormatType", word,
                    type == PoolType.RBD ? List.of() : type.volumeFormats()));
            writer.end();
        }
        return writer.end().toString();
    }

    private static void options(XmlWriter writer, String name, String kind, String standard, List<String> words) {
        writer.start(name).start("defaultFormat").attribute("type", standard).end();
        writer.start("enum").attribute("name", kind).content();
        words.forEach(word -> writer.element("value", word));
        writer.end().end();
    }
}
