package jvirt.api.domain.device;

import java.util.Optional;
import java.util.UUID;
import jvirt.api.MemorySize;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Live;
import jvirt.api.xml.YesNo;

/** A memory module. */
@Is("memory")
public record MemoryModule(
        Model model,
        Optional<Access> access,
        Optional<YesNo> discard,
        @InElement Optional<UUID> uuid,
        Optional<Source> source,
        Target target,
        @Inline DeviceInfo info) implements Device {
    public MemoryModule {
        info = info.plain();
        source = source.map(written -> written.of(model));
        target = target.of(model);
    }

    @Override
    public MemoryModule withInfo(DeviceInfo changed) {
        return new MemoryModule(model, access, discard, uuid, source, target, changed);
    }

    public enum Model { DIMM, NVDIMM, VIRTIO_PMEM, VIRTIO_MEM, SGX_EPC }

    public enum Access { SHARED, PRIVATE }

    /** What it is made of on the host. */
    public record Source(
            @InElement Optional<String> nodemask,
            Optional<MemorySize> pagesize,
            @InElement Optional<String> path,
            Optional<MemorySize> alignsize,
            boolean pmem) {
        /** What a kind of module does not have is not read. */
        Source of(Model model) {
            boolean pages = model == Model.DIMM || model == Model.VIRTIO_MEM;
            boolean nvdimm = model == Model.NVDIMM;
            return new Source(pages || model == Model.SGX_EPC ? nodemask : Optional.empty(), pages ? pagesize : Optional.empty(),
                    nvdimm || model == Model.VIRTIO_PMEM ? path : Optional.empty(), nvdimm ? alignsize : Optional.empty(), nvdimm && pmem);
        }
    }

    /** What the guest sees. */
    public record Target(
            MemorySize size,
            @InElement Optional<Integer> node,
            Optional<Label> label,
            boolean readonly,
            Optional<MemorySize> block,
            Optional<MemorySize> requested,
            @Live Optional<MemorySize> current) {
        public record Label(MemorySize size) {}

        Target of(Model model) {
            boolean nvdimm = model == Model.NVDIMM;
            boolean virtio = model == Model.VIRTIO_MEM;
            return new Target(size, node, nvdimm ? label : Optional.empty(), nvdimm && readonly, virtio ? block : Optional.empty(),
                    virtio ? requested : Optional.empty(), virtio ? current : Optional.empty());
        }

        public Target withCurrent(MemorySize now) {
            return new Target(size, node, label, readonly, block, requested, Optional.of(now));
        }

        public Target withSize(MemorySize changed) {
            return new Target(changed, node, label, readonly, block, requested, current);
        }
    }

    public MemoryModule withAccess(Access changed) {
        return new MemoryModule(model, Optional.of(changed), discard, uuid, source, target, info);
    }

    public MemoryModule withTarget(Target changed) {
        return new MemoryModule(model, access, discard, uuid, source, changed, info);
    }
}
