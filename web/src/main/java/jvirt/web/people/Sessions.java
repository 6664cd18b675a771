package jvirt.web.people;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.nio.charset.StandardCharsets;

/** Who is logged in. A session ends after {@link #IDLE} without a request, after {@link #MOST} anyway, and with the process. */
public final class Sessions {
    public static final Duration IDLE = Duration.ofHours(1);
    public static final Duration MOST = Duration.ofHours(12);
    private static final int TOKEN_BYTES = 32;

    private record Held(Session session, Instant since, Instant used) {}

    private final Map<String, Held> byDigest = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final Accounts accounts;
    private final Clock clock;

    public Sessions(Accounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    /** A session and the token that names it. The token is new at each login: one that was planted before is worth nothing. */
    public record Opened(Session session, String token) {}

    /** Opens a session for whoever has proved to be this account. */
    public Opened open(Account account) {
        expire();
        String token = random();
        Session session = new Session(account.name(), account.role(), random());
        byDigest.put(digest(token), new Held(session, clock.instant(), clock.instant()));
        return new Opened(session, token);
    }

    /** The session of a token, with the role that its account has now. */
    public Optional<Session> of(String token) {
        Held held = byDigest.computeIfPresent(digest(token), (_, one) -> over(one) ? null : new Held(one.session, one.since, clock.instant()));
        if (held == null) return Optional.empty();
        return accounts.named(held.session.name()).map(account -> new Session(account.name(), account.role(), held.session.csrf()));
    }

    /** Ends a session. */
    public void close(Session session) {
        byDigest.values().removeIf(held -> held.session.csrf().equals(session.csrf()));
    }

    /** Ends all sessions of an account. */
    public void closeAll(String name) {
        byDigest.values().removeIf(held -> held.session.name().equals(name));
    }

    private void expire() {
        byDigest.values().removeIf(this::over);
    }

    private boolean over(Held held) {
        Instant now = clock.instant();
        return held.used.plus(IDLE).isBefore(now) || held.since.plus(MOST).isBefore(now);
    }

    private String random() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A token is looked up by its digest, so that the time that a look-up takes tells nothing about tokens. */
    private static String digest(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
