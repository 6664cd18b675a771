package jvirt.api.nodedev;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.xml.ByAttr;
import jvirt.api.xml.Hex;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.KeepEmpty;
import jvirt.api.xml.Name;
import jvirt.api.xml.Text;

/** What a device is or can do. */
@ByAttr("type")
public sealed interface Capability {
    /** The whole machine, from its SMBIOS tables. */
    @Is("system")
    record Machine(@InElement Optional<String> product, Optional<Hardware> hardware, @KeepEmpty Optional<Firmware> firmware)
            implements Capability {
        public record Hardware(@InElement Optional<String> vendor, @InElement Optional<String> version,
                @InElement Optional<String> serial, @InElement Optional<UUID> uuid) {}

        public record Firmware(@InElement Optional<String> vendor, @InElement Optional<String> version,
                @InElement @Name("release_date") Optional<String> releaseDate) {}
    }

    @Is("pci")
    record Pci(@InElement @Name("class") @Hex(6) Optional<Integer> kind, @InElement int domain, @InElement long bus,
            @InElement long slot, @InElement long function, Maker product, Maker vendor, List<PciAbility> capability,
            Optional<IommuGroup> iommuGroup, Optional<Numa> numa,
            @Name("pci-express") @KeepEmpty Optional<Express> express) implements Capability {}

    /** A number given by the PCI or USB consortium, and whose it is. */
    record Maker(@Hex(4) int id, @Text Optional<String> name) {}

    record PciAddress(@Hex(4) int domain, @Hex(2) int bus, @Hex(2) int slot, @Hex(1) int function) {}

    record IommuGroup(int number, List<PciAddress> address) {}

    record Numa(int node) {}

    record Express(List<Link> link) {
        public record Link(String validity, Optional<Integer> port, Optional<String> speed, Optional<Integer> width) {}
    }

    /** What a PCI device can do besides. */
    @ByAttr("type")
    sealed interface PciAbility {
        /** It is a virtual function of this one. */
        @Is("phys_function") record PhysicalFunction(List<PciAddress> address) implements PciAbility {}

        @Is("virt_functions") record VirtualFunctions(Optional<Integer> maxCount, List<PciAddress> address)
                implements PciAbility {}

        @Is("pci-bridge") record Bridge() implements PciAbility {}

        @Is("cardbus-bridge") record CardbusBridge() implements PciAbility {}

        @Is("mdev_types") record MdevTypes(List<MdevType> type) implements PciAbility {}

        @Is("vpd") record Vpd(@InElement Optional<String> name, List<Fields> fields) implements PciAbility {}

        /** Vital product data of one kind of access. */
        record Fields(String access, @InElement @Name("change_level") Optional<String> changeLevel,
                @InElement @Name("manufacture_id") Optional<String> manufactureId,
                @InElement @Name("part_number") Optional<String> partNumber,
                @InElement @Name("serial_number") Optional<String> serialNumber,
                @InElement @Name("asset_tag") Optional<String> assetTag,
                @Name("vendor_field") List<Field> vendorField, @Name("system_field") List<Field> systemField) {}

        record Field(String index, @Text String value) {}
    }

    /** A kind of mediated device that a parent can make. */
    record MdevType(String id, @InElement Optional<String> name, @InElement String deviceAPI,
            @InElement int availableInstances) {}

    @Is("usb_device")
    record UsbDevice(@InElement int bus, @InElement int device, Maker product, Maker vendor) implements Capability {}

    /** An interface of a USB device. */
    @Is("usb")
    record UsbInterface(@InElement int number, @InElement @Name("class") int kind, @InElement int subclass,
            @InElement int protocol, @InElement Optional<String> description) implements Capability {}

    @Is("net")
    record Net(@Name("interface") @InElement String ifname, @InElement Optional<String> address, Optional<Link> link,
            List<Feature> feature, Optional<NetKind> capability) implements Capability {
        /** Speed in Mbit/s. */
        public record Link(Optional<Long> speed, Optional<String> state) {}

        public record Feature(String name) {}

        /** {@code 80203} (Ethernet) or {@code 80211} (wireless). */
        public record NetKind(String type) {}
    }

