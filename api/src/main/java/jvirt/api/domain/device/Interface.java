package jvirt.api.domain.device;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.ErrorCode;
import jvirt.api.MacAddress;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.KeepEmpty;
import jvirt.api.xml.Live;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.Refused;
import jvirt.api.xml.TypedBy;
import jvirt.api.xml.YesNo;

/** A network card of the guest. */
@Is("interface")
public record Interface(
        Optional<YesNo> managed,
        Optional<YesNo> trustGuestRxFilters,
        Optional<Mac> mac,
        @jvirt.api.xml.Name("driver") Optional<HostDriver> hostDriver,
        @TypedBy("type") InterfaceSource source,
        Optional<Vlan> vlan,
        Optional<VirtualPort> virtualport,
        @KeepEmpty Optional<Bandwidth> bandwidth,
        Optional<Port> port,
        List<Ip> ip,
        List<Route> route,
        List<PortForward> portForward,
        Optional<Script> script,
        Optional<Script> downscript,
        Optional<Disk.BackendDomain> backenddomain,
        Optional<Target> target,
        Optional<Guest> guest,
        Optional<Model> model,
        Optional<Driver> driver,
        Optional<Backend> backend,
        Optional<FilterRef> filterref,
        Optional<Tune> tune,
        Optional<Teaming> teaming,
        Optional<Link> link,
        Optional<Mtu> mtu,
        Optional<Coalesce> coalesce,
        @Inline DeviceInfo info) implements Device {
    public Interface {
        boolean hostdev = source instanceof InterfaceSource.Hostdev;
        managed = hostdev ? managed.filter(YesNo::yes) : Optional.empty();
        hostDriver = hostdev ? hostDriver : Optional.empty();
        if (hostdev || !model.map(Model::virtio).orElse(false)) driver = Optional.empty();
        driver.ifPresent(Interface::check);
        boolean virtio = model.map(Model::virtio).orElse(false);
        backend = backend.map(one -> virtio ? one : new Backend(one.type(), one.tap(), Optional.empty(), one.logFile()));
        coalesce = coalesce.filter(one -> one.rx().flatMap(Coalesce.Rx::frames).filter(frames -> frames.max() > 0).isPresent());
    }

    @Override
    public Interface withInfo(DeviceInfo changed) {
        return new Interface(managed, trustGuestRxFilters, mac, hostDriver, source, vlan, virtualport, bandwidth, port, ip,
                route, portForward, script, downscript, backenddomain, target, guest, model, driver, backend,
                filterref, tune, teaming, link, mtu, coalesce, changed);
    }

    /** The same card to the guest, on a tap that the host sets up by itself. */
    public Interface asEthernet() {
        DeviceInfo place = new DeviceInfo(info.boot(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
        return new Interface(Optional.empty(), Optional.empty(), mac, Optional.empty(), new InterfaceSource.Ethernet(InterfaceSource.HostIp.NONE),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of(), List.of(), script,
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), model, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), place);
    }

    public record Mac(String address, Optional<MacType> type, Optional<YesNo> check) {
        public Mac {
            String written = address;
            // with two digits each, as QEMU wants them
            address = MacAddress.find(written).map(MacAddress::toString).orElseThrow(() ->
                    ErrorDomain.DOMAIN.error(ErrorCode.XML_ERROR, "unable to parse mac address '%s'", written));
        }

        public enum MacType { GENERATED, STATIC }
    }

    /** Which of the host's drivers hands over the device that is the card. */
    public record HostDriver(Optional<String> name) {}

    public record Port(Optional<YesNo> isolated) {}

    public record Ip(String address, Optional<Family> family, Optional<Integer> prefix, Optional<String> peer) {}

    public enum Family { IPV4, IPV6 }

    public record Route(
            Optional<String> family,
            Optional<String> address,
            Optional<String> netmask,
            Optional<Integer> prefix,
            Optional<String> gateway,
            Optional<Integer> metric) {}

    /** Ports of the host that lead to the guest (passt). */
    public record PortForward(Protocol proto, Optional<String> address, Optional<String> dev, List<Range> range) {
        public enum Protocol { TCP, UDP }

        public record Range(Optional<Integer> start, Optional<Integer> end, Optional<Integer> to, Optional<YesNo> exclude) {}
    }

    public record Script(String path) {}

    /** The host's end: the name of the tap. */
    public record Target(Optional<String> dev, Optional<YesNo> managed) {}

    /** The guest's end, where guest and host share a kernel. */
    public record Guest(Optional<String> dev, @Live Optional<String> actual) {}

    public record Model(String type) {
        public boolean virtio() {
            return type.equals("virtio") || type.equals("virtio-transitional") || type.equals("virtio-non-transitional");
        }
    }

    public record Driver(
            Optional<String> name,
            Optional<TxMode> txmode,
            Optional<OnOff> ioeventfd,
            @jvirt.api.xml.Name("event_idx") Optional<OnOff> eventIdx,
            Optional<Integer> queues,
            @jvirt.api.xml.Name("rx_queue_size") Optional<Integer> rxQueueSize,
            @jvirt.api.xml.Name("tx_queue_size") Optional<Integer> txQueueSize,
            Optional<OnOff> rss,
            @jvirt.api.xml.Name("rss_hash_report") Optional<OnOff> rssHashReport,
            @Inline VirtioOptions virtio,
            Optional<HostOffload> host,
            Optional<GuestOffload> guest) {
        public Driver {
            queues.filter(count -> count < 0).ifPresent(count -> {
                throw ErrorDomain.XML.error(XML_ERROR, "Invalid value for attribute '%s' in element '%s': '%d'. Expected "
                        + "non-negative integer value", "queues", "driver", count);
            });
            queues = queues.filter(count -> count > 1);
        }

        public enum TxMode { IOTHREAD, TIMER }
    }

    public record HostOffload(
            Optional<OnOff> csum,
            Optional<OnOff> gso,
            Optional<OnOff> tso4,
            Optional<OnOff> tso6,
            Optional<OnOff> ecn,
            Optional<OnOff> ufo,
            @jvirt.api.xml.Name("mrg_rxbuf") Optional<OnOff> mrgRxbuf) {}

    public record GuestOffload(
            Optional<OnOff> csum,
            Optional<OnOff> tso4,
            Optional<OnOff> tso6,
            Optional<OnOff> ecn,
            Optional<OnOff> ufo) {}

    public record Backend(Optional<Type> type, Optional<String> tap, Optional<String> vhost, Optional<String> logFile) {
        public enum Type { PASST }
    }

    /** The packet filter of the card, with its variables in the order of the alphabet. */
    public record FilterRef(String filter, List<Parameter> parameter) {
        public FilterRef {
            parameter = parameter.stream().sorted(Comparator.comparing(Parameter::name)).toList();
        }

        public record Parameter(String name, String value) {}
    }

    public record Tune(@InElement Optional<Long> sndbuf) {}

    /** Two cards that stand in for each other while the guest migrates. */
    public record Teaming(@Refused(missing = "unknown teaming type '(null)'", missingCode = ErrorCode.CONFIG_UNSUPPORTED,
            unknown = "unknown teaming type '%s'") Type type, Optional<String> persistent) {
        public enum Type { PERSISTENT, TRANSIENT }
    }

    public record Link(State state) {
        public enum State { UP, DOWN }
    }

    public record Mtu(int size) {}

    public record Coalesce(Optional<Rx> rx) {
        public record Rx(Optional<Frames> frames) {
            public record Frames(int max) {}
        }
    }

    /** Who moves the packets of a virtio card: the word is checked here, since {@code hostdev} cards have others. */
    private static void check(Driver driver) {
        driver.name.filter(name -> !name.equals("qemu") && !name.equals("vhost")).ifPresent(name -> {
            throw ErrorDomain.XML.error(XML_ERROR, "Invalid value for attribute 'name' in element 'driver': '%s'.", name);
        });
    }

    /** The name of the tap, where there is one. */
    public Optional<String> tap() {
        return target.flatMap(Target::dev);
    }

    public Interface withSource(InterfaceSource changed) {
        return new Interface(managed, trustGuestRxFilters, mac, hostDriver, changed, vlan, virtualport, bandwidth, port, ip,
                route, portForward, script, downscript, backenddomain, target, guest, model, driver, backend, filterref,
                tune, teaming, link, mtu, coalesce, info);
    }

    public Interface withMac(Mac changed) {
        return new Interface(managed, trustGuestRxFilters, Optional.of(changed), hostDriver, source, vlan, virtualport,
                bandwidth, port, ip, route, portForward, script, downscript, backenddomain, target, guest, model, driver,
                backend, filterref, tune, teaming, link, mtu, coalesce, info);
    }

    public Interface withModel(Model changed) {
        return new Interface(managed, trustGuestRxFilters, mac, hostDriver, source, vlan, virtualport, bandwidth, port, ip,
                route, portForward, script, downscript, backenddomain, target, guest, Optional.of(changed), driver, backend,
                filterref, tune, teaming, link, mtu, coalesce, info);
    }

    public Interface withTarget(Optional<Target> changed) {
        return new Interface(managed, trustGuestRxFilters, mac, hostDriver, source, vlan, virtualport, bandwidth, port, ip,
                route, portForward, script, downscript, backenddomain, changed, guest, model, driver, backend, filterref,
                tune, teaming, link, mtu, coalesce, info);
    }

    public Interface withBandwidth(Optional<Bandwidth> changed) {
        return new Interface(managed, trustGuestRxFilters, mac, hostDriver, source, vlan, virtualport, changed, port, ip,
                route, portForward, script, downscript, backenddomain, target, guest, model, driver, backend, filterref,
                tune, teaming, link, mtu, coalesce, info);
    }

    public Interface withLink(Optional<Link> changed) {
        return new Interface(managed, trustGuestRxFilters, mac, hostDriver, source, vlan, virtualport, bandwidth, port, ip,
                route, portForward, script, downscript, backenddomain, target, guest, model, driver, backend, filterref,
                tune, teaming, changed, mtu, coalesce, info);
    }

    public Interface withVirtualport(Optional<VirtualPort> changed) {
        return new Interface(managed, trustGuestRxFilters, mac, hostDriver, source, vlan, changed, bandwidth, port, ip,
                route, portForward, script, downscript, backenddomain, target, guest, model, driver, backend, filterref,
                tune, teaming, link, mtu, coalesce, info);
    }
}
