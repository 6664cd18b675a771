package jvirt.api.secret;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import java.util.UUID;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.ByAttr;
import jvirt.api.xml.Element;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Is;
import jvirt.api.xml.Name;
import jvirt.api.xml.Uuids;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;

/**
 * What a secret is for. Form and errors as in libvirt 9.0.0, src/conf/secret_conf.c.
 *
 * @param ephemeral its value is kept in memory alone
 * @param confidential {@code private}: its value is given to drivers, never to a client
 * @param usage what it opens; a secret without one is found by its UUID
 */
public record Secret(YesNo ephemeral, @Name("private") YesNo confidential, @InElement Optional<UUID> uuid,
        @InElement Optional<String> description, Optional<Usage> usage) {

    /** What the secret opens: {@code virSecretUsageType}. The name in it is unique among those of its type. */
    @ByAttr("type")
    public sealed interface Usage {
        /** The path of an encrypted volume. */
        @Is("volume") record Volume(@InElement String volume) implements Usage {}

        @Is("ceph") record Ceph(@InElement String name) implements Usage {}

        @Is("iscsi") record Iscsi(@InElement String target) implements Usage {}

        @Is("tls") record Tls(@InElement String name) implements Usage {}

        @Is("vtpm") record Vtpm(@InElement String name) implements Usage {}

        /** The number of the type on the wire. */
        default int number() {
            return switch (this) {
                case Volume _ -> 1;
                case Ceph _ -> 2;
                case Iscsi _ -> 3;
                case Tls _ -> 4;
                case Vtpm _ -> 5;
            };
        }

        /** What tells it from others of its type. */
        default String id() {
            return switch (this) {
                case Volume(String volume) -> volume;
                case Ceph(String name) -> name;
                case Iscsi(String target) -> target;
                case Tls(String name) -> name;
                case Vtpm(String name) -> name;
            };
        }
    }

    /** Reads a definition; {@code ephemeral} and {@code private} are "no" where they are not said. */
    public static Secret parse(String xml) {
        Element root = Element.parse(xml, "secret");
        YesNo ephemeral = yesNo(root, "ephemeral");
        YesNo confidential = yesNo(root, "private");
        Optional<UUID> uuid = root.child("uuid").map(element -> Uuids.parse(element.text())
                .orElseThrow(() -> ErrorDomain.SECRET.error(INTERNAL_ERROR, "malformed uuid element")));
        Optional<String> description = root.child("description").map(Element::text);
        return new Secret(ephemeral, confidential, uuid, description, root.child("usage").flatMap(Secret::usage));
    }

    private static YesNo yesNo(Element root, String attribute) {
        return switch (root.attribute(attribute).orElse("no")) {
            case "yes" -> YesNo.YES;
            case "no" -> YesNo.NO;
            default -> throw ErrorDomain.SECRET.error(XML_ERROR, "invalid value of '%s'", attribute);
        };
    }

    private static Optional<Usage> usage(Element usage) {
        String type = usage.attribute("type")
                .orElseThrow(() -> ErrorDomain.SECRET.error(XML_ERROR, "unknown secret usage type"));
        return switch (type) {
            case "none" -> Optional.empty();
            case "volume" -> Optional.of(new Usage.Volume(named(usage, "volume", "volume usage specified, but volume path is missing")));
            case "ceph" -> Optional.of(new Usage.Ceph(named(usage, "name", "Ceph usage specified, but name is missing")));
            case "iscsi" -> Optional.of(new Usage.Iscsi(named(usage, "target", "iSCSI usage specified, but target is missing")));
            case "tls" -> Optional.of(new Usage.Tls(named(usage, "name", "TLS usage specified, but name is missing")));
            case "vtpm" -> Optional.of(new Usage.Vtpm(named(usage, "name", "vTPM usage specified, but name is missing")));
            default -> throw ErrorDomain.SECRET.error(CONFIG_UNSUPPORTED, "unknown secret usage type %s", type);
        };
    }

    private static String named(Element usage, String child, String missing) {
        return usage.child(child).map(Element::text).filter(text -> !text.isEmpty())
                .orElseThrow(() -> ErrorDomain.SECRET.error(INTERNAL_ERROR, missing));
    }

    /** The definition as libvirt prints it. */
    public String format() {
        return XmlBinding.format("secret", this, View.INACTIVE);
    }

    /** The same secret under this UUID. */
    public Secret withUuid(UUID id) {
        return new Secret(ephemeral, confidential, Optional.of(id), description, usage);
    }

    /** The type of its usage on the wire, 0 where it has none. */
    public int usageNumber() {
        return usage.map(Usage::number).orElse(0);
    }

    /** What it opens, or the empty text. */
    public String usageId() {
        return usage.map(Usage::id).orElse("");
    }
}
