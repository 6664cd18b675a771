package jvirt.network;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jvirt.host.net.Link;
import jvirt.host.net.Links;

/**
 * Names for the host's ends of guests' cards: {@code vnet0} and on, {@code macvtap0} and on. A number is not given out twice
 * while the daemon runs, so that nobody takes a new card for one that is gone.
 */
final class LinkNames {
    private final String prefix;
    private final Pattern form;
    private int next;
    private boolean looked;

    LinkNames(String prefix) {
        this.prefix = prefix;
        this.form = Pattern.compile(Pattern.quote(prefix) + "([0-9]{1,9})");
    }

    /** A name that neither was given out nor exists on the host. */
    synchronized String next() throws IOException {
        if (!looked) {
            for (Link link : Links.all()) skip(link.name());
            looked = true;
        }
        String name;
        do {
            name = prefix + next++;
        } while (Links.exists(name));
        return name;
    }

    /** A name in use: its number and those below are not given out. */
    synchronized void reserve(String name) {
        skip(name);
    }

    private void skip(String name) {
        Matcher matcher = form.matcher(name);
        if (matcher.matches()) next = Math.max(next, Integer.parseInt(matcher.group(1)) + 1);
    }

    /** One of ours, which a definition does not keep. */
    boolean made(Optional<String> name) {
        return name.filter(some -> form.matcher(some).matches()).isPresent();
    }
}
