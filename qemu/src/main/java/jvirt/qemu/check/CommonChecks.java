package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.COMMON;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jvirt.api.ErrorCode;
import jvirt.api.domain.BlkioTune;
import jvirt.api.domain.CpuTune;
import jvirt.api.domain.Domain;
import jvirt.api.domain.IdMap;
import jvirt.api.domain.Nvram;
import jvirt.api.domain.Os;
import jvirt.api.domain.SysInfo;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.DeviceInfo;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Filesystem;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Video;
import jvirt.api.xml.Uuids;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;

/** Refuses what no driver takes of a machine as a whole: two things in one place, firmware that is and is not chosen. */
final class CommonChecks {
    private CommonChecks() {}

    /** {@code VIR_CGROUP_CPU_QUOTA_MAX}, libvirt 9.0.0 src/util/vircgroup.h. */
    private static final long MOST_QUOTA = 17_592_186_044_415L;

    static void apply(Domain domain) {
        duplicateDisks(domain.devices().disks());
        duplicateHostdevs(domain.devices().hostdevs());
        names(domain);
        MemoryChecks.pageSizes(domain);
        firmware(domain.os());
        domain.cputune().ifPresent(CommonChecks::limits);
        boot(domain.os());
        long primary = domain.devices().videos().stream().filter(video -> video.model().flatMap(Video.Model::primary)
                .filter(YesNo::yes).isPresent()).count();
        COMMON.unsupported(primary > 1, "Only one primary video device is supported");
        domain.blkiotune().ifPresent(CommonChecks::duplicateLimits);
        sharedFolders(domain.devices().filesystems());
        domain.sysinfo().forEach(info -> tables(info, domain));
        ResourceControl.check(domain.cputune());
        domain.idmap().ifPresent(CommonChecks::mapped);
    }

    private static void duplicateDisks(List<Disk> disks) {
        for (int i = 0; i < disks.size(); i++) {
            Disk disk = disks.get(i);
            for (Disk other : disks.subList(i + 1, disks.size())) {
                COMMON.xml(disk.target().dev().equals(other.target().dev()),
                        "target '%s' duplicated for disk sources '%s' and '%s'", disk.target().dev(),
                        DiskChecks.path(disk.source()).orElse("<null>"), DiskChecks.path(other.source()).orElse("<null>"));
                boolean samePlace = disk.address().isPresent() && disk.address().get() instanceof Address.Drive
                        && disk.address().equals(other.address()) && disk.target().bus().equals(other.target().bus());
                if (samePlace) {
                    Address.Drive at = (Address.Drive) disk.address().get();
                    COMMON.unsupported(true, "Found duplicate drive address for disk with target name '%s' controller='%d' "
                            + "bus='%d' target='%d' unit='%d'", disk.target().dev(), at.controller(), at.bus(), at.target(),
                            at.unit());
                }
            }
        }
    }

    private static void duplicateHostdevs(List<Hostdev> hostdevs) {
        for (int i = 0; i < hostdevs.size(); i++) {
            for (Hostdev other : hostdevs.subList(i + 1, hostdevs.size())) {
                COMMON.xml(HostdevChecks.same(hostdevs.get(i).subject(), other.subject()),
                        "Hostdev already exists in the domain configuration");
                boolean samePlace = hostdevs.get(i).address().isPresent()
                        && hostdevs.get(i).address().get() instanceof Address.Drive
                        && hostdevs.get(i).address().equals(other.address());
                if (samePlace) {
                    Address.Drive at = (Address.Drive) other.address().get();
                    COMMON.unsupported(true, "SCSI host address controller='%d' bus='%d' target='%d' unit='%d' in use by "
                            + "another SCSI host device", at.bus(), at.controller(), at.target(), at.unit());
                }
            }
        }
    }

    /** Names that users chose for devices. */
    private static void names(Domain domain) {
        Set<String> seen = new HashSet<>();
        for (Device device : domain.devices().all()) {
            boolean mirror = device instanceof Console console && console.target().flatMap(Console.Target::type)
                    .equals(Optional.of(Console.Type.SERIAL));
            device.info().alias().filter(alias -> alias.users() && !mirror).map(DeviceInfo.Alias::name)
                    .ifPresent(name -> COMMON.unsupported(!seen.add(name), "non unique alias detected: %s", name));
        }
    }

    /** A firmware is chosen by what it can do, or named by its file. */
    private static void firmware(Os os) {
        Optional<Os.Loader> loader = os.loader();
        boolean template = os.nvram().flatMap(Nvram::template).isPresent();
        boolean variables = os.nvram().filter(one -> one.path().isPresent() || one.source().isPresent()).isPresent();
        boolean stateful = loader.flatMap(Os.Loader::stateless).equals(Optional.of(YesNo.NO));
        if (os.firmwareKind().isPresent()) {
            chosen("loader attribute 'readonly'", loader.flatMap(Os.Loader::readonly).isPresent());
            chosen("loader attribute 'type'", loader.flatMap(Os.Loader::type).isPresent());
            chosen("loader path", loader.flatMap(Os.Loader::path).isPresent());
            chosen("nvram attribute 'template'", template);
            chosen("loader attribute 'secure'", loader.flatMap(Os.Loader::secure).equals(Optional.of(YesNo.NO)));
            COMMON.plain(variables && os.firmwareKind().get() != Os.Firmware.EFI, "firmware type '%s' does not support nvram",
                    XmlBinding.word(os.firmwareKind().get()));
            COMMON.plain(stateful && os.firmwareKind().get() != Os.Firmware.EFI, "Only EFI firmware permits NVRAM");
        } else {
            COMMON.plain(!os.feature().isEmpty(), "cannot use feature-based firmware autoselection when firmware "
                    + "autoselection is disabled");
            if (loader.isEmpty() && os.nvram().isEmpty()) return;
            COMMON.plain(loader.flatMap(Os.Loader::path).isEmpty(),
                    "no loader path specified and firmware auto selection disabled");
            COMMON.plain(stateful && !loader.flatMap(Os.Loader::type).equals(Optional.of(Os.LoaderType.PFLASH)),
                    "Only pflash loader type permits NVRAM");
        }
        boolean stateless = loader.flatMap(Os.Loader::stateless).equals(Optional.of(YesNo.YES));
        COMMON.plain(stateless && template, "NVRAM template is not permitted when loader is stateless");
        COMMON.plain(stateless && variables, "NVRAM is not permitted when loader is stateless");
    }

