package jvirt.host.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.IpAddress;

/** The host's IPv4 routes. */
public final class Routes {
    /** Columns: interface, destination, gateway, flags, references, use, metric, mask; numbers as they lie in memory. */
    private static final Path TABLE = Path.of("/proc/net/route");
    private static final int GATEWAY_COLUMN = 2;
    private static final int METRIC_COLUMN = 6;
    private static final int MASK_COLUMN = 7;

    /** A route to a network through an interface, behind a gateway or at its wire. */
    public record Route(String link, IpAddress network, IpAddress mask, Optional<IpAddress> gateway, int metric) {}

    private Routes() {}

    public static List<Route> v4() throws IOException {
        List<Route> routes = new ArrayList<>();
        for (String line : Files.readAllLines(TABLE)) {
            String[] columns = line.split("\\s+");
            if (columns.length <= MASK_COLUMN || columns[0].equals("Iface")) continue;
            Optional<IpAddress> mask = address(columns[MASK_COLUMN]);
            Optional<IpAddress> network = address(columns[1]);
            if (mask.isPresent() && network.isPresent()) {
                Optional<IpAddress> gateway = address(columns[GATEWAY_COLUMN]).filter(some -> some.low() != 0);
                routes.add(new Route(columns[0], network.get().and(mask.get()), mask.get(), gateway,
                        Integer.parseInt(columns[METRIC_COLUMN])));
            }
        }
        return routes;
    }

    private static Optional<IpAddress> address(String hex) {
        try {
            long number = Integer.toUnsignedLong(Integer.reverseBytes(Integer.parseUnsignedInt(hex, 16)));
            return Optional.of(new IpAddress(false, 0, number));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
