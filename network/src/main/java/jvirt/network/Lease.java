package jvirt.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.IpAddress;
import jvirt.api.MacAddress;

/**
 * An address given to a guest.
 *
 * @param expiry seconds since 1970, 0 for ever
 * @param iaid which of its interfaces a guest means, with IPv6
 * @param clientId what the guest calls itself; with IPv6, its DUID
 */
public record Lease(long expiry, Optional<MacAddress> mac, Optional<String> iaid, IpAddress ip, Optional<String> hostname,
        Optional<String> clientId) {
    /** DUIDs that hold a hardware address behind their type: RFC 8415, 11.2 and 11.4. */
    private static final String LINK_LAYER_TIME = "00:01:00:01:";
    private static final String LINK_LAYER = "00:03:00:01:";
    private static final int TIME_CHARS = 12;

    /**
     * The leases of dnsmasq's own file, those still valid at {@code now}: {@code expiry mac ip name client} for IPv4, then, behind
     * {@code duid ...}, {@code expiry iaid ip name duid} for IPv6. An asterisk is nothing.
     */
    static List<Lease> parse(Stream<String> lines, long now) {
        List<Lease> leases = new ArrayList<>();
        lines.forEach(line -> {
            String[] words = line.strip().split("\\s+");
            if (words.length < 5) return;
            Optional<IpAddress> ip = IpAddress.find(words[2]);
            if (ip.isEmpty() || !words[0].matches("[0-9]{1,18}")) return;
            long expiry = Long.parseLong(words[0]);
            if (expiry != 0 && expiry < now) return;
            Optional<String> client = known(words[4]);
            leases.add(ip.get().v6()
                    ? new Lease(expiry, client.flatMap(Lease::macOf), Optional.of(words[1].replaceFirst("^T", "")), ip.get(),
                            known(words[3]), client)
                    : new Lease(expiry, MacAddress.find(words[1].replaceFirst("^[0-9a-f]{2}-", "")), Optional.empty(), ip.get(),
                            known(words[3]), client));
        });
        return leases;
    }

    private static Optional<String> known(String word) {
        return word.equals("*") ? Optional.empty() : Optional.of(word);
    }

    private static Optional<MacAddress> macOf(String duid) {
        if (duid.startsWith(LINK_LAYER_TIME) && duid.length() > LINK_LAYER_TIME.length() + TIME_CHARS) {
            return MacAddress.find(duid.substring(LINK_LAYER_TIME.length() + TIME_CHARS));
        }
        return duid.startsWith(LINK_LAYER) ? MacAddress.find(duid.substring(LINK_LAYER.length())) : Optional.empty();
    }
}
