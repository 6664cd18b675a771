package jvirt.qemu.hotplug;

import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.DeviceInfo;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.xml.Is;
import jvirt.host.Undo;
import jvirt.qemu.device.Chassis;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.DeviceCommand;

/**
 * Changes a running guest's network card where the guest does not see it: which bridge it is on, how much it may carry, whether its
 * link is up. What the guest knows of it stays, and a card cannot change into one of another kind of connection.
 */
record CardUpdate(Conversation qemu, PlugSite site) {
    Domain update(Domain live, Interface before, Interface wanted, Undo undo) {
        if (before.source() instanceof InterfaceSource.Hostdev || before.source() instanceof InterfaceSource.Vdpa) {
            throw refuse("cannot change config of '%s' network interface type", word(before.source()));
        }
        Interface asked = settled(before, wanted);
        checkFixed(before, asked);
        if (asked.source() instanceof InterfaceSource.Hostdev || asked.source() instanceof InterfaceSource.Vdpa) {
            throw refuse("cannot change network interface type to '%s'", word(asked.source()));
        }
        boolean moves = moves(before, asked);
        boolean filtered = !asked.filterref().equals(before.filterref());
        boolean limited = !asked.bandwidth().equals(before.bandwidth());
        if (limited) {
            site.limit(live, before, asked.bandwidth());
            undo.add("limit " + before.alias().orElse("") + " as before", () -> site.limit(live, before, before.bandwidth()));
        }
        Interface now = moves ? site.move(live, before, asked, undo)
                : limited || filtered ? joinedAs(before, asked) : before;
        if (filtered) site.filter(live, before, now, undo);
        setLink(before, wanted.link(), undo);
        Interface after = now.withLink(wanted.link());
        if (moves || filtered) site.moved(live, before, after);
        return DeviceLists.replaced(live, before, after);
    }

    /** What a description may leave out: the card has it already. */
    private static Interface settled(Interface before, Interface wanted) {
        DeviceInfo old = before.info();
        DeviceInfo said = wanted.info();
        DeviceInfo info = new DeviceInfo(said.boot().or(old::boot), said.alias().or(old::alias), said.master().or(old::master),
                said.rom().or(old::rom), said.acpi(), said.address().filter(at -> !(at instanceof Address.Pci pci) || !pci.empty())
                        .or(old::address));
        Interface.Model model = wanted.model().or(before::model).orElse(null);
        Interface filled = (model == null ? wanted : wanted.withModel(model)).withInfo(info);
        Optional<String> tap = wanted.tap();
        return (tap.isPresent() ? filled : filled.withTarget(before.target())).withMac(before.mac().orElseThrow());
    }

    /** The card as it is asked for, joined as it is. */
    private static Interface joinedAs(Interface before, Interface asked) {
        return asked.withSource(before.source()).withVirtualport(before.virtualport());
    }

    private static void checkFixed(Interface before, Interface asked) {
        if (!asked.model().map(Interface.Model::type).equals(before.model().map(Interface.Model::type))) {
            throw refuse("cannot modify network device model from %s to %s", before.model().map(Interface.Model::type).orElse("(null)"),
                    asked.model().map(Interface.Model::type).orElse("(null)"));
        }
        if (!driver(before).equals(driver(asked))) throw refuse("cannot modify virtio network device driver attributes");
        if (!before.script().equals(asked.script())) throw refuse("cannot modify network device script attribute");
        if (!before.tap().equals(asked.tap())) throw refuse("cannot modify network device tap name");
        if (!before.address().equals(asked.address())) throw refuse("cannot modify network device guest PCI address");
        DeviceInfo.Rom none = new DeviceInfo.Rom(Optional.empty(), Optional.empty(), Optional.empty());
        DeviceInfo.Rom old = before.info().rom().orElse(none);
        DeviceInfo.Rom rom = asked.info().rom().orElse(none);
        if (!rom.bar().or(old::bar).equals(old.bar())) throw refuse("cannot modify network device rom bar setting");
        if (!rom.file().or(old::file).equals(old.file())) throw refuse("cannot modify network rom file");
        if (!before.info().boot().equals(asked.info().boot())) throw refuse("cannot modify network device boot index setting");
        if (!rom.enabled().or(old::enabled).equals(old.enabled())) throw refuse("cannot modify network device rom enabled setting");
        if (!before.mtu().equals(asked.mtu())) throw refuse("cannot modify MTU");
    }

