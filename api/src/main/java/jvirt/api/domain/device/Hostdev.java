package jvirt.api.domain.device;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.xml.ByAttr;
import jvirt.api.xml.Default;
import jvirt.api.xml.Hex;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Live;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.YesNo;

/** A device of the host that the guest gets. */
@Is("hostdev")
public record Hostdev(
        @Default("subsystem") Mode mode,
        @Inline Subject subject,
        Optional<Interface.Teaming> teaming,
        boolean readonly,
        boolean shareable,
        @Inline DeviceInfo info) implements Device {
    @Override
    public Hostdev withInfo(DeviceInfo changed) {
        return new Hostdev(mode, subject, teaming, readonly, shareable, changed);
    }

    public enum Mode { SUBSYSTEM, CAPABILITIES }

    /** Which device, and how it is handed over. */
    @ByAttr("type")
    public sealed interface Subject {
        @Is("usb")
        record Usb(@Default("no") YesNo managed, UsbSource source) implements Subject {}

        @Is("pci")
        record Pci(@Default("no") YesNo managed, Optional<Driver> driver, PciSource source) implements Subject {}

        @Is("scsi")
        record Scsi(@Default("no") YesNo managed, Optional<Disk.Sgio> sgio, Optional<YesNo> rawio, ScsiSource source)
                implements Subject {}

        @Is("scsi_host")
        record ScsiHost(@Default("no") YesNo managed, Optional<VirtioModel> model, VhostScsi source) implements Subject {}

        @Is("mdev")
        record Mdev(@Default("no") YesNo managed, MdevModel model, Optional<OnOff> display, Optional<OnOff> ramfb,
                MdevSource source) implements Subject {}

        @Is("storage")
        record Storage(BlockSource source) implements Subject {}

        @Is("misc")
        record Misc(CharSource source) implements Subject {}

        @Is("net")
        record Net(NetSource source, List<Interface.Ip> ip, List<Interface.Route> route) implements Subject {}
    }

    public enum MdevModel { VFIO_PCI, VFIO_CCW, VFIO_AP }

    /** Which of the host's drivers hands a PCI device over. */
    public record Driver(Name name) {
        public enum Name { KVM, VFIO, XEN }
    }

    public record PciSource(Optional<YesNo> writeFiltering, PciAddress address) {}

    /** A USB device by what it is, by where it is plugged in, or both. */
    public record UsbSource(
            Optional<DiskSource.StartupPolicy> startupPolicy,
            Optional<YesNo> autoAddress,
            @Live Optional<YesNo> missing,
            Optional<GuestReset> guestReset,
            Optional<UsbId> vendor,
            Optional<UsbId> product,
            Optional<UsbPlace> address) {
        public enum GuestReset { OFF, UNINITIALIZED, ON }
    }

    public record UsbId(@Hex(4) int id) {}

    public record UsbPlace(Optional<Integer> bus, Optional<Integer> port, Optional<Integer> device) {}

    /** A unit on one of the host's adapters, or on an iSCSI server. */
    public record ScsiSource(
            Optional<Protocol> protocol,
            Optional<String> name,
            Optional<Adapter> adapter,
            Optional<ScsiPlace> address,
            List<DiskSource.Host> host,
            Optional<Auth> auth,
            Optional<DiskSource.Initiator> initiator) {
        public ScsiSource withName(Optional<String> changed) {
            return new ScsiSource(protocol, changed, adapter, address, host, auth, initiator);
        }

        public enum Protocol { ADAPTER, ISCSI }
    }

    public record Adapter(String name) {}

    public record ScsiPlace(int bus, int target, long unit) {}

    public record VhostScsi(@Default("vhost") String protocol, String wwpn) {}

    public record MdevSource(Uuid address) {
        public record Uuid(UUID uuid) {}
    }

    public record BlockSource(@InElement String block) {}

    public record CharSource(@InElement @jvirt.api.xml.Name("char") String device) {}

    public record NetSource(@InElement @jvirt.api.xml.Name("interface") String name) {}

    public Hostdev withSubject(Subject changed) {
        return new Hostdev(mode, changed, teaming, readonly, shareable, info);
    }
}
