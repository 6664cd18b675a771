package jvirt.api.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;

/**
 * How an image is encrypted: {@code <encryption>}.
 *
 * @param format {@code default}, {@code qcow}, {@code luks}, {@code luks2}
 */
public record Encryption(String format, Optional<String> engine, List<SecretRef> secrets, Optional<Cipher> cipher,
        Optional<Ivgen> ivgen) {
    private static final Set<String> FORMATS = Set.of("default", "qcow", "luks", "luks2");
    private static final Set<String> ENGINES = Set.of("qemu", "librbd");

    /** {@code <cipher>} of luks. */
    public record Cipher(String name, int size, Optional<String> mode, Optional<String> hash) {}

    /** {@code <ivgen>} of luks. */
    public record Ivgen(String name, Optional<String> hash) {}

    public boolean luks() {
        return format.equals("luks");
    }

    public static Encryption parse(Element element) {
        String format = element.attribute("format")
                .orElseThrow(() -> ErrorDomain.STORAGE.error(XML_ERROR, "unknown volume encryption format"));
        if (!FORMATS.contains(format)) {
            throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "unknown volume encryption format type %s", format);
        }
        Optional<String> engine = element.attribute("engine");
        engine.filter(word -> !ENGINES.contains(word)).ifPresent(word -> {
            throw ErrorDomain.XML.error(XML_ERROR, "Invalid value for attribute 'engine' in element 'encryption': '%s'.", word);
        });
        List<SecretRef> secrets = element.children("secret").stream().map(Encryption::secret).toList();
        if (!format.equals("luks")) return new Encryption(format, engine, secrets, Optional.empty(), Optional.empty());
        Optional<Cipher> cipher = element.child("cipher").map(Encryption::cipher);
        Optional<Ivgen> ivgen = element.child("ivgen").map(child -> ivgen(child, cipher));
        return new Encryption(format, engine, secrets, cipher, ivgen);
    }

    private static SecretRef secret(Element element) {
        String type = element.attribute("type")
                .orElseThrow(() -> ErrorDomain.STORAGE.error(XML_ERROR, "unknown volume encryption secret type"));
        if (!type.equals("passphrase")) {
            throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "unknown volume encryption secret type %s", type);
        }
        return SecretRef.parse(element);
    }

    private static Cipher cipher(Element element) {
        if (element.attribute("name").isEmpty()) {
            throw ErrorDomain.STORAGE.error(XML_ERROR, "cipher info missing 'name' attribute");
        }
        return XmlBinding.read(Cipher.class, element);
    }

    private static Ivgen ivgen(Element element, Optional<Cipher> cipher) {
        if (cipher.isEmpty()) throw ErrorDomain.STORAGE.error(XML_ERROR, "ivgen element found, but cipher is missing");
        if (element.attribute("name").isEmpty()) throw ErrorDomain.STORAGE.error(XML_ERROR, "missing ivgen info name string");
        return XmlBinding.read(Ivgen.class, element);
    }

    public void format(XmlWriter writer) {
        writer.attribute("format", format);
        engine.ifPresent(word -> writer.attribute("engine", word));
        writer.content();
        secrets.forEach(secret -> XmlBinding.write("secret", secret, writer));
        cipher.ifPresent(value -> XmlBinding.write("cipher", value, writer));
        ivgen.ifPresent(value -> XmlBinding.write("ivgen", value, writer));
    }
}
