package jvirt.api.domain.device;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Default;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Live;
import jvirt.api.xml.Secret;
import jvirt.api.xml.Text;
import jvirt.api.xml.Wrapped;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;

/** Where the bytes of a disk, or of an image in its chain, are: {@code <source>}, by the word in {@code type}. */
public sealed interface DiskSource {
    /** What can be said of any kind of source. */
    Extras extras();

    DiskSource withExtras(Extras changed);

    /** The client opens the file and passes it. */
    default boolean passed() {
        return this instanceof File(_, var fdgroup, _) && fdgroup.isPresent();
    }

    /** An image file. */
    @Is({"file", ""})
    record File(Optional<String> file, Optional<String> fdgroup, @Inline Extras extras) implements DiskSource {
        @Override
        public File withExtras(Extras changed) {
            return new File(file, fdgroup, changed);
        }
    }

    /** A block device of the host. */
    @Is("block")
    record Block(Optional<String> dev, @Inline Extras extras) implements DiskSource {
        @Override
        public Block withExtras(Extras changed) {
            return new Block(dev, changed);
        }
    }

    /** A folder shown as a FAT file system. */
    @Is("dir")
    record Dir(Optional<String> dir, @Inline Extras extras) implements DiskSource {
        @Override
        public Dir withExtras(Extras changed) {
            return new Dir(dir, changed);
        }
    }

    /** An image on a storage server; without a protocol there is no medium in the drive. */
    @Is("network")
    record Network(
            Optional<Protocol> protocol,
            Optional<String> name,
            Optional<String> query,
            Optional<YesNo> tls,
            Optional<String> tlsHostname,
            List<Host> host,
            Optional<Identity> identity,
            Optional<Snapshot> snapshot,
            Optional<Config> config,
            Optional<Initiator> initiator,
            Optional<Ssl> ssl,
            @Secret @Wrapped("cookies") List<Cookie> cookie,
            Optional<Readahead> readahead,
            Optional<Timeout> timeout,
            @Inline Extras extras) implements DiskSource {
        public Network withName(Optional<String> changed) {
            return new Network(protocol, changed, query, tls, tlsHostname, host, identity, snapshot, config, initiator, ssl,
                    cookie, readahead, timeout, extras);
        }

        /** The same place, reached without encryption and without cookies. */
        public Network unprotected() {
            return new Network(protocol, name, query, Optional.of(YesNo.NO), Optional.empty(), host, identity, snapshot, config,
                    initiator, ssl, List.of(), readahead, timeout, extras);
        }

        @Override
        public Network withExtras(Extras changed) {
            return new Network(protocol, name, query, tls, tlsHostname, host, identity, snapshot, config, initiator, ssl,
                    cookie, readahead, timeout, changed);
        }
    }

    /** A volume of a storage pool. */
    @Is("volume")
    record Volume(Optional<String> pool, Optional<String> volume, Optional<PoolMode> mode, @Inline Extras extras)
            implements DiskSource {
        @Override
        public Volume withExtras(Extras changed) {
            return new Volume(pool, volume, mode, changed);
        }
    }

    /** A namespace of an NVMe disk that QEMU drives itself. */
    @Is("nvme")
    record Nvme(@Default("pci") String type, Optional<YesNo> managed, long namespace, PciAddress address,
            @Inline Extras extras) implements DiskSource {
        @Override
        public Nvme withExtras(Extras changed) {
            return new Nvme(type, managed, namespace, address, changed);
        }
    }

    /** A daemon that serves the disk through shared memory. */
    @Is("vhostuser")
    record VhostUser(@Default("unix") String type, Optional<String> path, Optional<ChardevSource.Reconnect> reconnect,
            @Inline Extras extras) implements DiskSource {
        @Override
        public VhostUser withExtras(Extras changed) {
            return new VhostUser(type, path, reconnect, changed);
        }
    }

    enum Protocol { NBD, RBD, SHEEPDOG, GLUSTER, ISCSI, HTTP, HTTPS, FTP, FTPS, TFTP, SSH, VXHS, NFS }

    enum PoolMode { HOST, DIRECT }

    enum StartupPolicy { MANDATORY, REQUISITE, OPTIONAL }

    record Host(Optional<String> name, Optional<Integer> port, Optional<Transport> transport, Optional<String> socket) {
        public enum Transport { TCP, UNIX, RDMA }

        public Host {
            boolean unix = transport.equals(Optional.of(Transport.UNIX));
            refuse(unix && socket.isEmpty(), "missing socket for unix transport");
            refuse(!unix && socket.isPresent(), "transport '%s' does not support socket attribute",
                    transport.map(XmlBinding::word).orElse("(null)"));
            refuse(!unix && name.isEmpty(), "missing name for host");
            port = unix ? Optional.empty() : port.filter(number -> number != 0);
            name = unix ? Optional.empty() : name;
        }

        private static void refuse(boolean wrong, String text, Object... words) {
            if (wrong) throw ErrorDomain.DOMAIN.error(XML_ERROR, text, words);
        }
    }

    record Identity(Optional<String> user, Optional<String> group) {}

    record Snapshot(String name) {}

    record Config(String file) {}

    record Initiator(Iqn iqn) {
        public record Iqn(String name) {}
    }

    record Ssl(YesNo verify) {}

    record Cookie(String name, @Text String value) {}

    record Readahead(long size) {}

    record Timeout(long seconds) {}

    /** What can be said of any kind of source. */
    record Extras(
            @Wrapped("slices") List<Slice> slice,
            List<SecurityLabel> seclabel,
            Optional<Auth> auth,
            Optional<Encryption> encryption,
            Optional<Reservations> reservations,
            Optional<StartupPolicy> startupPolicy,
            @Live Optional<Integer> index) {
        public static final Extras NONE = new Extras(List.of(), List.of(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty());

        public Extras withEncryption(Encryption changed) {
            return new Extras(slice, seclabel, auth, Optional.of(changed), reservations, startupPolicy, index);
        }

        public Extras withStartupPolicy(Optional<StartupPolicy> changed) {
            return new Extras(slice, seclabel, auth, encryption, reservations, changed, index);
        }

        public Extras withSlice(Slice only) {
            return new Extras(List.of(only), seclabel, auth, encryption, reservations, startupPolicy, index);
        }

        public Extras withReservations(Reservations changed) {
            return new Extras(slice, seclabel, auth, encryption, Optional.of(changed), startupPolicy, index);
        }

        public Extras withIndex(int number) {
            return new Extras(slice, seclabel, auth, encryption, reservations, startupPolicy, Optional.of(number));
        }
    }

    /** The part of a file that is the image. */
    record Slice(Optional<String> type, long offset, long size) {}

    /** Who may reserve the SCSI disk. */
    record Reservations(YesNo managed, Optional<Helper> source) {
        public record Helper(Optional<String> type, Optional<String> path, Optional<String> mode) {}
    }
}
