package jvirt.network.filter;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.IpAddress;
import jvirt.api.nwfilter.FilterBinding;
import jvirt.host.AtomicFile;

/**
 * The addresses that guests were found to have, in a file that outlives the daemon: {@code expiry key address server}, a line
 * each. What was only seen in use has no server, and is forgotten with the interface; a lease is the guest's as long as it lasts.
 */
final class KnownAddresses {
    private static final Logger LOG = System.getLogger("jvirt.network");
    private static final String NEVER = "18446744073709551615";

    /** One address of one card. */
    record Known(Optional<Instant> expiry, String key, IpAddress address, Optional<IpAddress> server) {
        String line() {
            return expiry.map(time -> Long.toString(time.getEpochSecond())).orElse(NEVER) + " " + key + " " + address + " "
                    + server.map(IpAddress::toString).orElse("-");
        }

        static Optional<Known> parse(String line) {
            String[] words = line.split(" ");
            if (words.length != 4 || !words[0].matches("[0-9]{1,20}")) return Optional.empty();
            Optional<Instant> expiry = words[0].equals(NEVER) ? Optional.empty()
                    : Optional.of(Instant.ofEpochSecond(Long.parseLong(words[0])));
            return IpAddress.find(words[2]).map(address -> new Known(expiry, words[1], address, IpAddress.find(words[3])));
        }

        boolean over(Instant now) {
            return expiry.filter(time -> !time.isAfter(now)).isPresent();
        }
    }

    private final Path file;
    private final Clock clock;
    private final List<Known> all = new ArrayList<>();

    KnownAddresses(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        try {
            if (Files.exists(file)) Files.readAllLines(file).forEach(line -> Known.parse(line).ifPresent(all::add));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "known addresses of guests are lost: " + file, e);
        }
    }

    /** What the card is called in the file, as in libvirt's. */
    private static String key(FilterBinding binding) {
        return binding.owner().uuid() + "-" + binding.mac().address();
    }

    /** The card's addresses, without those whose time is over. */
    synchronized List<IpAddress> of(FilterBinding binding) {
        Instant now = clock.instant();
        return all.stream().filter(known -> known.key.equals(key(binding)) && !known.over(now)).map(Known::address).distinct().toList();
    }

    synchronized void used(FilterBinding binding, IpAddress address) {
        put(new Known(Optional.empty(), key(binding), address, Optional.empty()));
    }

    synchronized void lent(FilterBinding binding, IpAddress address, IpAddress server, Optional<Duration> time) {
        put(new Known(time.map(clock.instant()::plus), key(binding), address, Optional.of(server)));
    }

    private void put(Known known) {
        all.removeIf(other -> other.key.equals(known.key) && other.address.equals(known.address));
        all.add(known);
        save();
    }

    synchronized void forget(FilterBinding binding, IpAddress address) {
        if (all.removeIf(known -> known.key.equals(key(binding)) && known.address.equals(address))) save();
    }

    /** The card is gone. */
    synchronized void forgetUsed(FilterBinding binding) {
        Instant now = clock.instant();
        if (all.removeIf(known -> known.over(now) || known.key.equals(key(binding)) && known.server.isEmpty())) save();
    }

    private void save() {
        try {
            AtomicFile.replace(file, String.join("", all.stream().map(known -> known.line() + "\n").toList()));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "known addresses of guests cannot be kept: " + file, e);
        }
    }
}
