package jvirt.qemu.hotplug;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.json.Json;
import jvirt.host.Undo;
import jvirt.qemu.device.Chardevs;
import jvirt.qemu.device.Part;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.DeviceCommand;

/** Gives a running QEMU the parts of a device one after the other, and takes them away again. */
public final class Parts {
    /** Options of a host's end that are open files: one, or several with colons between. */
    private static final List<String> DESCRIPTORS = List.of("fd", "fds", "vhostfd", "vhostfds");

    private final Conversation qemu;

    public Parts(Conversation qemu) {
        this.qemu = qemu;
    }

    /** Gives the parts; each adds what takes it away. Tells which terminal a new {@code pty} got. */
    public Optional<String> give(List<Part> parts, Undo undo) {
        Optional<String> terminal = Optional.empty();
        for (Part part : parts) {
            switch (part) {
                case Part.Thing(var props) -> qemu.call(new DeviceCommand.ObjectAdd(props));
                case Part.Block(var props) -> qemu.call(new BlockCommand.Add(props));
                case Part.Net(var props) -> qemu.call(new DeviceCommand.NetdevAdd(named(props)));
                case Part.Char(var backend) -> terminal = qemu.call(new DeviceCommand.ChardevAdd(backend.id(),
                        ChardevJson.of(named(backend)))).pty();
                case Part.Passed(int set, int descriptor, String opaque) ->
                        qemu.call(new DeviceCommand.AddFd(Optional.of(set), Optional.of(opaque)), descriptor);
                case Part.Front(var props) -> qemu.call(new DeviceCommand.DeviceAdd(named(props)));
                case Part.Option _ -> { }
            }
            undo.add("take back " + part, () -> take(part));
        }
        return terminal;
    }

    /** What stands behind a device that is gone: the last part first. One that cannot be taken does not keep the others. */
    public void takeBackends(List<Part> parts) {
        for (Part part : parts.reversed()) {
            if (!(part instanceof Part.Front)) take(part);
        }
    }

    private void take(Part part) {
        switch (part) {
            case Part.Thing(var props) -> qemu.ask(new DeviceCommand.ObjectDel(props.string("id")));
            case Part.Block(var props) -> qemu.ask(new BlockCommand.Del(props.string("node-name")));
            case Part.Net(var props) -> qemu.ask(new DeviceCommand.NetdevDel(props.string("id")));
            case Part.Char(var backend) -> qemu.ask(new DeviceCommand.ChardevRemove(backend.id()));
            case Part.Passed(_, _, String opaque) -> forget(List.of(opaque));
            case Part.Front(var props) -> qemu.ask(new DeviceCommand.DeviceDel(props.string("id")));
            case Part.Option _ -> { }
        }
    }

    /** QEMU knows passed files by the text that came with them. */
    void forget(List<String> opaques) {
        if (opaques.isEmpty()) return;
        for (Json.Obj set : qemu.call(new DeviceCommand.QueryFdsets())) {
            boolean ours = set.find("fds").map(Json::asList).orElse(List.of()).stream()
                    .anyMatch(fd -> fd.asObject().findString("opaque").filter(opaques::contains).isPresent());
            if (ours) qemu.ask(new DeviceCommand.RemoveFd((int) set.number("fdset-id"), Optional.empty()));
        }
    }

    /** The number of the first set of passed files that nobody has. */
    int firstFreeSet() {
        return qemu.call(new DeviceCommand.QueryFdsets()).stream().mapToInt(set -> (int) set.number("fdset-id")).max().orElse(-1)
                + 1;
    }

    /** The same end of a port, with a name for the open socket. */
    private Chardevs.Backend named(Chardevs.Backend backend) {
        return new Chardevs.Backend(backend.kind(), backend.id(), backend.settings().stream().map(setting -> {
            if (!setting.name().equals("fd")) return setting;
            String name = "socket-" + backend.id();
            qemu.call(new DeviceCommand.GetFd(name), Integer.parseInt(setting.value()));
            return new Chardevs.Backend.Setting(setting.name(), name);
        }).toList());
    }

    /** The same host's end, with names for the open files, which QEMU gets one by one before. */
    private Json.Obj named(Json.Obj props) {
        Map<String, Json> named = new LinkedHashMap<>(props.members());
        String id = props.string("id");
        for (String option : DESCRIPTORS) {
            Optional<String> numbers = props.findString(option);
            if (numbers.isEmpty() || !numbers.get().matches("[0-9:]+")) continue;
            List<String> names = new ArrayList<>();
            for (int descriptor : Stream.of(numbers.get().split(":")).map(Integer::valueOf).toList()) {
                String name = option.replaceFirst("s$", "") + "-" + id + names.size();
                qemu.call(new DeviceCommand.GetFd(name), descriptor);
                names.add(name);
            }
            named.put(option, Json.of(String.join(":", names)));
        }
        return new Json.Obj(new LinkedHashMap<>(named));
    }
}