    /** A driver that says nothing is no driver. */
    private static Optional<Interface.Driver> driver(Interface nic) {
        return nic.driver().filter(driver -> !driver.equals(NOTHING_SAID));
    }

    private static final Interface.Driver NOTHING_SAID = new Interface.Driver(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            jvirt.api.domain.device.VirtioOptions.NONE, Optional.empty(), Optional.empty());

    /** Whether the card goes to another bridge; libvirt's error where it would have to be made anew for what is wanted. */
    private static boolean moves(Interface before, Interface asked) {
        InterfaceSource old = before.source();
        InterfaceSource now = asked.source();
        boolean same = switch (now) {
            case InterfaceSource.Network network -> network(old).equals(Optional.of(network.network()))
                    && portgroup(old).equals(network.portgroup());
            case InterfaceSource.Bridge bridge -> network(old).isEmpty() && bridge(old).equals(bridge.bridge()) && bridge(old).isPresent();
            case InterfaceSource.User _, InterfaceSource.Ethernet _ -> old.getClass() == now.getClass();
            case InterfaceSource.Server _, InterfaceSource.Client _, InterfaceSource.Mcast _, InterfaceSource.Udp _,
                    InterfaceSource.Internal _, InterfaceSource.Direct _ -> old.equals(now);
            case InterfaceSource.VhostUser _, InterfaceSource.Hostdev _, InterfaceSource.Vdpa _, InterfaceSource.Null _,
                    InterfaceSource.Vds _ -> false;
        };
        if (same) return false;
        boolean bridged = bridge(old).isPresent() && (now instanceof InterfaceSource.Network || now instanceof InterfaceSource.Bridge);
        if (!bridged) throw refuse("unable to change config on '%s' network type", word(now));
        return true;
    }

    private static Optional<String> network(InterfaceSource source) {
        return switch (source) {
            case InterfaceSource.Network network -> Optional.of(network.network());
            case InterfaceSource.Bridge bridge -> bridge.network();
            case InterfaceSource.Direct direct -> direct.network();
            default -> Optional.empty();
        };
    }

    private static Optional<String> portgroup(InterfaceSource source) {
        return switch (source) {
            case InterfaceSource.Network network -> network.portgroup();
            case InterfaceSource.Bridge bridge -> bridge.portgroup();
            case InterfaceSource.Direct direct -> direct.portgroup();
            default -> Optional.empty();
        };
    }

    private static Optional<String> bridge(InterfaceSource source) {
        return switch (source) {
            case InterfaceSource.Network network -> network.bridge();
            case InterfaceSource.Bridge bridge -> bridge.bridge();
            default -> Optional.empty();
        };
    }

    private void setLink(Interface before, Optional<Interface.Link> wanted, Undo undo) {
        if (wanted.equals(before.link())) return;
        String card = Chassis.alias(before);
        qemu.call(new DeviceCommand.SetLink(card, up(wanted)));
        undo.add("set the link of " + card, () -> qemu.call(new DeviceCommand.SetLink(card, up(before.link()))));
    }

    private static boolean up(Optional<Interface.Link> link) {
        return link.map(one -> one.state() == Interface.Link.State.UP).orElse(true);
    }

    private static String word(InterfaceSource source) {
        return source.getClass().getAnnotation(Is.class).value()[0];
    }

    private static RuntimeException refuse(String what, Object... args) {
        return QEMU.error(OPERATION_UNSUPPORTED, what, args);
    }
}
