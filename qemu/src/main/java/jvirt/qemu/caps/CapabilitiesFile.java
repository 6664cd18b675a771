package jvirt.qemu.caps;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlWriter;
import jvirt.qemu.caps.QemuCapabilities.Gic;
import jvirt.qemu.caps.QemuCapabilities.Hyperv;
import jvirt.qemu.caps.QemuCapabilities.Sev;
import jvirt.qemu.caps.QemuCapabilities.Sgx;

/** Capabilities as a document {@code <qemuCaps>}, as libvirt 9.0 keeps them below its cache folder. */
public final class CapabilitiesFile {
    private CapabilitiesFile() {}

    public static QemuCapabilities parse(String document) {
        Element root = Element.parse(document, "qemuCaps");
        Set<QemuFlag> flags = EnumSet.noneOf(QemuFlag.class);
        for (Element flag : root.children("flag")) {
            String word = flag.required("name");
            flags.add(QemuFlag.of(word).orElseThrow(
                    () -> ErrorDomain.NONE.error(INTERNAL_ERROR, "Unknown qemu capabilities flag %s", word)));
        }
        Map<Accelerator, Offer> offers = new EnumMap<>(Accelerator.class);
        for (Accelerator accelerator : Accelerator.values()) {
            Offer offer = OfferFile.parse(root, accelerator);
            if (!offer.equals(Offer.NONE)) offers.put(accelerator, offer);
        }
        return new QemuCapabilities(identity(root), flags, (int) number(root, "version"), (int) number(root, "kvmVersion"),
                text(root, "package"), required(root, "arch"), offers,
                root.children("gic").stream().map(CapabilitiesFile::gic).toList(),
                root.child("sev").map(CapabilitiesFile::sev), root.child("sgx").map(CapabilitiesFile::sgx),
                root.child("hypervCapabilities").map(CapabilitiesFile::hyperv),
                root.child("kvmSupportsNesting").isPresent(), root.child("kvmSupportsSecureGuest").isPresent());
    }

    private static Identity identity(Element root) {
        return new Identity(required(root, "emulator"), number(root, "qemuctime"),
                text(root, "qemumoddirmtime").map(Long::parseLong), number(root, "selfctime"), number(root, "selfvers"),
                number(root, "microcodeVersion"), text(root, "hostCPUSignature"), text(root, "kernelVersion"),
                root.child("cpudata"));
    }

    private static Gic gic(Element gic) {
        return new Gic(Integer.parseInt(gic.required("version")), yes(gic, "kernel"), yes(gic, "emulated"));
    }

    private static Sev sev(Element sev) {
        return new Sev((int) number(sev, "cbitpos"), (int) number(sev, "reducedPhysBits"), required(sev, "pdh"),
                required(sev, "certChain"), text(sev, "cpu0Id"));
    }

    private static Sgx sgx(Element sgx) {
        List<Sgx.Section> sections = sgx.child("sections").stream().flatMap(all -> all.children("section").stream())
                .map(section -> new Sgx.Section(Integer.parseInt(section.required("node")),
                        Long.parseLong(section.required("size")))).toList();
        return new Sgx(required(sgx, "flc").equals("yes"), required(sgx, "sgx1").equals("yes"),
                required(sgx, "sgx2").equals("yes"), number(sgx, "section_size"), sections);
    }

    private static Hyperv hyperv(Element hyperv) {
        return new Hyperv(yes(hyperv, "supported"),
                hyperv.children("cap").stream().map(cap -> cap.required("name")).toList());
    }

    static boolean yes(Element element, String attribute) {
        return element.attribute(attribute).filter("yes"::equals).isPresent();
    }

    private static Optional<String> text(Element parent, String name) {
        return parent.child(name).map(Element::text);
    }

    private static String required(Element parent, String name) {
        return text(parent, name).orElseThrow(
                () -> ErrorDomain.XML.error(XML_ERROR, "missing %s in QEMU capabilities XML", name));
    }

    private static long number(Element parent, String name) {
        String text = required(parent, name);
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw ErrorDomain.XML.error(XML_ERROR, e, "malformed %s in QEMU capabilities XML: '%s'", name, text);
        }
    }

    public static String format(QemuCapabilities caps) {
        XmlWriter writer = new XmlWriter(View.INACTIVE);
        writer.start("qemuCaps");
        Identity identity = caps.identity();
        writer.element("emulator", identity.emulator()).element("qemuctime", identity.changed());
        identity.modulesChanged().ifPresent(time -> writer.element("qemumoddirmtime", time));
        writer.element("selfctime", identity.proberChanged()).element("selfvers", identity.proberVersion());
        for (QemuFlag flag : caps.flags()) writer.start("flag").attribute("name", flag.word()).end();
        writer.element("version", caps.version()).element("kvmVersion", caps.kvmVersion())
                .element("microcodeVersion", identity.microcode());
        identity.cpuSignature().ifPresent(signature -> writer.element("hostCPUSignature", signature));
        caps.packaged().ifPresent(name -> writer.element("package", name));
        identity.kernel().ifPresent(kernel -> writer.element("kernelVersion", kernel));
        identity.cpuData().ifPresent(writer::verbatim);
        writer.element("arch", caps.architecture());
        caps.offers().forEach((accelerator, offer) -> OfferFile.format(accelerator, offer, writer));
        for (Gic gic : caps.gics()) {
            writer.start("gic").attribute("version", gic.version()).attribute("kernel", word(gic.kernel()))
                    .attribute("emulated", word(gic.emulated())).end();
        }
        caps.sev().ifPresent(sev -> format(sev, writer));
        caps.sgx().ifPresent(sgx -> format(sgx, writer));
        caps.hyperv().ifPresent(hyperv -> format(hyperv, writer));
        if (caps.nesting()) writer.element("kvmSupportsNesting");
        if (caps.secureGuest()) writer.element("kvmSupportsSecureGuest");
        return writer.end().toString();
    }

    private static void format(Sev sev, XmlWriter writer) {
        writer.start("sev").element("cbitpos", sev.cbitpos()).element("reducedPhysBits", sev.reducedPhysBits())
                .element("pdh", sev.pdh()).element("certChain", sev.certChain());
        sev.cpu0Id().ifPresent(id -> writer.element("cpu0Id", id));
        writer.end();
    }

    private static void format(Sgx sgx, XmlWriter writer) {
        writer.start("sgx").attribute("supported", "yes").element("flc", word(sgx.flc())).element("sgx1", word(sgx.sgx1()))
                .element("sgx2", word(sgx.sgx2()));
        writer.start("section_size").attribute("unit", "KiB").text(Long.toString(sgx.sectionSizeKib())).end();
        if (!sgx.sections().isEmpty()) {
            writer.start("sections");
            for (Sgx.Section section : sgx.sections()) {
                writer.start("section").attribute("node", section.node()).attribute("size", section.sizeKib())
                        .attribute("unit", "KiB").end();
            }
            writer.end();
        }
        writer.end();
    }

    private static void format(Hyperv hyperv, XmlWriter writer) {
        writer.start("hypervCapabilities").attribute("supported", word(hyperv.supported()));
        for (String feature : hyperv.features()) writer.start("cap").attribute("name", feature).end();
        writer.end();
    }

    static String word(boolean yes) {
        return yes ? "yes" : "no";
    }
}
