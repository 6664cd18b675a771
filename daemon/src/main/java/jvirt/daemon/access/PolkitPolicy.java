package jvirt.daemon.access;

import static jvirt.api.ErrorCode.AUTH_FAILED;
import static jvirt.api.ErrorCode.AUTH_UNAVAILABLE;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.rpc.call.Permission;
import jvirt.rpc.server.Identity;
import jvirt.rpc.server.Peer;

/**
 * {@code access_drivers = [ "polkit" ]}: the host's rules for polkit decide. Each permission is an action of its own, such as
 * {@code org.libvirt.api.domain.start}, with what is acted on in its details; action and details are libvirt's, so that its rules
 * can be kept. polkit knows only processes of this host: who comes over TCP or TLS may do nothing.
 */
public record PolkitPolicy(Names names) implements Decision {
    private static final Logger LOG = System.getLogger("jvirt.access");

    /** polkit itself lets root do everything. */
    @Override
    public boolean open(Identity who) {
        return who.login().isEmpty() && who.peer().filter(peer -> peer.user() == 0).isPresent();
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public boolean permits(Identity who, Permission permission, Optional<Target> target) {
        Optional<Peer> peer = who.peer();
        if (peer.isEmpty()) return false;
        try {
            Polkit.require(action(permission), peer.get(), details(permission, target), false);
            return true;
        } catch (VirtException e) {
            if (e.code() != AUTH_FAILED && e.code() != AUTH_UNAVAILABLE) LOG.log(Level.WARNING, action(permission), e);
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static String action(Permission permission) {
        return "org.libvirt.api." + permission.object() + "." + permission.action();
    }

    Map<String, String> details(Permission permission, Optional<Target> target) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("connect_driver", driver(permission));
        target.ifPresent(some -> {
            own(some, details);
            some.part().ifPresent(part -> details.putAll(part.details()));
        });
        return details;
    }

    private void own(Target target, Map<String, String> details) {
        switch (target.kind()) {
            case "domain", "network" -> named(target.kind(), target, details);
            case "storage-pool" -> named("pool", target, details);
            // a binding is told by its own name and its filter's
            case "nwfilter" -> {
                if (target.part().isEmpty()) named("nwfilter", target, details);
            }
            case "interface" -> details.put("interface_name", target.name());
            case "node-device" -> details.put("node_device_name", target.name());
            case "secret" -> {
                details.put("secret_uuid", target.name());
                names.secretUsage(target.name()).ifPresent(usage -> details.put("secret_usage_" + usage.kind(), usage.id()));
            }
            default -> throw new IllegalArgumentException(target.kind());
        }
    }

    private void named(String word, Target target, Map<String, String> details) {
        details.put(word + "_name", target.name());
        names.uuid(target.kind(), target.name()).ifPresent(uuid -> details.put(word + "_uuid", uuid.toString()));
    }

    /** libvirt's driver that has the object, or the objects that are looked for. */
    private static String driver(Permission permission) {
        String what = permission.object().equals("connect") ? permission.action() : permission.object();
        if (what.contains("network")) return "network";
        if (what.contains("storage")) return "storage";
        if (what.contains("node-device")) return "nodedev";
        if (what.contains("nwfilter")) return "nwfilter";
        if (what.contains("secret")) return "secret";
        return what.contains("interface") ? "interface" : "QEMU";
    }
}
