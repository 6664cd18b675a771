package jvirt.daemon.connect;

import static jvirt.api.ErrorCode.ACCESS_DENIED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.TypedParam;
import jvirt.rpc.server.Caller;
import jvirt.rpc.server.Identity;
import jvirt.rpc.server.Peer;

/**
 * A daemon that passes on its clients' calls, as libvirt's virtproxyd, says for whom it speaks. Only the daemon's own user is
 * believed: whoever may say that he is somebody else is everybody.
 */
final class Spokesman {
    /** {@code VIR_CONNECT_IDENTITY_*}. */
    private static final String USER = "user-name";
    private static final String USER_NUMBER = "unix-user-id";
    private static final String GROUP = "group-name";
    private static final String GROUP_NUMBER = "unix-group-id";
    private static final String PROCESS = "process-id";
    private static final String LOGIN = "sasl-user-name";
    private static final String CERTIFICATE = "x509-distinguished-name";
    private static final Set<String> KNOWN = Set.of(USER, USER_NUMBER, GROUP, GROUP_NUMBER, PROCESS, LOGIN, CERTIFICATE,
            "process-time", "selinux-context", "system.token");

    private Spokesman() {}

    static Nothing speakFor(Caller caller, ConnectCall.SetIdentity call) {
        Flags.check(ErrorDomain.REMOTE, call.flags(), 0, "remoteDispatchConnectSetIdentity");
        Identity speaker = caller.identity();
        if (speaker.user().isEmpty() || !speaker.user().equals(System.getProperty("user.name"))) {
            throw ErrorDomain.ACCESS.error(ACCESS_DENIED, "'%s' denied access", "connect");
        }
        for (TypedParam param : call.params()) {
            if (!KNOWN.contains(param.field())) throw ErrorDomain.NONE.error(INVALID_ARG, "parameter '%s' not supported", param.field());
        }
        caller.speakFor(new Identity(text(call.params(), USER), text(call.params(), GROUP), text(call.params(), CERTIFICATE),
                text(call.params(), LOGIN), speaker.readOnly(), Optional.of(new Peer(number(call.params(), PROCESS),
                        number(call.params(), USER_NUMBER), number(call.params(), GROUP_NUMBER)))));
        return NOTHING;
    }

    private static String text(List<TypedParam> params, String name) {
        return TypedParam.find(params, name).map(value -> switch (value) {
            case TypedParam.Value.Text(var text) -> text;
            case TypedParam.Value.Int _, TypedParam.Value.Uint _, TypedParam.Value.Llong _, TypedParam.Value.Ullong _,
                    TypedParam.Value.Real _, TypedParam.Value.Bool _ -> throw wrong(name, "string");
        }).orElse("");
    }

    private static int number(List<TypedParam> params, String name) {
        return TypedParam.find(params, name).map(value -> switch (value) {
            case TypedParam.Value.Llong(var number) -> (int) number;
            case TypedParam.Value.Ullong(var number) -> (int) number;
            case TypedParam.Value.Int _, TypedParam.Value.Uint _, TypedParam.Value.Text _, TypedParam.Value.Real _,
                    TypedParam.Value.Bool _ -> throw wrong(name, "ullong");
        }).orElse(-1);
    }

    private static RuntimeException wrong(String name, String wanted) {
        return ErrorDomain.NONE.error(INVALID_ARG, "invalid type for parameter '%s', expected '%s'", name, wanted);
    }
}
