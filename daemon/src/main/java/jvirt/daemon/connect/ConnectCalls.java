package jvirt.daemon.connect;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.NO_CONNECT;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import jvirt.api.ErrorDomain;
import jvirt.daemon.Version;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.server.Caller;
import jvirt.rpc.server.Calls;

/** Opens a connection and tells what it is. */
public final class ConnectCalls {
    /** {@code VIR_CONNECT_RO}. */
    private static final int READ_ONLY = 1;
    /** {@code VIR_DRV_FEATURE_PROGRAM_KEEPALIVE}, src/libvirt_internal.h. */
    private static final int KEEPALIVE = 10;
    /** {@code VIR_DRV_FEATURE_*} that jvirtd has: 3 migration in three steps, 4 by the daemons alone, 6 in five steps, 7 with the machine
     * guarded between them, 8 passed descriptors, 9 texts in typed parameters, 10 keepalive, 11 migratable XML, 12 migration of
     * definitions alone, 13 with named values, 14 events by callback, 15 close callback, 16 order of network updates. */
    private static final Set<Integer> FEATURES = Set.of(3, 4, 6, 7, 8, 9, KEEPALIVE, 11, 12, 13, 14, 15, 16);

    /** {@code VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED}: later ones have no form without a callback number. */
    private static final int LAST_OLD_EVENT = 15;

    /** The drivers that clients open: libvirt has a daemon for each, and here one daemon is all of them. */
    private static final Set<String> DRIVERS = Set.of("qemu", "network", "storage", "nodedev", "secret", "nwfilter", "interface");

    /** What a connection was opened as. */
    private record Opened(String driver) {}

    private final String uri;
    private final Subscriptions subscriptions;

    public ConnectCalls(String uri, Subscriptions subscriptions) {
        this.uri = uri;
        this.subscriptions = subscriptions;
    }

    public void register(Calls calls) {
        calls.quick(ConnectCall.Open.class, this::open);
        calls.quick(ConnectCall.Close.class, (_, _) -> NOTHING);
        calls.quick(ConnectCall.GetType.class, (caller, _) ->
                new ConnectCall.TypeRet(opened(caller).equals("qemu") ? "QEMU" : opened(caller)));
        calls.quick(ConnectCall.GetLibVersion.class, (_, _) -> new ConnectCall.LibVerRet(Version.LIBVIRT));
        calls.quick(ConnectCall.GetUri.class, (caller, _) -> new ConnectCall.UriRet(uri.replaceFirst("^qemu", opened(caller))));
        calls.quick(ConnectCall.IsSecure.class, (_, _) -> new ConnectCall.SecureRet(1));
        calls.quick(ConnectCall.SupportsFeature.class, ConnectCalls::supportsFeature);
        calls.quick(ConnectCall.SetIdentity.class, Spokesman::speakFor);
        calls.quick(ConnectCall.RegisterCloseCallback.class, (_, _) -> NOTHING);
        calls.quick(ConnectCall.UnregisterCloseCallback.class, (_, _) -> NOTHING);
        calls.on(ConnectCall.GetHostname.class, (_, _) -> new ConnectCall.HostnameRet(hostname()));
        registerEvents(calls);
    }

    private void registerEvents(Calls calls) {
        calls.quick(ConnectCall.DomainEventCallbackRegisterAny.class, (caller, call) -> new ConnectCall.CallbackIDRet(
                subscribe(caller, Subscriptions.Topic.DOMAIN, call.eventID(), call.dom().map(d -> d.uuid()))));
        calls.quick(ConnectCall.DomainEventCallbackDeregisterAny.class,
                (caller, call) -> unsubscribe(caller, Subscriptions.Topic.DOMAIN, call.callbackID()));
        calls.quick(ConnectCall.NetworkEventRegisterAny.class, (caller, call) -> new ConnectCall.CallbackIDRet(
                subscribe(caller, Subscriptions.Topic.NETWORK, call.eventID(), call.net().map(n -> n.uuid()))));
        calls.quick(ConnectCall.NetworkEventDeregisterAny.class,
                (caller, call) -> unsubscribe(caller, Subscriptions.Topic.NETWORK, call.callbackID()));
        calls.quick(ConnectCall.StoragePoolEventRegisterAny.class, (caller, call) -> new ConnectCall.CallbackIDRet(
                subscribe(caller, Subscriptions.Topic.STORAGE_POOL, call.eventID(), call.pool().map(p -> p.uuid()))));
        calls.quick(ConnectCall.StoragePoolEventDeregisterAny.class,
                (caller, call) -> unsubscribe(caller, Subscriptions.Topic.STORAGE_POOL, call.callbackID()));
        calls.quick(ConnectCall.SecretEventRegisterAny.class, (caller, call) -> new ConnectCall.CallbackIDRet(
                subscribe(caller, Subscriptions.Topic.SECRET, call.eventID(), call.secret().map(s -> s.uuid()))));
        calls.quick(ConnectCall.SecretEventDeregisterAny.class,
                (caller, call) -> unsubscribe(caller, Subscriptions.Topic.SECRET, call.callbackID()));
        registerOldEvents(calls);
    }

