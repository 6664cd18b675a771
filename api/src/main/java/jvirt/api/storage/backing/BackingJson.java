package jvirt.api.storage.backing;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.STORAGE;

import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.DiskSource.Extras;
import jvirt.api.domain.device.DiskSource.Protocol;
import jvirt.api.domain.device.DiskSource.Slice;
import jvirt.api.domain.device.PciAddress;
import jvirt.api.json.Json;
import jvirt.api.xml.YesNo;

/** {@code json:{…}}: QEMU's block device options. */
final class BackingJson {
    private final String text;

    private BackingJson(String text) {
        this.text = text;
    }

    static BackingSource parse(String text) {
        Json.Obj root = FlatJson.unfold(Json.parse(text).asObject());
        boolean wrapped = root.find("driver").isEmpty() && root.find("file").orElse(null) instanceof Json.Obj;
        return new BackingJson(text).driver(wrapped ? root.object("file") : root, true);
    }

    private BackingSource driver(Json.Obj json, boolean formats) {
        String driver = string(json, "driver").orElseThrow(() -> STORAGE.error(INVALID_ARG,
                "JSON backing volume definition '%s' lacks driver name", text));
        return switch (driver) {
            case "file" -> BackingSource.of(new DiskSource.File(Optional.of(filename(json)), Optional.empty(), Extras.NONE));
            case "host_device", "host_cdrom" ->
                    BackingSource.of(new DiskSource.Block(Optional.of(filename(json)), Extras.NONE));
            case "http", "https", "ftp", "ftps", "tftp" -> web(json, BackingUri.protocol(driver)).source();
            case "gluster", "iscsi", "nbd", "sheepdog", "ssh", "rbd", "nfs", "vxhs" -> BackingServers.read(driver, json).source();
            case "raw" -> raw(json, formats);
            case "nvme" -> nvme(json);
            default -> throw STORAGE.error(INTERNAL_ERROR,
                    "missing parser implementation for JSON backing volume driver '%s'", driver);
        };
    }

    private static String filename(Json.Obj json) {
        return string(json, "filename").orElseThrow(() -> STORAGE.error(INVALID_ARG,
                "missing 'filename' field in JSON backing volume definition"));
    }

    private NetworkDraft web(Json.Obj json, Protocol protocol) {
        String url = string(json, "url").orElseThrow(() -> STORAGE.error(INVALID_ARG,
                "missing 'url' in JSON backing volume definition"));
        NetworkDraft draft = BackingServers.uri(url, protocol);
        if (protocol == Protocol.HTTPS || protocol == Protocol.FTPS) draft.verify = json.find("sslverify").map(this::verify);
        if (protocol == Protocol.HTTPS || protocol == Protocol.HTTP) {
            draft.cookies = json.find("cookie").map(this::cookies).orElse(List.of());
        }
        draft.readahead = number(json, "readahead");
        draft.timeout = number(json, "timeout");
        return draft;
    }

    private YesNo verify(Json value) {
        return switch (value) {
            case Json.Bool flag -> flag == Json.Bool.TRUE ? YesNo.YES : YesNo.NO;
            case Json.Str(var word) when word.equals("off") -> YesNo.NO;   // as libguestfs writes it
            case Json.Str _, Json.Obj _, Json.Arr _, Json.Num _, Json.Null _ -> throw malformed("sslverify");
        };
    }

    private List<DiskSource.Cookie> cookies(Json value) {
        if (!(value instanceof Json.Str(var cookies))) {
            throw STORAGE.error(INVALID_ARG, "wrong format of 'cookie' field in backing store definition '%s'", text);
        }
        return List.of(cookies.split(";")).stream().map(String::stripLeading).map(cookie -> {
            int equals = cookie.indexOf('=');
            if (equals >= 0) return new DiskSource.Cookie(cookie.substring(0, equals), cookie.substring(equals + 1));
            throw STORAGE.error(INVALID_ARG, "malformed http cookie '%s' in backing store definition '%s'", cookie, text);
        }).toList();
    }

    private long number(Json.Obj json, String name) {
        Optional<Json> value = json.find(name);
        if (value.isEmpty()) return 0;
        if (value.get() instanceof Json.Num number && number.text().matches("[0-9]+")) return number.asLong();
        throw malformed(name);
    }

    private RuntimeException malformed(String name) {
        return STORAGE.error(INVALID_ARG, "malformed '%s' field in backing store definition '%s'", name, text);
    }

    private BackingSource raw(Json.Obj json, boolean formats) {
        if (!formats) {
            throw STORAGE.error(INVALID_ARG, "JSON backing volume definition '%s' must not have nested format drivers", text);
        }
        if (!(json.find("file").orElse(null) instanceof Json.Obj file)) {
            throw STORAGE.error(INVALID_ARG, "JSON backing volume definition '%s' lacks 'file' object", text);
        }
        BackingSource inner = driver(file, false);
        if (json.find("offset").isEmpty() && json.find("size").isEmpty()) return inner;
        var slice = new Slice(Optional.of("storage"), part(json, "offset"), part(json, "size"));
        return new BackingSource(inner.source().withExtras(Extras.NONE.withSlice(slice)), inner.credentials());
    }

    private static long part(Json.Obj json, String name) {
        Optional<Json> value = json.find(name);
        if (value.isEmpty()) return 0;
        if (value.get() instanceof Json.Num number && number.text().matches("[0-9]+")) return number.asLong();
        throw STORAGE.error(INVALID_ARG, "malformed '%s' property of 'raw' driver", name);
    }

    private static BackingSource nvme(Json.Obj json) {
        PciAddress device = string(json, "device").flatMap(PciAddress::ofName).orElseThrow(() -> STORAGE.error(INVALID_ARG,
                "missing or malformed 'device' field of 'nvme' storage"));
        long namespace = json.find("namespace").filter(Json.Num.class::isInstance).map(Json::asLong).orElse(0L);
        if (namespace == 0) throw STORAGE.error(INVALID_ARG, "missing or malformed 'namespace' field of 'nvme' storage");
        return BackingSource.of(new DiskSource.Nvme("pci", Optional.empty(), namespace, device, Extras.NONE));
    }

    static Optional<String> string(Json.Obj json, String name) {
        return json.find(name).filter(Json.Str.class::isInstance).map(Json::asString);
    }
}
