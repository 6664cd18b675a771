package jvirt.qemu.hotplug;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.qemu.device.Chardevs.Backend;

/** The host's side of a character device as {@code chardev-add} wants it; the command line has it flat. */
final class ChardevJson {
    private ChardevJson() {}

    static Json.Obj of(Backend backend) {
        Json.Obj data = switch (backend.kind()) {
            case "null", "pty" -> Json.object();
            case "file" -> file(backend);
            case "serial", "parallel", "pipe" -> Json.object().with("device", text(backend, "path"));
            case "socket" -> socket(backend);
            case "udp" -> udp(backend);
            case "spicevmc" -> Json.object().with("type", text(backend, "name"));
            case "spiceport" -> Json.object().with("fqdn", text(backend, "name"));
            case "dbus" -> Json.object().with("name", text(backend, "name"));
            case "qemu-vdagent" -> vdagent(backend);
            default -> throw QEMU.error(CONFIG_UNSUPPORTED, "unsupported chardev '%s'", backend.kind());
        };
        return Json.object().with("type", backend.kind()).with("data", data);
    }

    private static Optional<String> find(Backend backend, String name) {
        return backend.settings().stream().filter(setting -> setting.name().equals(name)).map(Backend.Setting::value).findFirst();
    }

    private static String text(Backend backend, String name) {
        return find(backend, name).orElse("");
    }

    private static boolean on(Backend backend, String name) {
        return find(backend, name).filter("on"::equals).isPresent();
    }

    private static Json.Obj log(Backend backend, Json.Obj data) {
        Json.Obj logged = data;
        if (find(backend, "logfile").isPresent()) logged = logged.with("logfile", text(backend, "logfile"));
        return find(backend, "logappend").isPresent() ? logged.with("logappend", on(backend, "logappend")) : logged;
    }

    private static Json.Obj file(Backend backend) {
        Json.Obj data = Json.object().with("out", text(backend, "path"));
        return log(backend, find(backend, "append").isPresent() ? data.with("append", on(backend, "append")) : data);
    }

    private static Json.Obj socket(Backend backend) {
        Json.Obj data = Json.object().with("addr", address(backend));
        boolean server = on(backend, "server");
        if (server) data = data.with("wait", !find(backend, "wait").filter("off"::equals).isPresent());
        if (find(backend, "telnet").isPresent()) data = data.with("telnet", on(backend, "telnet"));
        data = data.with("server", server);
        if (find(backend, "tls-creds").isPresent()) data = data.with("tls-creds", text(backend, "tls-creds"));
        if (find(backend, "reconnect").isPresent()) data = data.with("reconnect", Long.parseLong(text(backend, "reconnect")));
        return log(backend, data);
    }

    private static Json.Obj address(Backend backend) {
        if (find(backend, "path").isPresent()) return legacy("unix", Json.object().with("path", text(backend, "path")));
        if (find(backend, "fd").isPresent()) return legacy("fd", Json.object().with("str", text(backend, "fd")));
        return inet(text(backend, "host"), text(backend, "port"));
    }

    private static Json.Obj udp(Backend backend) {
        Json.Obj data = Json.object().with("remote", inet(text(backend, "host"), text(backend, "port")));
        boolean local = !text(backend, "localaddr").isEmpty() || !text(backend, "localport").equals("0");
        return log(backend, local ? data.with("local", inet(text(backend, "localaddr"), text(backend, "localport"))) : data);
    }

    private static Json.Obj inet(String host, String port) {
        return legacy("inet", Json.object().with("host", host).with("port", port));
    }

    /** {@code SocketAddressLegacy} of QEMU's schema. */
    private static Json.Obj legacy(String type, Json.Obj data) {
        return Json.object().with("type", type).with("data", data);
    }

    private static Json.Obj vdagent(Backend backend) {
        Json.Obj data = Json.object();
        if (find(backend, "clipboard").isPresent()) data = data.with("clipboard", on(backend, "clipboard"));
        return find(backend, "mouse").isPresent() ? data.with("mouse", on(backend, "mouse")) : data;
    }
}
