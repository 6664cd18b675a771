package jvirt.web.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import jvirt.web.http.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeopleTest {
    @TempDir private Path dir;

    /** A clock that goes when it is told to. */
    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void on(Duration time) {
            now = now.plus(time);
        }

        @Override public Instant instant() {
            return now;
        }

        @Override public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    @Test void accountsSurviveARestartAndTheFirstIsMadeOnce() {
        Hand clock = new Hand();
        String password;
        try (Store store = new Store(dir.resolve("c.db"))) {
            password = new Accounts(store, clock).first().orElseThrow();
        }
        try (Store store = new Store(dir.resolve("c.db"))) {
            Accounts accounts = new Accounts(store, clock);
            assertEquals(Optional.empty(), accounts.first());
            assertEquals(Role.ADMIN, accounts.login("admin", password).orElseThrow().role());
            assertEquals(Optional.empty(), accounts.login("admin", password + "x"));
            assertEquals(Optional.empty(), accounts.login("nobody", password));
            assertThrows(Problem.class, () -> accounts.add("admin", "another one", Role.VIEWER));
            assertThrows(Problem.class, () -> accounts.add("short", "short", Role.VIEWER));
            assertThrows(Problem.class, () -> accounts.add("long", "x".repeat(73), Role.VIEWER));
            assertThrows(Problem.class, () -> accounts.add("a b", "long enough", Role.VIEWER));
            assertThrows(Problem.class, () -> accounts.role("admin", Role.VIEWER));
            accounts.add("second", "long enough", Role.ADMIN);
            accounts.remove("admin");
            assertThrows(Problem.class, () -> accounts.remove("second"));
        }
    }

    @Test void sessionsEnd() {
        Hand clock = new Hand();
        try (Store store = new Store(dir.resolve("c.db"))) {
            Accounts accounts = new Accounts(store, clock);
            accounts.first();
            Account account = accounts.add("olga", "long enough", Role.OPERATOR);
            Sessions sessions = new Sessions(accounts, clock);
            String idle = sessions.open(account).token();
            String used = sessions.open(account).token();
            for (Duration spent = Duration.ZERO; spent.compareTo(Sessions.MOST) < 0; spent = spent.plusMinutes(50)) {
                assertTrue(sessions.of(used).isPresent(), spent::toString);
                clock.on(Duration.ofMinutes(50));
            }
            assertEquals(Optional.empty(), sessions.of(used), "after the longest time");
            assertEquals(Optional.empty(), sessions.of(idle), "after nobody used it");
            assertEquals(Optional.empty(), sessions.of("made up"));
            String token = sessions.open(account).token();
            accounts.role("olga", Role.VIEWER);
            assertEquals(Role.VIEWER, sessions.of(token).orElseThrow().role());
        }
    }

    @Test void guessesWaitTwiceAsLongEachTime() {
        Hand clock = new Hand();
        Throttle throttle = new Throttle(clock);
        for (int i = 0; i < 4; i++) throttle.wrong("name");
        assertEquals(Optional.empty(), throttle.wait("name"));
        for (int seconds : new int[] {1, 2, 4, 8}) {
            throttle.wrong("name");
            assertEquals(Optional.of(Duration.ofSeconds(seconds)), throttle.wait("name"));
            clock.on(Duration.ofSeconds(seconds));
            assertEquals(Optional.empty(), throttle.wait("name"));
        }
        assertFalse(throttle.wait("another").isPresent());
        throttle.right("name");
        throttle.wrong("name");
        assertEquals(Optional.empty(), throttle.wait("name"));
    }

    @Test void auditIsNewestFirst() {
        try (Store store = new Store(dir.resolve("c.db"))) {
            Audit audit = new Audit(store, new Hand());
            for (int i = 0; i < 3; i++) audit.add("who", "from", "what" + i, "target", "ok", Optional.empty());
            assertEquals("what2", audit.last(2).getFirst().what());
            assertEquals(2, audit.last(2).size());
        }
    }
}
