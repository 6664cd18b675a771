package jvirt.conformance.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.api.capabilities.HostCapabilities;
import jvirt.api.domain.Cpu;
import jvirt.api.json.Json;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.caps.CapabilitiesFile;
import jvirt.qemu.caps.DomainOffer;
import jvirt.qemu.caps.GuestOffer;
import jvirt.qemu.caps.Identity;
import jvirt.qemu.caps.Probe;
import jvirt.qemu.caps.QemuCapabilities;
import jvirt.qemu.cpu.CpuMap;
import jvirt.qemu.cpu.Decoder;
import jvirt.qemu.cpu.HostModel;
import jvirt.qemu.firmware.Firmwares;

/** What is found out about a QEMU, and what clients are told of it: three families of one kind. */
record CapabilitiesFamily(String name) implements Family {
    @Override
    public String answer(PeerCase peerCase) {
        return switch (peerCase.field("operation").orElse(name.equals("domaincaps") ? "domain-capabilities" : "probe")) {
            case "probe" -> probe(peerCase);
            case "domain-capabilities" -> domain(peerCase);
            case "guest-capabilities" -> guest(peerCase);
            default -> throw new UnsupportedOperationException();
        };
    }

    private static String probe(PeerCase peerCase) {
        List<RecordedQemu> recorded = RecordedQemu.of(peerCase.input());
        Identity identity = new Identity(peerCase.fields().string("binary"), 0, Optional.empty(), 0, 0,
                peerCase.fields().number("microcode_version"), Optional.empty(), Optional.empty(), Optional.empty());
        QemuCapabilities caps = Probe.ask(recorded.getFirst(), identity);
        if (recorded.size() > 1) caps = Probe.askForTcg(recorded.get(1), caps);
        return CapabilitiesFile.format(caps);
    }

    /** The expected documents show these, whatever the host has. */
    private static final List<String> LOADERS = List.of("/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF32_CODE.fd",
            "/usr/share/OVMF/OVMF_CODE.fd");

    private static String domain(PeerCase peerCase) {
        QemuCapabilities caps = CapabilitiesFile.parse(peerCase.input());
        Json.Obj host = peerCase.fields().object("host");
        Accelerator accelerator = Accelerator.ofDomainType(peerCase.fields().string("virt_type")).orElseThrow();
        String machine = peerCase.field("machine").map(name -> caps.canonicalMachine(accelerator, name))
                .orElseGet(() -> caps.preferredMachine(accelerator).orElseThrow().name());
        String architecture = peerCase.fields().string("arch");
        CpuMap map = CpuMap.installed();
        Decoder.Decoded processor = new Decoder.Decoded(map.model(host.string("cpu_model")).orElseThrow(), Optional.empty(),
                List.of(), List.of());
        Optional<Cpu> model = new HostModel(map, architecture, Optional.of(processor)).all(caps, accelerator);
        Path peer = peerCase.folder().resolveSibling("capabilities/data/qemufirmwaredata");
        Firmwares firmwares = Firmwares.read(List.of(peer.resolve("usr/share/qemu/firmware"), peer.resolve("etc/qemu/firmware")));
        List<String> tpms = host.list("swtpm_versions").stream().map(Json::asString).toList();
        return new DomainOffer(caps, accelerator, machine, architecture, model, map, new DomainOffer.Surroundings(architecture,
                Integer.MAX_VALUE, firmwares, LOADERS, true, tpms, true, 59, 450)).document().format();
    }

    /** libvirt's test has no host and leaves out the machines. */
    private static String guest(PeerCase peerCase) {
        QemuCapabilities caps = CapabilitiesFile.parse(peerCase.input());
        HostCapabilities.Guest guest = new GuestOffer(caps, caps.architecture()).document();
        HostCapabilities.Arch arch = guest.arch();
        HostCapabilities.Host host = new HostCapabilities.Host(Optional.empty(), HostCapabilities.HostCpu.of(caps.architecture()),
                new HostCapabilities.PowerManagement(false, false, false), new HostCapabilities.Iommu(YesNo.NO), Optional.empty(),
                Optional.empty(), List.of(), List.of(), Optional.empty());
        return new HostCapabilities(host, List.of(new HostCapabilities.Guest(guest.osType(), new HostCapabilities.Arch(arch.name(),
                arch.wordsize(), arch.emulator(), List.of(), arch.domain()), guest.features()))).format();
    }
}
