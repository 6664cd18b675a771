package jvirt.api.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.api.xml.Name;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;

/** How to log in to a storage server: {@code <auth>}. */
public record Auth(Optional<Type> type, String username, SecretRef secret) {
    public enum Type {
        @Name("chap") CHAP,
        @Name("ceph") CEPH;

        String word() {
            return this == CHAP ? "chap" : "ceph";
        }
    }

    public static Auth parse(Element element) {
        String username = element.attribute("username")
                .orElseThrow(() -> ErrorDomain.STORAGE.error(XML_ERROR, "missing username for auth"));
        Optional<Type> type = element.attribute("type").filter(word -> !word.equals("none")).map(Auth::type);
        Element secret = element.child("secret")
                .orElseThrow(() -> ErrorDomain.STORAGE.error(XML_ERROR, "Missing <secret> element in auth"));
        return new Auth(type, username, SecretRef.parse(secret));
    }

    private static Type type(String word) {
        return switch (word) {
            case "chap" -> Type.CHAP;
            case "ceph" -> Type.CEPH;
            default -> throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "unknown auth type '%s'", word);
        };
    }

    public void format(XmlWriter writer) {
        type.ifPresent(kind -> writer.attribute("type", kind.word()));
        writer.attribute("username", username);
        XmlBinding.write("secret", secret, writer);
    }
}
