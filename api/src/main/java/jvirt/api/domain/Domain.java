package jvirt.api.domain;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import jvirt.api.MemorySize;
import jvirt.api.domain.device.Iotune;
import jvirt.api.xml.Element;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Inline;
import jvirt.api.xml.KeepEmpty;
import jvirt.api.xml.Live;
import jvirt.api.xml.Metadata;
import jvirt.api.xml.Name;
import jvirt.api.xml.Refused;
import jvirt.api.xml.View;
import jvirt.api.xml.Wrapped;
import jvirt.api.xml.XmlBinding;

/**
 * A machine as its XML describes it, {@code <domain>}: complete after libvirt 9.0's {@code domain.rng}, in the order in
 * which libvirt prints. It is syntax alone: what follows from it (defaults, addresses) is made by the driver.
 */
@Name("domain")
public record Domain(
        VirtType type,
        @Live Optional<Integer> id,
        @InElement String name,
        @InElement UUID uuid,
        Optional<GenId> genid,
        @InElement Optional<String> title,
        @InElement Optional<String> description,
        Optional<Metadata> metadata,
        Optional<MaxMemory> maxMemory,
        Optional<Memory> memory,
        Optional<MemorySize> currentMemory,
        Optional<BlkioTune> blkiotune,
        Optional<MemTune> memtune,
        Optional<MemoryBacking> memoryBacking,
        Vcpu vcpu,
        @Wrapped("vcpus") @Name("vcpu") List<VcpuState> vcpus,
        @InElement Optional<Integer> iothreads,
        @Wrapped("iothreadids") @Name("iothread") List<IoThread> iothreadids,
        Optional<DefaultIoThread> defaultiothread,
        @Wrapped("throttlegroups") @Name("throttlegroup") List<Iotune> throttlegroups,
        Optional<CpuTune> cputune,
        Optional<NumaTune> numatune,
        Optional<Resource> resource,
        List<SysInfo> sysinfo,
        @InElement Optional<String> bootloader,
        @Name("bootloader_args") @InElement Optional<String> bootloaderArgs,
        Os os,
        Optional<IdMap> idmap,
        Optional<Features> features,
        Optional<Cpu> cpu,
        Clock clock,
        @Refused(unknown = "unknown on_poweroff action: %s") @Name("on_poweroff") @InElement Optional<LifecycleAction> onPoweroff,
        @Refused(unknown = "unknown on_reboot action: %s") @Name("on_reboot") @InElement Optional<LifecycleAction> onReboot,
        @Refused(unknown = "unknown on_crash action: %s") @Name("on_crash") @InElement Optional<LifecycleAction> onCrash,
        @Name("on_lockfailure") @InElement Optional<LockFailureAction> onLockfailure,
        Optional<PowerManagement> pm,
        Optional<Perf> perf,
        @KeepEmpty Devices devices,
        List<SecLabel> seclabel,
        Optional<KeyWrap> keywrap,
        Optional<LaunchSecurity> launchSecurity,
        @Inline QemuExtras qemu) {

    public Domain {
        if (onPoweroff.isEmpty()) onPoweroff = Optional.of(LifecycleAction.DESTROY);
        if (onReboot.isEmpty()) onReboot = Optional.of(LifecycleAction.RESTART);
        if (onCrash.isEmpty()) onCrash = Optional.of(LifecycleAction.DESTROY);
    }

    /** The document as a record, or libvirt's error for what is wrong in it. */
    public static Domain parse(String document) {
        return of(Element.parse(document, "domain"));
    }

    /** The element as a record; where a part must be there and is not, it is made. */
    public static Domain of(Element element) {
        return XmlBinding.read(Domain.class, DomainElement.complete(element));
    }

    /** The document. A machine that does not run has no live face. */
    public String format(View view) {
        return XmlBinding.format("domain", this, id.isPresent() ? view : new View(false, view.secrets()));
    }

    /** A copy in which some parts are other ones. */
    public Domain with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.domain();
    }

    /** The parts of a domain while it is changed; lives within {@link #with} only. */
    public static final class Draft {
        public VirtType type;
        public Optional<Integer> id;
        public QemuExtras qemu;
        public String name;
        public UUID uuid;
        public Optional<GenId> genid;
        public Optional<String> title;
        public Optional<String> description;
        public Optional<Metadata> metadata;
        public Optional<MaxMemory> maxMemory;
        public Optional<Memory> memory;
        public Optional<MemorySize> currentMemory;
        public Optional<BlkioTune> blkiotune;
        public Optional<MemTune> memtune;
        public Optional<MemoryBacking> memoryBacking;
        public Vcpu vcpu;
        public List<VcpuState> vcpus;
        public Optional<Integer> iothreads;
        public List<IoThread> iothreadids;
        public Optional<DefaultIoThread> defaultiothread;
        public List<Iotune> throttlegroups;
        public Optional<CpuTune> cputune;
        public Optional<NumaTune> numatune;
        public Optional<Resource> resource;
        public List<SysInfo> sysinfo;
        public Optional<String> bootloader;
        public Optional<String> bootloaderArgs;
        public Os os;
        public Optional<IdMap> idmap;
        public Optional<Features> features;
        public Optional<Cpu> cpu;
        public Clock clock;
        public Optional<LifecycleAction> onPoweroff;
        public Optional<LifecycleAction> onReboot;
        public Optional<LifecycleAction> onCrash;
        public Optional<LockFailureAction> onLockfailure;
        public Optional<PowerManagement> pm;
        public Optional<Perf> perf;
        public Devices devices;
        public List<SecLabel> seclabel;
        public Optional<KeyWrap> keywrap;
        public Optional<LaunchSecurity> launchSecurity;

        private Draft(Domain domain) {
            type = domain.type;
            id = domain.id;
            qemu = domain.qemu;
            name = domain.name;
            uuid = domain.uuid;
            genid = domain.genid;
            title = domain.title;
            description = domain.description;
            metadata = domain.metadata;
            maxMemory = domain.maxMemory;
            memory = domain.memory;
            currentMemory = domain.currentMemory;
            blkiotune = domain.blkiotune;
            memtune = domain.memtune;
            memoryBacking = domain.memoryBacking;
            vcpu = domain.vcpu;
            vcpus = domain.vcpus;
            iothreads = domain.iothreads;
            iothreadids = domain.iothreadids;
            defaultiothread = domain.defaultiothread;
            throttlegroups = domain.throttlegroups;
            cputune = domain.cputune;
            numatune = domain.numatune;
            resource = domain.resource;
            sysinfo = domain.sysinfo;
            bootloader = domain.bootloader;
            bootloaderArgs = domain.bootloaderArgs;
            os = domain.os;
            idmap = domain.idmap;
            features = domain.features;
            cpu = domain.cpu;
            clock = domain.clock;
            onPoweroff = domain.onPoweroff;
            onReboot = domain.onReboot;
            onCrash = domain.onCrash;
            onLockfailure = domain.onLockfailure;
            pm = domain.pm;
            perf = domain.perf;
            devices = domain.devices;
            seclabel = domain.seclabel;
            keywrap = domain.keywrap;
            launchSecurity = domain.launchSecurity;
        }

        private Domain domain() {
            return new Domain(type, id, name, uuid, genid, title, description, metadata, maxMemory, memory,
                    currentMemory, blkiotune, memtune, memoryBacking, vcpu, vcpus, iothreads, iothreadids,
                    defaultiothread, throttlegroups, cputune, numatune, resource, sysinfo, bootloader, bootloaderArgs, os, idmap,
                    features, cpu, clock, onPoweroff, onReboot, onCrash, onLockfailure, pm, perf, devices,
                    seclabel, keywrap, launchSecurity, qemu);
        }
    }
}