    private static void chosen(String what, boolean written) {
        COMMON.plain(written, "%s cannot be specified when firmware autoselection is enabled", what);
    }

    private static void boot(Os os) {
        int timeout = os.bootmenu().flatMap(Os.BootMenu::timeout).orElse(0);
        COMMON.unsupported(timeout < 0 || timeout > 65_535, "invalid value for boot menu timeout, must be in range [0,65535]");
        int reboot = os.bios().flatMap(Os.Bios::rebootTimeout).orElse(0);
        COMMON.unsupported(reboot < -1 || reboot > 65_535, "invalid value for rebootTimeout, must be in range [-1,65535]");
    }

    /** What the kernel takes: {@code VIR_CGROUP_CPU_*}, libvirt 9.0.0 src/util/vircgroup.h. */
    private static void limits(CpuTune tune) {
        between("shares", tune.shares(), 2, 262_144);
        between("period", tune.period(), 1000, 1_000_000);
        between("global_period", tune.globalPeriod(), 1000, 1_000_000);
        between("emulator_period", tune.emulatorPeriod(), 1000, 1_000_000);
        between("iothread_period", tune.iothreadPeriod(), 1000, 1_000_000);
        between("quota", tune.quota().map(CpuTune.SignedLong::value), 1000, MOST_QUOTA);
        between("global_quota", tune.globalQuota().map(CpuTune.SignedLong::value), 1000, MOST_QUOTA);
        between("emulator_quota", tune.emulatorQuota().map(CpuTune.SignedLong::value), 1000, MOST_QUOTA);
        between("iothread_quota", tune.iothreadQuota().map(CpuTune.SignedLong::value), 1000, MOST_QUOTA);
    }

    private static void between(String name, Optional<Long> value, long least, long most) {
        COMMON.unsupported(value.isPresent() && value.get() > 0 && (value.get() < least || value.get() > most),
                "Value of cputune '%s' must be in range [%d, %d]", name, least, most);
    }

    private static void mapped(IdMap map) {
        COMMON.unsupported(map.uid().isEmpty() != map.gid().isEmpty(), "uid and gid should be mapped both");
        boolean root = Stream.of(map.uid(), map.gid()).allMatch(ranges -> ranges.isEmpty() || ranges.getFirst().start() == 0);
        COMMON.unsupported(!root, "You must map the root user of container");
    }

    private static void duplicateLimits(BlkioTune tune) {
        Set<Object> seen = new HashSet<>();
        for (BlkioTune.Device device : tune.device()) {
            COMMON.unsupported(!seen.add(device.path()), "duplicate blkio device path '%s'", device.path());
        }
    }

    private static void sharedFolders(List<Filesystem> filesystems) {
        Set<String> seen = new HashSet<>();
        for (Filesystem filesystem : filesystems) {
            boolean virtiofs = filesystem.driver().flatMap(Filesystem.Driver::type)
                    .equals(Optional.of(Filesystem.DriverType.VIRTIOFS));
            String target = filesystem.target().map(Filesystem.Target::dir).orElse("");
            COMMON.refuse(target.isEmpty(), ErrorCode.NO_TARGET, "");
            COMMON.unsupported(virtiofs && !seen.add(target), "filesystem target '%s' specified twice", target);
        }
    }

    private static void tables(SysInfo info, Domain domain) {
        if (!(info instanceof SysInfo.SmBios tables)) return;
        tables.bios().ifPresent(bios -> bios.entry().stream().filter(entry -> entry.name().equals("date"))
                .forEach(entry -> COMMON.plain(!date(entry.value().orElse("")), "Invalid BIOS 'date' format")));
        tables.system().ifPresent(system -> system.entry().stream().filter(entry -> entry.name().equals("uuid"))
                .forEach(entry -> COMMON.plain(!Uuids.parse(entry.value().orElse("")).equals(Optional.of(domain.uuid())),
                        "UUID mismatch between <uuid> and <sysinfo>")));
    }

    /** mm/dd/yyyy or mm/dd/yy. */
    private static boolean date(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) return false;
        try {
            int month = Integer.parseInt(parts[0]);
            int day = Integer.parseInt(parts[1]);
            int year = Integer.parseInt(parts[2]);
            return month >= 1 && month <= 12 && day >= 1 && day <= 31 && year >= 0 && (year < 100 || year >= 1900);
        } catch (NumberFormatException _) {
            return false;
        }
    }
}
