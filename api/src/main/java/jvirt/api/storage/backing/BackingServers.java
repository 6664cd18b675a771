package jvirt.api.storage.backing;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.STORAGE;
import static jvirt.api.storage.backing.BackingJson.string;

import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.DiskSource.Protocol;
import jvirt.api.json.Json;

/** The JSON options of QEMU's drivers for storage servers. */
final class BackingServers {
    private BackingServers() {}

    static NetworkDraft read(String driver, Json.Obj json) {
        Optional<String> filename = string(json, "filename");
        return switch (driver) {
            case "gluster" -> filename.map(uri -> uri(uri, Protocol.GLUSTER)).orElseGet(() -> gluster(json));
            case "iscsi" -> filename.map(uri -> uri(uri, Protocol.ISCSI)).orElseGet(() -> iscsi(json));
            case "nbd" -> nbd(json);
            case "sheepdog" -> filename.map(BackingServers::oldSheepdog).orElseGet(() -> sheepdog(json));
            case "ssh" -> ssh(json);
            case "rbd" -> filename.map(BackingColon::rbd).orElseGet(() -> rbd(json));
            case "nfs" -> nfs(json);
            case "vxhs" -> vxhs(json);
            default -> throw new IllegalArgumentException(driver);
        };
    }

    static NetworkDraft uri(String text, Protocol wanted) {
        NetworkDraft draft = BackingUri.parse(text);
        if (draft.protocol == wanted) return draft;
        throw STORAGE.error(INVALID_ARG, "expected protocol '%s' but got '%s' in URI JSON volume definition",
                BackingUri.word(wanted), BackingUri.word(draft.protocol));
    }

    private static NetworkDraft gluster(Json.Obj json) {
        var draft = new NetworkDraft(Protocol.GLUSTER);
        Optional<String> volume = string(json, "volume");
        Optional<String> path = string(json, "path");
        if (volume.isEmpty() || path.isEmpty() || !(json.find("server").orElse(null) instanceof Json.Arr(var servers))) {
            throw missing("missing 'volume', 'path' or 'server' attribute in JSON backing definition for gluster volume");
        }
        if (servers.isEmpty()) {
            throw missing("at least 1 server is necessary in JSON backing definition for gluster volume");
        }
        draft.name = Optional.of(volume.get() + "/" + path.get());
        servers.forEach(server -> address(draft, Optional.of(server)));
        return draft;
    }

    private static NetworkDraft iscsi(Json.Obj json) {
        var draft = new NetworkDraft(Protocol.ISCSI);
        if (!string(json, "transport").equals(Optional.of("tcp"))) {
            throw missing("only TCP transport is supported for iSCSI volumes");
        }
        String portal = string(json, "portal").orElseThrow(
                () -> missing("missing 'portal' address in iSCSI backing definition"));
        String target = string(json, "target").orElseThrow(() -> missing("missing 'target' in iSCSI backing definition"));
        String lun = json.find("lun").map(value -> value instanceof Json.Str(var word) ? word : value.toString()).orElse("0");
        draft.name = Optional.of(target + "/" + lun);
        int colon = portal.lastIndexOf(':');
        boolean port = colon >= 0 && portal.indexOf(']', colon) < 0;
        draft.host(port ? portal.substring(0, colon) : portal,
                NetworkDraft.port(port ? Optional.of(portal.substring(colon + 1)) : Optional.empty()));
        draft.credentials = string(json, "user").isPresent() || string(json, "password").isPresent();
        return draft;
    }

    private static NetworkDraft nbd(Json.Obj json) {
        var draft = new NetworkDraft(Protocol.NBD);
        Optional<String> path = string(json, "path");
        Optional<String> host = string(json, "host");
        Optional<Json> server = json.find("server").filter(Json.Obj.class::isInstance);
        if (path.isEmpty() && host.isEmpty() && server.isEmpty()) {
            throw missing("missing host specification of NBD server in JSON backing volume definition");
        }
        draft.name = string(json, "export");
        if (server.isPresent()) {
            address(draft, server);
        } else if (path.isPresent()) {
            draft.socket(path.get());
        } else {
            draft.host(host.orElseThrow(), NetworkDraft.port(string(json, "port")));
        }
        return draft;
    }

    private static NetworkDraft oldSheepdog(String filename) {
        if (filename.contains("://")) return uri(filename, Protocol.SHEEPDOG);
        throw missing("missing sheepdog URI in JSON backing volume definition");
    }

