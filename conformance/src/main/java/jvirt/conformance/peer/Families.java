package jvirt.conformance.peer;

import java.util.Arrays;
import java.util.Optional;
import jvirt.api.iface.HostInterface;
import jvirt.api.network.NetworkPort;
import jvirt.api.nodedev.NodeDevice;
import jvirt.api.nwfilter.FilterBinding;
import jvirt.api.nwfilter.NetworkFilter;
import jvirt.api.secret.Secret;

/** The families that jvirt answers. */
public final class Families {
    /** In the order of the alphabet. */
    private static final Family[] ALL = {
        new CapabilitiesFamily("capabilities"),
        new BackupXml2Xml(),
        new CheckpointXml2Xml(),
        new CpuFamily(),
        new CapabilitiesFamily("domaincaps"),
        new CapabilitiesFamily("qemucapabilities"),
        new RoundTrip("networkportxml2xml", xml -> NetworkPort.parse(xml).format()),
        new RoundTrip("interfacexml2xml", xml -> HostInterface.ofDocument(xml).format()),
        new NetdevBandwidth(),
        new NetworkConf(),
        new Apart("networkxml2firewall", "networks are guarded by nftables, in tables of our own"),
        new NetworkXml(),
        new NetworkXmlUpdate(),
        new NodeDeviceMdevctl(),
        new RoundTrip("nodedevxml2xml", xml -> NodeDevice.parse(xml).format()),
        new RoundTrip("nwfilterbindingxml2xml", xml -> FilterBinding.parse(xml).format()),
        new FilterFirewall(),
        new RoundTrip("nwfilterxml2xml", xml -> NetworkFilter.parse(xml).format()),
        new GenericXml2Xml(),
        new SnapshotXml2Xml(),
        new QemuBlock(),
        new Hotplug(),
        new QemuXml2Argv("qemuxml2argv"),
        new QemuXml2Argv("qemuxml2argv-regen"),
        new QemuXml2Xml("qemuxml2xml"),
        new QemuXml2Xml("qemuxml2xml-regen"),
        new RoundTrip("secretxml2xml", xml -> Secret.parse(xml).format()),
        new Schemas(),
        new StoragePoolCaps(),
        new StoragePoolXml2Argv(),
        new StoragePoolXml2Xml(),
        new StorageSource(),
        new StorageVolXml2Argv(),
        new StorageVolXml2Xml(),
        new Virsh(),
        new VirtInstall(),
    };

    private Families() {}

    /** The family of this name, if jvirt answers it. */
    public static Optional<Family> named(String name) {
        return Arrays.stream(ALL).filter(family -> family.name().equals(name)).findFirst();
    }
}
