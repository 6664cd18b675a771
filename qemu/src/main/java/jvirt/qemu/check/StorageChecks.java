package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.DiskSource.Protocol;
import jvirt.api.domain.device.Encryption;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Setting;

/** Refuses images, each of a disk's chain, that QEMU's block layer cannot open as they are described. */
final class StorageChecks {
    private static final Set<Protocol> WEB = EnumSet.of(Protocol.HTTP, Protocol.HTTPS);
    private static final Set<Protocol> SECURE = EnumSet.of(Protocol.HTTPS, Protocol.FTPS);
    private static final Set<Protocol> CURL = EnumSet.of(Protocol.HTTP, Protocol.HTTPS, Protocol.FTP, Protocol.FTPS);

    private StorageChecks() {}

    static void chain(Disk disk, Setting setting) {
        Disk.Driver driver = disk.driver().orElse(Disk.Driver.NONE);
        String format = driver.type().map(XmlBinding::word).orElse("");
        image(disk.source(), format, disk.readonly() || disk.device() == Disk.Kind.CDROM, driver.metadataCache(), setting);
        for (Optional<BackingStore> next = disk.backingStore(); next.isPresent(); next = next.get().backingStore()) {
            BackingStore store = next.get();
            if (store.none()) return;
            image(store.source().orElseThrow(), store.format().map(BackingStore.Format::type).orElse(""), true,
                    store.format().flatMap(BackingStore.Format::metadataCache), setting);
        }
    }

    private static void image(DiskSource source, String format, boolean readonly, Optional<BackingStore.MetadataCache> cache,
            Setting setting) {
        format(source, format, readonly);
        DRIVER.unsupported(source.extras().reservations().isPresent() && !setting.can(QemuFlag.PR_MANAGER_HELPER),
                "reservations not supported with this QEMU binary");
        if (source instanceof DiskSource.Network network) network(network, setting);
        DRIVER.unsupported(cache.flatMap(BackingStore.MetadataCache::maxSize).filter(size -> size.bytes() > 0).isPresent()
                && !format.equals("qcow2"), "metadata cache max size control is supported only with qcow2 images");
        source.extras().encryption().ifPresent(encryption -> encryption(encryption, source, setting));
    }

    private static void format(DiskSource source, String format, boolean readonly) {
        DRIVER.unsupported(format.equals("cow"), "'cow' storage format is not supported");
        DRIVER.unsupported(format.equals("dir"), "'directory' storage format is not directly supported by QEMU, use 'dir' disk type instead");
        DRIVER.unsupported(format.equals("iso"), "storage format 'iso' is not directly supported by QEMU, use 'raw' instead");
        boolean folder = source instanceof DiskSource.Dir;
        DRIVER.unsupported(format.equals("fat") && !folder && !(source instanceof DiskSource.Volume),
                "storage format 'fat' is supported only with 'dir' storage type");
        DRIVER.unsupported(folder && !format.isEmpty() && !format.equals("fat"), "storage type 'dir' requires use of storage format 'fat'");
        DRIVER.unsupported(folder && !readonly, "virtual FAT storage can't be accessed in read-write mode");
    }

    private static void network(DiskSource.Network network, Setting setting) {
        only(SECURE, network, network.ssl().isPresent(), "ssl verification is supported only with HTTPS/FTPS protocol");
        only(WEB, network, !network.cookie().isEmpty(), "http cookies are supported only with HTTP(S) protocol");
        only(CURL, network, network.readahead().isPresent(), "readahead is supported only with HTTP(S)/FTP(s) protocols");
        only(CURL, network, network.timeout().isPresent(), "timeout is supported only with HTTP(S)/FTP(s) protocols");
        only(WEB, network, network.query().isPresent(), "query is supported only with HTTP(S) protocols");
        only(EnumSet.complementOf(EnumSet.of(Protocol.TFTP)), network, true, "'tftp' protocol is not supported with this QEMU binary");
        if (network.protocol().equals(Optional.of(Protocol.NFS))) nfs(network);
        only(EnumSet.of(Protocol.NBD), network, network.tlsHostname().isPresent(), "'tlsHostname' field is supported only with NBD disks");
        DRIVER.unsupported(network.tlsHostname().isPresent() && !setting.can(QemuFlag.BLOCKDEV_NBD_TLS_HOSTNAME),
                "'tlsHostname' field is not supported by this QEMU");
    }

    private static void only(Set<Protocol> protocols, DiskSource.Network network, boolean wanted, String text) {
        DRIVER.unsupported(wanted && network.protocol().filter(protocol -> !protocols.contains(protocol)).isPresent(), text);
    }

    private static void nfs(DiskSource.Network network) {
        DRIVER.unsupported(network.host().size() != 1, "'nfs' protocol requires the usage of exactly one host");
        DiskSource.Host host = network.host().getFirst();
        DRIVER.unsupported(host.transport().filter(transport -> transport != DiskSource.Host.Transport.TCP).isPresent(),
                "'nfs' host must use TCP protocol");
        DRIVER.unsupported(host.port().isPresent(), "port cannot be specified in 'nfs' protocol host");
    }

    private static void encryption(Encryption encryption, DiskSource source, Setting setting) {
        String format = XmlBinding.word(encryption.format());
        DRIVER.unsupported(format.equals("default") || format.equals("qcow"), "old qcow/qcow2 encryption is not supported");
        boolean librbd = encryption.engine().equals(Optional.of(Encryption.Engine.LIBRBD));
        DRIVER.unsupported(librbd && !setting.can(QemuFlag.RBD_ENCRYPTION), "librbd encryption is not supported by this QEMU binary");
        DRIVER.unsupported(librbd && !(source instanceof DiskSource.Network),
                "librbd encryption is supported only with RBD backed disks");
        DRIVER.unsupported(!librbd && format.equals("luks2"), "luks2 is currently not supported by the qemu encryption engine");
    }
}
