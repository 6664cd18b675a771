package jvirt.daemon.connect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.capabilities.HostCapabilities;
import jvirt.api.capabilities.HostCapabilities.Bank;
import jvirt.api.capabilities.HostCapabilities.Cell;
import jvirt.api.capabilities.HostCapabilities.Host;
import jvirt.api.capabilities.HostCapabilities.HostCpu;
import jvirt.api.capabilities.HostCapabilities.SecModel;
import jvirt.api.domain.Cpu;
import jvirt.api.xml.YesNo;
import jvirt.host.CacheBank;
import jvirt.host.Hardware;
import jvirt.host.HostMemory;
import jvirt.host.Kvm;
import jvirt.host.NodeInfo;
import jvirt.host.Processor;
import jvirt.qemu.cpu.CpuData;
import jvirt.qemu.cpu.Decoder;
import jvirt.qemu.cpu.HostProcessor;
import jvirt.qemu.caps.Offers;

/** The document on the host: looked at now, but for the speed of KVM, which is measured once. */
final class HostDocument {
    /** Smaller caches belong to one core, and are not worth telling. */
    private static final int SHARED_CACHE = 3;
    private static final long KIB_PER_MIB = 1024;

    private final Optional<UUID> uuid;
    private final Offers offers;
    private final List<SecModel> models;

    private static final class Measured {
        static final Kvm.Fitness FITNESS = Kvm.measure();
    }

    HostDocument(Offers offers, List<SecModel> models, Optional<UUID> uuid) {
        this.uuid = uuid;
        this.offers = offers;
        this.models = List.copyOf(models);
    }

    HostCapabilities read() throws IOException {
        NodeInfo node = NodeInfo.read();
        List<String> sleep = Hardware.sleepStates();
        boolean hybrid = sleep.contains("mem") && sleep.contains("disk");
        Host host = new Host(uuid, cpu(node),
                new HostCapabilities.PowerManagement(sleep.contains("mem"), sleep.contains("disk"), hybrid),
                new HostCapabilities.Iommu(YesNo.of(Hardware.iommu())),
                Optional.of(new HostCapabilities.MigrationFeatures(true, List.of("tcp", "rdma"))),
                Optional.of(topology(node)), banks(node), models, fitness());
        return new HostCapabilities(host, offers.guests());
    }

    private HostCpu cpu(NodeInfo node) throws IOException {
        Processor processor = Processor.read();
        List<HostCapabilities.PageSize> pages = new ArrayList<>();
        for (long size : HostMemory.pageSizes()) pages.add(new HostCapabilities.PageSize("KiB", size));
        Optional<CpuData> data = HostProcessor.read(offers.map());
        Optional<Decoder.Decoded> decoded = offers.processor();
        Optional<Cpu.Topology> topology = Optional.of(new Cpu.Topology(node.sockets(), Optional.of(1), node.cores(), node.threads()));
        return new HostCpu(node.architecture(), decoded.map(model -> model.model().name()),
                decoded.flatMap(Decoder.Decoded::vendor),
                processor.microcode() > 0 ? Optional.of(new HostCapabilities.Microcode(processor.microcode())) : Optional.empty(),
                data.map(said -> new HostCapabilities.Signature(said.family(), said.model(), said.stepping())), Optional.empty(),
                topology, processor.physicalBits() > 0 ? Optional.of(new Cpu.MaxPhysAddr(Cpu.AddressMode.EMULATE,
                Optional.of(processor.physicalBits()))) : Optional.empty(),
                decoded.map(Decoder.Decoded::required).orElse(List.of()).stream().map(HostCapabilities.Feature::new).toList(), pages);
    }

    private static HostCapabilities.Topology topology(NodeInfo node) throws IOException {
        List<Cell> cells = new ArrayList<>();
        for (NodeInfo.Cell cell : node.cells()) {
            List<HostCapabilities.Pages> pages = HostMemory.pages(cell.id()).stream()
                    .map(size -> new HostCapabilities.Pages("KiB", size.sizeKib(), size.total())).toList();
            List<HostCapabilities.Thread> threads = cell.cpus().stream()
                    .map(cpu -> new HostCapabilities.Thread(cpu.id(), cpu.socket(), cpu.die(), cpu.core(), cpu.siblings())).toList();
            cells.add(new Cell(cell.id(), new HostCapabilities.Amount("KiB", cell.memoryKib()), pages, siblings(node, cell),
                    new HostCapabilities.Cpus(threads.size(), threads)));
        }
        return new HostCapabilities.Topology(new HostCapabilities.Cells(cells.size(), cells));
    }

    private static List<HostCapabilities.Sibling> siblings(NodeInfo node, NodeInfo.Cell cell) throws IOException {
        List<Integer> distances = HostMemory.distances(cell.id());
        List<HostCapabilities.Sibling> siblings = new ArrayList<>();
        for (int i = 0; i < Math.min(distances.size(), node.cells().size()); i++) {
            siblings.add(new HostCapabilities.Sibling(node.cells().get(i).id(), distances.get(i)));
        }
        return siblings;
    }

    private static List<Bank> banks(NodeInfo node) throws IOException {
        return CacheBank.read(node.online(), SHARED_CACHE).stream().map(bank -> {
            boolean whole = bank.sizeKib() >= KIB_PER_MIB && bank.sizeKib() % KIB_PER_MIB == 0;
            String type = switch (bank.type()) {
                case "Data" -> "data";
                case "Instruction" -> "code";
                default -> "both";
            };
            return new Bank(bank.id(), bank.level(), type, whole ? bank.sizeKib() / KIB_PER_MIB : bank.sizeKib(),
                    whole ? "MiB" : "KiB", bank.cpus());
        }).toList();
    }

    private static Optional<HostCapabilities.KvmFitness> fitness() {
        return switch (Measured.FITNESS) {
            case Kvm.Fitness.Fit(var took) -> Optional.of(HostCapabilities.KvmFitness.of(true, took.toNanos() / 1000));
            case Kvm.Fitness.Slow(var took) -> Optional.of(HostCapabilities.KvmFitness.of(false, took.toNanos() / 1000));
            case Kvm.Fitness.Absent _ -> Optional.empty();
        };
    }
}