    private static NetworkDraft sheepdog(Json.Obj json) {
        var draft = new NetworkDraft(Protocol.SHEEPDOG);
        draft.name = Optional.of(string(json, "vdi").orElseThrow(() -> missing("missing sheepdog vdi name")));
        address(draft, json.find("server"));
        return draft;
    }

    private static NetworkDraft ssh(Json.Obj json) {
        var draft = new NetworkDraft(Protocol.SSH);
        Optional<String> host = string(json, "host");
        Optional<Json> server = json.find("server").filter(Json.Obj.class::isInstance);
        draft.name = string(json, "path");
        if (host.isEmpty() && server.isEmpty() || draft.name.isEmpty()) {
            throw missing("missing host/server or path of SSH JSON backing volume definition");
        }
        if (server.isPresent()) {
            internet(draft, server);
        } else {
            draft.host(host.orElseThrow(), NetworkDraft.port(string(json, "port")));
        }
        return draft;
    }

    private static NetworkDraft rbd(Json.Obj json) {
        var draft = new NetworkDraft(Protocol.RBD);
        Optional<String> pool = string(json, "pool");
        Optional<String> image = string(json, "image");
        if (pool.isEmpty() || image.isEmpty()) {
            throw missing("missing pool or image name in ceph backing volume JSON specification");
        }
        draft.name = Optional.of(pool.get() + "/" + image.get());
        draft.snapshot = string(json, "snapshot").map(DiskSource.Snapshot::new);
        draft.config = string(json, "conf").map(DiskSource.Config::new);
        List<Json> servers = json.find("server").orElse(null) instanceof Json.Arr(var given) ? given : List.of();
        servers.forEach(server -> internet(draft, Optional.of(server)));
        return draft;
    }

    private static NetworkDraft nfs(Json.Obj json) {
        var draft = new NetworkDraft(Protocol.NFS);
        Optional<Json> server = json.find("server").filter(Json.Obj.class::isInstance);
        if (server.isEmpty()) throw missing("missing 'server' attribute in JSON backing definition for NFS volume");
        if (!(json.find("user").orElse(null) instanceof Json.Num(var user))
                || !(json.find("group").orElse(null) instanceof Json.Num(var group))) {
            throw missing("missing 'user' or 'group' attribute in JSON backing definition for NFS volume");
        }
        draft.name = Optional.of(string(json, "path").orElseThrow(
                () -> missing("missing 'path' attribute in JSON backing definition for NFS volume")));
        draft.identity = Optional.of(new DiskSource.Identity(Optional.of("+" + user), Optional.of("+" + group)));
        internet(draft, server);
        return draft;
    }

    private static NetworkDraft vxhs(Json.Obj json) {
        var draft = new NetworkDraft(Protocol.VXHS);
        draft.name = string(json, "vdisk-id");
        Optional<Json> server = json.find("server").filter(Json.Obj.class::isInstance);
        if (draft.name.isEmpty() || server.isEmpty()) {
            throw missing("missing 'vdisk-id' or 'server' attribute in JSON backing definition for VxHS volume");
        }
        internet(draft, server);
        return draft;
    }

    private static void address(NetworkDraft draft, Optional<Json> server) {
        Json.Obj json = object(server);
        String type = string(json, "type").orElseThrow(
                () -> missing("missing socket address type in JSON backing volume definition"));
        switch (type) {
            case "tcp", "inet" -> internet(draft, server);
            case "unix" -> draft.socket(string(json, "path").or(() -> string(json, "socket")).orElseThrow(
                    () -> missing("missing socket path for udp backing server in JSON backing volume definition")));
            default -> throw STORAGE.error(INTERNAL_ERROR, "backing store protocol '%s' is not yet supported", type);
        }
    }

    private static void internet(NetworkDraft draft, Optional<Json> server) {
        Json.Obj json = object(server);
        draft.host(string(json, "host").orElseThrow(
                () -> missing("missing hostname for tcp backing server in JSON backing volume definition")),
                NetworkDraft.port(string(json, "port")));
    }

    private static Json.Obj object(Optional<Json> server) {
        if (server.orElse(null) instanceof Json.Obj json) return json;
        throw missing("missing remote server specification in JSON backing volume definition");
    }

    private static RuntimeException missing(String what) {
        return STORAGE.error(INVALID_ARG, what);
    }
}
