package jvirt.cli.host;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.cli.Commands;
import jvirt.cli.EventLoop;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Lists;
import jvirt.cli.Output;
import jvirt.cli.Session;
import jvirt.cli.Tree;
import jvirt.cli.domain.Wwn;
import jvirt.cli.monitor.States;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.NodeDeviceCall;
import jvirt.rpc.call.NodeDeviceEvent;
import jvirt.rpc.call.WireNodeDevice;

/** The devices of the host. */
public final class NodeDevices extends Commands {
    /** What devices can be, by bit of VIR_CONNECT_LIST_NODE_DEVICES_CAP_*. */
    private static final List<String> CAPABILITIES = List.of("system", "pci", "usb_device", "usb", "net", "scsi_host", "scsi_target", "scsi",
            "storage", "fc_host", "vports", "scsi_generic", "drm", "mdev_types", "mdev", "ccw", "css", "vdpa", "ap_card", "ap_queue",
            "ap_matrix", "vpd");
    private static final int INACTIVE = 1 << 30;
    private static final int ACTIVE = 1 << 31;
    private static final List<String> LIFECYCLE = List.of("Created", "Deleted", "Defined", "Undefined");

    @Override public String table() {
        return """
            nodedev-autostart: start a device with the host
              <device>
              --disable  not any more
            nodedev-create: make a device as an XML file says
              <file> --validate
            nodedev-define: define a device by an XML file
              <file> --validate
            nodedev-destroy: take a device away
              name->device <device>  name of the device, or wwnn,wwpn
            nodedev-detach: take a device from its driver, for a guest
              <device>
              driver=  driver that takes it over
            nodedev-dettach -> nodedev-detach
            nodedev-dumpxml: print what is known of a device
              <device>  name of the device, or wwnn,wwpn
              xpath=! --wrap
            nodedev-event: wait for events of devices
              device=  of this device only
              event= --loop timeout=# --list --timestamp
            nodedev-info: show what is most worth knowing about a device
              <device>
            nodedev-list: list the devices of the host
              --tree  as a tree
              cap=  those that can be this, several separated by commas
              --inactive
              --all  those that are there and those that are only defined
            nodedev-reattach: give a device back to its driver
              <device>
            nodedev-reset: reset a device
              <device>
            nodedev-start: make a device that is defined
              <device>
            nodedev-undefine: forget a device
              <device>
            nodedev-update: change a device that is there, or its definition, as an XML file says
              <device> <file>
              --live --config --current
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "nodedev-autostart" -> autostart(in);
            case "nodedev-create" -> {
                String file = in.required("file");
                String xml = in.read(file);
                var device = in.attempt(() -> in.call(new NodeDeviceCall.CreateXml(xml, in.flag("validate", 1))).dev(),
                        "Failed to create node device from " + file);
                in.out().extra("Node device " + device.name() + " created from " + file + "\n");
            }
            case "nodedev-define" -> {
                String file = in.required("file");
                String xml = in.read(file);
                var device = in.attempt(() -> in.call(new NodeDeviceCall.DefineXml(xml, in.flag("validate", 1))).dev(),
                        "Failed to define node device from '" + file + "'");
                in.out().extra("Node device '" + device.name() + "' defined from '" + file + "'\n");
            }
            case "nodedev-destroy" -> {
                String device = find(in);
                String name = in.required("device");
                in.attempt(() -> in.call(new NodeDeviceCall.Destroy(device)), "Failed to destroy node device '" + name + "'");
                in.out().extra("Destroyed node device '" + name + "'\n");
            }
            case "nodedev-undefine" -> {
                String device = find(in);
                String name = in.required("device");
                in.attempt(() -> in.call(new NodeDeviceCall.Undefine(device, 0)), "Failed to undefine node device '" + name + "'");
                in.out().extra("Undefined node device '" + name + "'\n");
            }
            case "nodedev-update" -> {
                int impact = in.impact();
                String device = find(in);
                String xml = in.read(in.required("file"));
                in.attempt(() -> in.call(new NodeDeviceCall.Update(device, xml, impact)), "Failed to update node device " + device);
                in.out().extra("Updated node device " + device + "\n");
            }
            case "nodedev-detach" -> act(in, name -> detach(in, name), "detach", " detached\n");
            case "nodedev-reattach" -> act(in, name -> in.call(new NodeDeviceCall.ReAttach(name)), "re-attach", " re-attached\n");
            case "nodedev-reset" -> act(in, name -> in.call(new NodeDeviceCall.Reset(name)), "reset", " reset\n");
            case "nodedev-start" -> act(in, name -> in.call(new NodeDeviceCall.Create(name, 0)), "start", " started\n");
            case "nodedev-dumpxml" -> in.printXml(in.call(new NodeDeviceCall.GetXmlDesc(find(in), 0)).xml());
            case "nodedev-event" -> events(in);
            case "nodedev-info" -> info(in);
            case "nodedev-list" -> list(in);
            default -> throw undeclared(command);
        }
    }

    /** The device of this name, or the SCSI host of this pair of world wide names. */
    private static String find(Invocation in) {
        String value = in.required("device");
        Optional<WireNodeDevice> found;
        if (value.contains(",")) {
            List<String> names = Lists.split(value);
            if (names.size() != 2) throw new Failure("Malformed device value '" + value + "'");
            names.forEach(Wwn::check);
            found = Session.lookup(() -> in.call(new NodeDeviceCall.LookupScsiHostByWwn(names.get(0), names.get(1), 0)).dev());
        } else {
            return named(in, value);
        }
        return found.map(WireNodeDevice::name).orElseThrow(() -> new Failure("Could not find matching device '" + value + "'"));
    }

    private static String named(Invocation in, String name) {
        return in.attempt(() -> in.call(new NodeDeviceCall.LookupByName(name)).dev().name(), "Could not find matching device '" + name + "'");
    }

    private interface Action {
        void on(String device);
    }

    private static void act(Invocation in, Action action, String what, String success) {
        String device = named(in, in.required("device"));
        in.attempt(() -> action.on(device), "Failed to " + what + " device " + device);
        in.out().extra("Device " + device + success);
    }

    private static void detach(Invocation in, String device) {
        Optional<String> driver = in.raw("driver").filter(name -> !name.isEmpty());
        if (driver.isPresent()) in.call(new NodeDeviceCall.DetachFlags(device, driver, 0));
        else in.call(new NodeDeviceCall.Dettach(device));
    }

    private static void autostart(Invocation in) {
        String device = find(in);
        String name = in.required("device");
        String what = in.has("disable") ? "unmark" : "mark";
        in.attempt(() -> in.call(new NodeDeviceCall.SetAutostart(device, in.has("disable") ? 0 : 1)), "failed to " + what + " device " + name + " as autostarted");
        in.out().extra("Device " + name + " " + what + "ed as autostarted\n");
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }

    private static void info(Invocation in) {
        String device = find(in);
        Output out = in.out();
        out.field("Name:", device);
        out.field("Parent:", in.call(new NodeDeviceCall.GetParent(device)).parentName().orElse(""));
        // what a driver cannot say is yes for virsh
        out.field("Active:", yes(Session.lookup(() -> in.call(new NodeDeviceCall.IsActive(device)).active()).orElse(1) != 0));
        out.field("Persistent:", yes(Session.lookup(() -> in.call(new NodeDeviceCall.IsPersistent(device)).persistent()).orElse(1) != 0));
        out.field("Autostart:", Session.lookup(() -> yes(in.call(new NodeDeviceCall.GetAutostart(device)).autostart() != 0)).orElse("no autostart"));
    }

    private static void list(Invocation in) {
        Optional<String> wanted = in.raw("cap").filter(text -> !text.isEmpty());
        if (in.has("all") && in.has("inactive")) throw new Failure("Option --all is incompatible with --inactive");
        if (in.has("tree") && (wanted.isPresent() || in.has("inactive"))) {
            throw new Failure("Option --tree is incompatible with --cap and --inactive");
        }
        int filter = (in.has("inactive") || in.has("all") ? INACTIVE : 0) | (in.has("inactive") ? 0 : ACTIVE);
        for (String one : wanted.map(Lists::split).orElse(List.of())) {
            int bit = CAPABILITIES.indexOf(one);
            if (bit < 0) throw new Failure("Invalid capability type");
            filter |= 1 << bit;
        }
        int flags = filter;
        List<String> names = new ArrayList<>(in.attempt(() -> in.call(new ConnectCall.ListAllNodeDevices(1, flags)), "Failed to list node devices")
                .devices().stream().map(WireNodeDevice::name).toList());
        names.sort(Comparator.comparing(name -> name, String.CASE_INSENSITIVE_ORDER));
        if (!in.has("tree")) {
            names.forEach(in.out()::line);
            return;
        }
        Map<String, String> parents = new HashMap<>();
        for (String name : names) {
            if (!name.equals("computer")) in.call(new NodeDeviceCall.GetParent(name)).parentName().ifPresent(parent -> parents.put(name, parent));
        }
        new Tree(in.out(), names, parents).print();
    }

    private static void events(Invocation in) {
        if (EventLoop.list(in, "lifecycle", "update")) return;
        int event = EventLoop.chosen(in, "lifecycle", "update");
        in.timeoutMillis();
        Optional<WireNodeDevice> device = in.text("device").map(name -> new WireNodeDevice(named(in, name)));
        List<Integer> callbacks = new ArrayList<>();
        new EventLoop(in).run(() -> callbacks.add(in.call(new ConnectCall.NodeDeviceEventRegisterAny(event, device)).callbackID()),
                () -> callbacks.forEach(one -> in.call(new ConnectCall.NodeDeviceEventDeregisterAny(one))),
                one -> switch (one) {
                    case NodeDeviceEvent.Lifecycle(_, var of, int what, _) -> Optional.of("event 'lifecycle' for node device " + of.name() + ": "
                            + States.of(LIFECYCLE, what, "unknown") + "\n");
                    case NodeDeviceEvent.Update(_, var of) -> Optional.of("event 'update' for node device " + of.name() + "\n");
                    default -> Optional.empty();
                });
    }
}
