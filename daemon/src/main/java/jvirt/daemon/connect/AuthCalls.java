package jvirt.daemon.connect;

import static jvirt.api.ErrorCode.AUTH_FAILED;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.daemon.access.Polkit;
import jvirt.daemon.access.Rule.Pattern;
import jvirt.rpc.call.AuthCall;
import jvirt.rpc.sasl.Logins;
import jvirt.rpc.sasl.SaslException;
import jvirt.rpc.sasl.ScramServer;
import jvirt.rpc.server.Caller;
import jvirt.rpc.server.Calls;
import jvirt.rpc.server.Login;
import jvirt.rpc.server.Peer;

/** Has clients prove who they are, where their socket asks for that. */
public final class AuthCalls {
    private static final Logger LOG = System.getLogger("jvirt.access");
    /** {@code remote_auth_type}. */
    private static final int NONE = 0;
    private static final int SASL = 1;
    private static final int POLKIT = 2;
    /** Whoever guesses is made to wait, and to connect again. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Logins logins;
    private final List<Pattern> allowed;

    /** @param allowed names that may log in, {@code *} for any text; empty for all that the file has */
    public AuthCalls(Logins logins, List<String> allowed) {
        this.logins = logins;
        this.allowed = allowed.stream().map(Pattern::new).toList();
    }

    /** How far a client's login is. */
    private static final class Progress {
        private Optional<ScramServer> server = Optional.empty();
    }

    public void register(Calls calls) {
        calls.quick(AuthCall.ListMethods.class, (caller, _) -> new AuthCall.TypesRet(List.of(method(caller))));
        calls.quick(AuthCall.SaslInit.class, (caller, _) -> {
            if (caller.login() != Login.SASL || caller.loggedIn()) throw failed();
            return new AuthCall.MechlistRet(ScramServer.MECHANISM);
        });
        calls.on(AuthCall.Polkit.class, (caller, _) -> polkit(caller));
        calls.on(AuthCall.SaslStart.class, this::start);
        calls.on(AuthCall.SaslStep.class, this::step);
    }

    private static int method(Caller caller) {
        // root comes in also when polkit is not there
        if (caller.login() == Login.POLKIT && caller.identity().peer().filter(peer -> peer.user() == 0).isPresent()) caller.letIn();
        if (caller.loggedIn()) return NONE;
        return switch (caller.login()) {
            case NONE -> NONE;
            case SASL -> SASL;
            case POLKIT -> POLKIT;
        };
    }

    private static AuthCall.CompleteRet polkit(Caller caller) throws InterruptedException {
        Optional<Peer> peer = caller.identity().peer();
        if (caller.login() != Login.POLKIT || peer.isEmpty()) throw failed();
        Polkit.require(caller.readOnly() ? "org.libvirt.unix.monitor" : "org.libvirt.unix.manage", peer.get(), Map.of(), true);
        caller.letIn();
        return new AuthCall.CompleteRet(1);
    }

    private static VirtException failed() {
        return ErrorDomain.RPC.error(AUTH_FAILED, "authentication failed");
    }

    private static Progress of(Caller caller) {
        return caller.attached(Progress.class, _ -> new Progress());
    }

    private AuthCall.SaslStartRet start(Caller caller, AuthCall.SaslStart call) throws InterruptedException {
        Progress progress = of(caller);
        synchronized (progress) {
            boolean possible = caller.login() == Login.SASL && !caller.loggedIn() && call.mech().equals(ScramServer.MECHANISM);
            if (!possible) return refuse(caller, progress, "no login by '" + call.mech() + "'");
            ScramServer server = logins.conversation();
            try {
                byte[] answer = server.first(bytes(call.data()));
                progress.server = Optional.of(server);
                return answered(0, answer);
            } catch (SaslException e) {
                return refuse(caller, progress, e.getMessage());
            }
        }
    }

    private AuthCall.SaslStartRet step(Caller caller, AuthCall.SaslStep call) throws InterruptedException {
        Progress progress = of(caller);
        synchronized (progress) {
            if (progress.server.isEmpty()) return refuse(caller, progress, "a login that has not begun");
            ScramServer server = progress.server.get();
            try {
                byte[] answer = server.last(bytes(call.data()));
                progress.server = Optional.empty();
                if (!allowed.isEmpty() && allowed.stream().noneMatch(pattern -> pattern.fits(server.name()))) {
                    return refuse(caller, progress, "'" + server.name() + "' is not among sasl_allowed_username_list");
                }
                caller.logIn(server.name());
                LOG.log(Level.INFO, "{0} has logged in", server.name());
                return answered(1, answer);
            } catch (SaslException e) {
                return refuse(caller, progress, e.getMessage());
            }
        }
    }

    private static AuthCall.SaslStartRet refuse(Caller caller, Progress progress, String why) throws InterruptedException {
        LOG.log(Level.WARNING, "a login was refused: {0}", why);
        progress.server = Optional.empty();
        Thread.sleep(AFTER_FAILURE);
        caller.close();
        throw failed();
    }

    private static AuthCall.SaslStartRet answered(int complete, byte[] data) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : data) bytes.add(b);
        return new AuthCall.SaslStartRet(complete, 0, bytes);
    }

    private static byte[] bytes(List<Byte> data) {
        byte[] bytes = new byte[data.size()];
        for (int i = 0; i < bytes.length; i++) bytes[i] = data.get(i);
        return bytes;
    }
}
