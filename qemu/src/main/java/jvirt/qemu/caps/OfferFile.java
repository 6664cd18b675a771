package jvirt.qemu.caps;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.qemu.caps.CapabilitiesFile.word;
import static jvirt.qemu.caps.CapabilitiesFile.yes;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlWriter;

/** The elements {@code hostCPU}, {@code cpu} and {@code machine} of one accelerator in the capabilities file. */
final class OfferFile {
    private OfferFile() {}

    static Offer parse(Element root, Accelerator accelerator) {
        return new Offer(of(root, "hostCPU", accelerator).stream().findFirst().map(OfferFile::hostCpu),
                of(root, "cpu", accelerator).stream().map(OfferFile::cpu).toList(),
                of(root, "machine", accelerator).stream().map(OfferFile::machine).toList());
    }

    private static List<Element> of(Element root, String name, Accelerator accelerator) {
        return root.children(name).stream()
                .filter(element -> element.required("type").equals(accelerator.word())).toList();
    }

    private static HostCpu hostCpu(Element element) {
        return new HostCpu(element.required("model"), yes(element, "migratability"),
                element.children("property").stream().map(OfferFile::property).toList());
    }

    private static HostCpu.Property property(Element element) {
        String name = element.required("name");
        String value = element.required("value");
        HostCpu.Value typed = switch (element.required("type")) {
            case "boolean" -> new HostCpu.Value.Truth(value.equals("true"));
            case "string" -> new HostCpu.Value.Text(value);
            case "number" -> new HostCpu.Value.Number(Long.parseLong(value));
            default -> throw ErrorDomain.NONE.error(INTERNAL_ERROR,
                    "missing or invalid CPU model property type in QEMU capabilities cache");
        };
        return new HostCpu.Property(name, typed, element.attribute("migratable").map("yes"::equals));
    }

    private static CpuModel cpu(Element element) {
        return new CpuModel(element.required("name"), element.attribute("typename"),
                element.attribute("usable").map("yes"::equals),
                element.children("blocker").stream().map(blocker -> blocker.required("name")).toList(),
                yes(element, "deprecated"));
    }

    private static MachineType machine(Element element) {
        return new MachineType(element.required("name"), element.attribute("alias"), yes(element, "hotplugCpus"),
                element.attribute("maxCpus").map(Integer::parseUnsignedInt).orElse(0), yes(element, "default"),
                element.attribute("defaultCPU"), yes(element, "numaMemSupported"), element.attribute("defaultRAMid"),
                yes(element, "deprecated"));
    }

    static void format(Accelerator accelerator, Offer offer, XmlWriter writer) {
        offer.hostCpu().ifPresent(cpu -> format(accelerator, cpu, writer));
        for (CpuModel cpu : offer.cpus()) format(accelerator, cpu, writer);
        for (MachineType machine : offer.machines()) format(accelerator, machine, writer);
    }

    private static void format(Accelerator accelerator, HostCpu cpu, XmlWriter writer) {
        writer.start("hostCPU").attribute("type", accelerator.word()).attribute("model", cpu.model())
                .attribute("migratability", word(cpu.migratability()));
        for (HostCpu.Property property : cpu.properties()) {
            writer.start("property").attribute("name", property.name());
            switch (property.value()) {
                case HostCpu.Value.Truth(boolean value) -> writer.attribute("type", "boolean").attribute("value", value);
                case HostCpu.Value.Text(String value) -> writer.attribute("type", "string").attribute("value", value);
                case HostCpu.Value.Number(long value) -> writer.attribute("type", "number").attribute("value", value);
            }
            property.migratable().ifPresent(migratable -> writer.attribute("migratable", word(migratable)));
            writer.end();
        }
        writer.end();
    }

    private static void format(Accelerator accelerator, CpuModel cpu, XmlWriter writer) {
        writer.start("cpu").attribute("type", accelerator.word()).attribute("name", cpu.name());
        optional(writer, "typename", cpu.typename());
        cpu.usable().ifPresent(usable -> writer.attribute("usable", word(usable)));
        ifYes(writer, "deprecated", cpu.deprecated());
        for (String blocker : cpu.blockers()) writer.start("blocker").attribute("name", blocker).end();
        writer.end();
    }

    private static void format(Accelerator accelerator, MachineType machine, XmlWriter writer) {
        writer.start("machine").attribute("type", accelerator.word()).attribute("name", machine.name());
        optional(writer, "alias", machine.alias());
        ifYes(writer, "hotplugCpus", machine.hotplugCpus());
        writer.attribute("maxCpus", machine.maxCpus());
        ifYes(writer, "default", machine.isDefault());
        optional(writer, "defaultCPU", machine.defaultCpu());
        ifYes(writer, "numaMemSupported", machine.numaMemory());
        optional(writer, "defaultRAMid", machine.defaultRam());
        ifYes(writer, "deprecated", machine.deprecated());
        writer.end();
    }

    private static void optional(XmlWriter writer, String attribute, Optional<String> value) {
        value.ifPresent(text -> writer.attribute(attribute, text));
    }

    private static void ifYes(XmlWriter writer, String attribute, boolean yes) {
        if (yes) writer.attribute(attribute, "yes");
    }
}