    private int subscribe(Caller caller, Subscriptions.Topic topic, int event, Optional<UUID> object) {
        return subscriptions.subscribe(caller, topic, event, object);
    }

    /** As clients before libvirt 1.2.1 ask. */
    private void registerOldEvents(Calls calls) {
        calls.quick(ConnectCall.DomainEventRegister.class, (caller, _) ->
                new ConnectCall.CbRegisteredRet(subscriptions.subscribeOnce(caller, 0)));
        calls.quick(ConnectCall.DomainEventDeregister.class, (caller, _) ->
                new ConnectCall.CbRegisteredRet(subscriptions.unsubscribeOnce(caller, 0)));
        calls.quick(ConnectCall.DomainEventRegisterAny.class, (caller, call) -> {
            if (call.eventID() < 0 || call.eventID() > LAST_OLD_EVENT) {
                throw ErrorDomain.REMOTE.error(INTERNAL_ERROR, "unsupported event ID %d", call.eventID());
            }
            subscriptions.subscribeOnce(caller, call.eventID());
            return NOTHING;
        });
        calls.quick(ConnectCall.DomainEventDeregisterAny.class, (caller, call) -> {
            subscriptions.unsubscribeOnce(caller, call.eventID());
            return NOTHING;
        });
    }

    private Nothing unsubscribe(Caller caller, Subscriptions.Topic topic, int callbackId) {
        subscriptions.unsubscribe(caller, topic, callbackId);
        return NOTHING;
    }

    private Nothing open(Caller caller, ConnectCall.Open call) {
        String name = call.name().orElse("");
        String driver = name.replaceFirst(":.*", "");
        if (!name.isEmpty() && !DRIVERS.contains(driver)) throw ErrorDomain.NONE.error(NO_CONNECT, "%s", name);
        String path = name.replaceFirst("^" + driver + ":(//[^/]*)?", "").replaceFirst("\\?.*", "");
        caller.attached(Opened.class, _ -> new Opened(name.isEmpty() ? "qemu" : driver));
        String ours = uri.substring("qemu://".length());
        if (!path.isEmpty() && !path.equals("/") && !path.equals(ours)) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "unexpected QEMU URI path '%s', try %s", path, uri);
        }
        if ((call.flags() & READ_ONLY) != 0) caller.openReadOnly();
        return NOTHING;
    }

    private static String opened(Caller caller) {
        return caller.attached(Opened.class, _ -> new Opened("qemu")).driver();
    }

    private static ConnectCall.SupportedRet supportsFeature(Caller caller, ConnectCall.SupportsFeature call) {
        if (call.feature() == KEEPALIVE) caller.supportsKeepAlive();
        return new ConnectCall.SupportedRet(FEATURES.contains(call.feature()) ? 1 : 0);
    }

    /** The full name where the host's own is short and the resolver knows more than "localhost". */
    public static String hostname() throws IOException {
        String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        if (name.startsWith("localhost") || name.contains(".")) return name;
        try {
            String canonical = InetAddress.getByName(name).getCanonicalHostName();
            boolean better = !canonical.startsWith("localhost") && !canonical.equals(InetAddress.getByName(name).getHostAddress());
            return better ? canonical : name;
        } catch (UnknownHostException _) {
            return name;
        }
    }
}