    @Is("scsi_host")
    record ScsiHost(@InElement int host, @InElement @Name("unique_id") Optional<Integer> uniqueId, List<Hba> capability)
            implements Capability {
        @ByAttr("type")
        public sealed interface Hba {
            @Is("fc_host") record FibreChannel(@InElement String wwnn, @InElement String wwpn,
                    @InElement @Name("fabric_wwn") Optional<String> fabricWwn) implements Hba {}

            @Is("vport_ops") record VirtualPorts(@InElement @Name("max_vports") int maxVports, @InElement int vports)
                    implements Hba {}
        }
    }

    @Is("scsi_target")
    record ScsiTarget(@InElement String target, Optional<RemotePort> capability) implements Capability {
        @ByAttr("type")
        public sealed interface RemotePort {
            @Is("fc_remote_port") record FibreChannel(@InElement String rport, @InElement String wwpn) implements RemotePort {}
        }
    }

    @Is("scsi")
    record Scsi(@InElement int host, @InElement int bus, @InElement int target, @InElement int lun,
            @InElement Optional<String> type) implements Capability {}

    @Is("scsi_generic") record ScsiGeneric(@Name("char") @InElement String file) implements Capability {}

    /** A disk or drive. Where its medium can be taken out, the sizes are those of the medium and stand with it. */
    @Is("storage")
    record Storage(@InElement String block, @InElement Optional<String> bus, @InElement @Name("drive_type") Optional<String> driveType,
            @InElement Optional<String> model, @InElement Optional<String> vendor, @InElement Optional<String> serial,
            @InElement Optional<Long> size, @Inline Blocks blocks, List<DriveAbility> capability) implements Capability {
        public record Blocks(@InElement @Name("logical_block_size") Optional<Long> size,
                @InElement @Name("num_blocks") Optional<Long> number) {}

        @ByAttr("type")
        public sealed interface DriveAbility {
            @Is("removable") record Removable(@InElement @Name("media_available") int mediaAvailable,
                    @InElement @Name("media_size") long mediaSize, @InElement @Name("media_label") Optional<String> mediaLabel,
                    @Inline Blocks blocks) implements DriveAbility {}

            @Is("hotpluggable") record Hotpluggable() implements DriveAbility {}
        }
    }

    @Is("drm") record Drm(@InElement String type) implements Capability {}

    @Is("mdev")
    record Mdev(Type type, @InElement Optional<UUID> uuid, @InElement @Name("parent_addr") Optional<String> parentAddress,
            Optional<Group> iommuGroup, List<Attr> attr) implements Capability {
        /** A device that is not made yet has no group: libvirt prints 0. */
        public Mdev {
            if (iommuGroup.isEmpty()) iommuGroup = Optional.of(new Group(0));
        }

        public record Type(String id) {}

        public record Group(int number) {}

        public record Attr(String name, String value) {}
    }

    @Is("vdpa") record Vdpa(@InElement String chardev) implements Capability {}

    /** A channel-attached device of System z. */
    @Is("ccw") record Ccw(@Inline CcwAddress address) implements Capability {}

    record CcwAddress(@InElement @Hex(1) int cssid, @InElement @Hex(1) int ssid, @InElement @Hex(4) int devno) {}

    @Is("css")
    record Css(@Inline CcwAddress address, @Name("channel_dev_addr") Optional<CcwAddress> channelDevice,
            List<PciAbility> capability) implements Capability {}

    @Is("ap_card") record ApCard(@Name("ap-adapter") @InElement @Hex(2) int adapter) implements Capability {}

    @Is("ap_queue") record ApQueue(@Name("ap-adapter") @InElement @Hex(2) int adapter,
            @Name("ap-domain") @InElement @Hex(4) int domain) implements Capability {}

    @Is("ap_matrix") record ApMatrix(List<PciAbility> capability) implements Capability {}
}
