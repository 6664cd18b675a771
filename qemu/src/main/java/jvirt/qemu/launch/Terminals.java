package jvirt.qemu.launch;

import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import jvirt.api.domain.Devices;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Chardev;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Parallel;
import jvirt.api.domain.device.Serial;
import jvirt.api.xml.OnOff;
import jvirt.host.Libc;
import jvirt.host.Undo;
import jvirt.qemu.console.OutputFile;
import jvirt.qemu.console.SerialLogs;
import jvirt.qemu.plug.Handed;
import jvirt.qemu.process.Layout;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.Monitor;

/** The terminals of a machine's ports: what is said on them is kept, and where they are is found out. */
final class Terminals {
    private static final String PTY = "pty:";

    private final Layout layout;
    private final SerialLogs logs;

    Terminals(Layout layout, SerialLogs logs) {
        this.layout = layout;
        this.logs = logs;
    }

    /**
     * The machine as QEMU is told of it: every serial port writes into a log, which QEMU gets as an open file, as
     * it gets the file that a port ends in. Clients do not
     * see that.
     */
    Domain logged(Domain live, Handed handed, Undo undo) {
        List<Path> files = new ArrayList<>();
        Domain told = live.with(draft -> draft.devices = each(draft.devices, (device, chardev) -> {
            OutputFile.open(chardev).ifPresent(file -> handed.add(device.alias().orElseThrow() + "-source", file));
            Optional<Path> file = file(live, device, chardev);
            if (file.isEmpty()) return chardev;
            open(file.get(), device.alias().orElseThrow(), chardev, handed);
            files.add(file.get());
            return new Chardev(chardev.source(), Optional.of(new Chardev.Log(file.get().toString(), Optional.of(OnOff.ON))));
        }));
        undo.add("close logs of " + live.name(), () -> files.forEach(logs::close));
        return told;
    }

    private void open(Path file, String alias, Chardev chardev, Handed handed) {
        boolean ours = chardev.log().isEmpty();
        try {
            if (ours) {
                handed.add(alias + "-log", logs.open(file));
            } else {
                boolean append = chardev.log().flatMap(Chardev.Log::append).filter(OnOff.ON::equals).isPresent();
                int start = append ? Libc.O_APPEND : Libc.O_TRUNC | Libc.O_APPEND;
                handed.add(alias + "-log", Libc.open(file.toString(), Libc.O_WRONLY | Libc.O_CREAT | start, 0600));
            }
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "Unable to open log file '%s': %s", file, e.getMessage());
        }
    }

    /** Where what a port says is kept: where its definition wants it, or among our logs. */
    private Optional<Path> file(Domain live, Device device, Chardev chardev) {
        if (chardev.log().isPresent()) return chardev.log().map(log -> Path.of(log.file()));
        if (!(chardev.source() instanceof ChardevSource.Pty)) return Optional.empty();
        return switch (device) {
            case Serial _ -> Optional.of(layout.serialLog(live.name(), number(device)));
            case Console _ -> Optional.of(layout.logs().resolve(live.name() + "-" + device.alias().orElseThrow() + ".log"));
            default -> Optional.empty();
        };
    }

    private static int number(Device serial) {
        String digits = serial.alias().orElse("").replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /** The machine with the paths of the terminals that QEMU has made. */
    Domain found(Domain live, Monitor monitor) {
        boolean any = !live.devices().channels().isEmpty()
                || chardevs(live.devices()).stream().anyMatch(chardev -> chardev.source() instanceof ChardevSource.Pty);
        if (!any) return live;
        Map<String, DeviceCommand.Chardev> made = new HashMap<>();
        for (DeviceCommand.Chardev chardev : monitor.call(new DeviceCommand.QueryChardev())) made.put(chardev.label(), chardev);
        Domain placed = live.with(draft -> draft.devices = each(draft.devices, (device, chardev) -> {
            Optional<String> path = Optional.ofNullable(made.get("char" + device.alias().orElse("")))
                    .map(DeviceCommand.Chardev::filename).filter(name -> name.startsWith(PTY)).map(name -> name.substring(PTY.length()));
            return path.isEmpty() || !(chardev.source() instanceof ChardevSource.Pty) ? chardev
                    : new Chardev(new ChardevSource.Pty(Optional.of(ChardevSource.PathSource.of(path.get()))), chardev.log());
        }));
        Domain opened = placed.with(draft -> draft.devices = draft.devices.map(device -> {
            DeviceCommand.Chardev end = made.get("char" + device.alias().orElse(""));
            return device instanceof Channel channel && end != null
                    ? channel.withState(end.frontendOpen() ? Channel.State.CONNECTED : Channel.State.DISCONNECTED) : device;
        }));
        return mirrored(opened);
    }

    /** The first console is the first serial port under another name. */
    private static Domain mirrored(Domain live) {
        Devices devices = live.devices();
        if (devices.serials().isEmpty() || devices.consoles().isEmpty()) return live;
        Console first = devices.consoles().getFirst();
        boolean serial = first.target().flatMap(Console.Target::type).filter(Console.Type.SERIAL::equals).isPresent();
        if (!serial) return live;
        List<Console> consoles = new ArrayList<>(devices.consoles());
        consoles.set(0, first.withChardev(devices.serials().getFirst().chardev()));
        return live.with(draft -> draft.devices = devices.with(all -> all.consoles = consoles));
    }

    void reclaim(Domain live, Undo undo) {
        each(live.devices(), (device, chardev) -> {
            Optional<Path> file = file(live, device, chardev).filter(_ -> chardev.log().isEmpty());
            file.ifPresent(logs::watch);
            file.ifPresent(log -> undo.add("close log " + log, () -> logs.close(log)));
            return chardev;
        });
    }

    @FunctionalInterface
    private interface Change {
        Chardev of(Device device, Chardev chardev);
    }

    /** The devices after the host side of each port went through {@code change}; a mirror of a port is no port. */
    private static Devices each(Devices devices, Change change) {
        UnaryOperator<Device> mapped = device -> switch (device) {
            case Serial serial -> serial.withChardev(change.of(serial, serial.chardev()));
            case Parallel parallel -> parallel.withChardev(change.of(parallel, parallel.chardev()));
            case Channel channel -> channel.withChardev(change.of(channel, channel.chardev()));
            case Console console when !mirrors(console, devices) ->
                    console.withChardev(change.of(console, console.chardev()));
            default -> device;
        };
        return devices.map(mapped);
    }

    private static boolean mirrors(Console console, Devices devices) {
        return devices.consoles().getFirst().equals(console) && !devices.serials().isEmpty()
                && console.target().flatMap(Console.Target::type).filter(Console.Type.SERIAL::equals).isPresent();
    }

    private static List<Chardev> chardevs(Devices devices) {
        List<Chardev> all = new ArrayList<>();
        each(devices, (_, chardev) -> {
            all.add(chardev);
            return chardev;
        });
        return all;
    }
}
