package jvirt.web.people;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Who changed what, when, from where and with what outcome. */
public final class Audit {
    /** One change, or one try. */
    public record Entry(long at, String who, String from, String what, String target, String outcome, Optional<String> detail) {}

    private final Store store;
    private final Clock clock;

    public Audit(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Writes one down. */
    public void add(String who, String from, String what, String target, String outcome, Optional<String> detail) {
        store.change("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)", clock.millis(), who, from, what, target, outcome, detail.orElse(null));
    }

    /** The last ones, the newest first. */
    public List<Entry> last(int count) {
        return store.ask(row -> new Entry(row.getLong(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5), row.getString(6),
                Optional.ofNullable(row.getString(7))),
                "SELECT at, who, source, what, target, outcome, detail FROM audit ORDER BY rowid DESC LIMIT ?", count);
    }
}
