package jvirt.daemon.secret;

import static jvirt.daemon.connect.Flags.has;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import jvirt.api.ErrorDomain;
import jvirt.api.secret.Secret;
import jvirt.daemon.Validation;
import jvirt.daemon.connect.Flags;
import jvirt.daemon.connect.Subscriptions;
import jvirt.daemon.connect.Subscriptions.Topic;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.Opaque;
import jvirt.rpc.call.SecretCall;
import jvirt.rpc.call.SecretEvent;
import jvirt.rpc.call.WireSecret;
import jvirt.rpc.server.Calls;
import jvirt.storage.secret.Secrets;

/** Answers the procedures on secrets and tells of what happens to them. */
public final class SecretCalls {
    /** {@code VIR_SECRET_DEFINE_VALIDATE}. */
    private static final int DEFINE_VALIDATE = 1;
    /** {@code VIR_CONNECT_LIST_SECRETS_*}: one of a pair alone selects, both or neither do not. */
    private static final int EPHEMERAL = 1;
    private static final int NO_EPHEMERAL = 2;
    private static final int PRIVATE = 4;
    private static final int NO_PRIVATE = 8;
    /** {@code virSecretEventID} and {@code virSecretEventLifecycleType}. */
    private static final int LIFECYCLE = 0;
    private static final int VALUE_CHANGED = 1;
    private static final int DEFINED = 0;
    private static final int UNDEFINED = 1;

    private final Secrets secrets;
    private final Subscriptions subscriptions;

    public SecretCalls(Secrets secrets, Subscriptions subscriptions) {
        this.secrets = secrets;
        this.subscriptions = subscriptions;
    }

    public void register(Calls calls) {
        calls.quick(ConnectCall.NumOfSecrets.class, (_, _) -> new ConnectCall.NumRet(secrets.all().size()));
        calls.quick(ConnectCall.ListSecrets.class, (_, call) -> new ConnectCall.UuidsRet(
                secrets.all().stream().limit(call.maxuuids()).map(secret -> uuid(secret).toString()).toList()));
        calls.quick(ConnectCall.ListAllSecrets.class, (_, call) -> list(call));
        calls.quick(SecretCall.LookupByUuid.class, (_, call) -> new SecretCall.SecretRet(wire(secrets.named(call.uuid()))));
        calls.quick(SecretCall.LookupByUsage.class,
                (_, call) -> new SecretCall.SecretRet(wire(secrets.forUsage(call.usageType(), call.usageID()))));
        calls.quick(SecretCall.GetXmlDesc.class,
                (_, call) -> new SecretCall.XmlRet(secrets.named(call.secret().uuid()).format()));
        calls.quick(SecretCall.GetValue.class,
                (_, call) -> new SecretCall.ValueRet(new Opaque(secrets.valueForClient(call.secret().uuid()))));
        calls.on(SecretCall.DefineXml.class, (_, call) -> define(call));
        calls.on(SecretCall.SetValue.class, (_, call) -> setValue(call));
        calls.on(SecretCall.Undefine.class, (_, call) -> undefine(call));
    }

    private ConnectCall.SecretsRet list(ConnectCall.ListAllSecrets call) {
        Stream<Secret> chosen = secrets.all().stream()
                .filter(secret -> chosen(call.flags(), EPHEMERAL, NO_EPHEMERAL, secret.ephemeral().yes()))
                .filter(secret -> chosen(call.flags(), PRIVATE, NO_PRIVATE, secret.confidential().yes()));
        List<WireSecret> wires = chosen.map(SecretCalls::wire).toList();
        return new ConnectCall.SecretsRet(call.needResults() == 0 ? List.of() : wires, wires.size());
    }

    private static boolean chosen(int flags, int with, int without, boolean has) {
        int pair = flags & (with | without);
        return pair == 0 || pair == (with | without) || (pair == with) == has;
    }

    private SecretCall.SecretRet define(SecretCall.DefineXml call) {
        Flags.check(ErrorDomain.SECRET, call.flags(), DEFINE_VALIDATE, "secretDefineXML");
        Validation.ifAsked(has(call.flags(), DEFINE_VALIDATE), "secret", call.xml(), () -> Secret.parse(call.xml()));
        WireSecret wire = wire(secrets.define(Secret.parse(call.xml())));
        lifecycle(wire, DEFINED);
        return new SecretCall.SecretRet(wire);
    }

    private Nothing setValue(SecretCall.SetValue call) {
        UUID uuid = call.secret().uuid();
        secrets.setValue(uuid, call.value().bytes());
        WireSecret wire = wire(secrets.named(uuid));
        subscriptions.publish(Topic.SECRET, VALUE_CHANGED, uuid, callback -> new SecretEvent.ValueChanged(callback, wire));
        return NOTHING;
    }

    private Nothing undefine(SecretCall.Undefine call) {
        lifecycle(wire(secrets.undefine(call.secret().uuid())), UNDEFINED);
        return NOTHING;
    }

    private void lifecycle(WireSecret wire, int event) {
        subscriptions.publish(Topic.SECRET, LIFECYCLE, wire.uuid(),
                callback -> new SecretEvent.Lifecycle(callback, wire, event, 0));
    }

    private static UUID uuid(Secret secret) {
        return secret.uuid().orElseThrow();
    }

    private static WireSecret wire(Secret secret) {
        return new WireSecret(uuid(secret), secret.usageNumber(), secret.usageId());
    }
}
