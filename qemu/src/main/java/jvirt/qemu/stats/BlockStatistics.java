package jvirt.qemu.stats;

import static jvirt.api.Parameter.ofUint;
import static jvirt.api.Parameter.ofUllong;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.Parameter;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.qemu.Disks;
import jvirt.qemu.qmp.BlockCommand;

/** The figures of a machine's disks, and, where they are wanted, of the images behind them. */
final class BlockStatistics {
    private final Domain domain;
    private final Optional<Samples> samples;
    private final boolean backing;
    private BlockFigures figures = BlockFigures.NONE;
    private Map<String, BlockCommand.Node> images = Map.of();
    private int next;

    BlockStatistics(Domain domain, Optional<Samples> samples, boolean backing) {
        this.domain = domain;
        this.samples = samples;
        this.backing = backing;
    }

    void addTo(List<Parameter> out) {
        samples.ifPresent(running -> {
            try {
                figures = running.blocks();
                images = running.images();
            } catch (VirtException _) {
                // storage that does not answer: names and paths are known without it
            }
        });
        List<Parameter> disks = new ArrayList<>();
        for (Disk disk : domain.devices().disks()) {
            disk(disk, disks);
            if (backing) behind(disk, disks);
        }
        out.add(ofUint("block.count", next));
        out.addAll(disks);
    }

    private void disk(Disk disk, List<Parameter> out) {
        String prefix = header(disk, disk.source(), disk.source().extras().index(), out);
        disk.alias().flatMap(figures::device).ifPresent(counters -> {
            out.add(ofUllong(prefix + ".rd.reqs", counters.rdOperations()));
            out.add(ofUllong(prefix + ".rd.bytes", counters.rdBytes()));
            out.add(ofUllong(prefix + ".rd.times", counters.rdTotalTimeNs()));
            out.add(ofUllong(prefix + ".wr.reqs", counters.wrOperations()));
            out.add(ofUllong(prefix + ".wr.bytes", counters.wrBytes()));
            out.add(ofUllong(prefix + ".wr.times", counters.wrTotalTimeNs()));
            out.add(ofUllong(prefix + ".fl.reqs", counters.flushOperations()));
            out.add(ofUllong(prefix + ".fl.times", counters.flushTotalTimeNs()));
        });
        image(disk.source(), disk.source().extras().index(), prefix, out);
    }

    private void behind(Disk disk, List<Parameter> out) {
        Optional<BackingStore> store = disk.backingStore();
        while (store.isPresent() && store.get().source().isPresent()) {
            DiskSource source = store.get().source().get();
            Optional<Integer> index = store.get().index().or(() -> source.extras().index());
            String prefix = header(disk, source, index, out);
            image(source, index, prefix, out);
            store = store.get().backingStore();
        }
    }

    private String header(Disk disk, DiskSource source, Optional<Integer> index, List<Parameter> out) {
        String prefix = "block." + next++;
        out.add(Parameter.of(prefix + ".name", disk.target().dev()));
        if (source instanceof DiskSource.File || source instanceof DiskSource.Block || source instanceof DiskSource.Dir) {
            Disks.path(source).ifPresent(path -> out.add(Parameter.of(prefix + ".path", path)));
        }
        index.ifPresent(number -> out.add(ofUint(prefix + ".backingIndex", number)));
        return prefix;
    }

    private void image(DiskSource source, Optional<Integer> index, String prefix, List<Parameter> out) {
        if (samples.isEmpty()) {
            ImageSizes.of(source).ifPresent(sizes -> {
                if (sizes.allocation() > 0) out.add(ofUllong(prefix + ".allocation", sizes.allocation()));
                if (sizes.capacity() > 0) out.add(ofUllong(prefix + ".capacity", sizes.capacity()));
                if (sizes.physical() > 0) out.add(ofUllong(prefix + ".physical", sizes.physical()));
            });
            return;
        }
        if (index.isEmpty()) return;
        String format = "libvirt-" + index.get() + "-format";
        String storage = "libvirt-" + index.get() + "-storage";
        String top = figures.watermark(format).isPresent() ? format : storage;
        Optional<Long> watermark = figures.watermark(top);
        if (watermark.isEmpty()) return;
        out.add(ofUllong(prefix + ".allocation", watermark.get()));
        Optional<BlockCommand.Node> node = Optional.ofNullable(images.get(top));
        node.filter(known -> known.image().virtualSize() > 0)
                .ifPresent(known -> out.add(ofUllong(prefix + ".capacity", known.image().virtualSize())));
        node.flatMap(known -> known.image().actualSize()).filter(size -> size > 0).or(() -> ImageSizes.physical(source))
                .ifPresent(size -> out.add(ofUllong(prefix + ".physical", size)));
        Optional.ofNullable(images.get(storage)).map(BlockCommand.Node::writeThreshold).filter(threshold -> threshold > 0)
                .ifPresent(threshold -> out.add(ofUllong(prefix + ".threshold", threshold)));
    }
}
