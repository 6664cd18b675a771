package jvirt.web.host;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.client.Connection;
import jvirt.client.Domain;
import jvirt.client.Domains;

/** Asks a daemon for its machines: all of them in four calls however many there are, or one after an event. */
final class Inventory {
    /** {@code VIR_CONNECT_LIST_DOMAINS_*}, libvirt 9.0.0 libvirt-domain.h. */
    private static final int PERSISTENT = 1 << 2, MANAGED_SAVE = 1 << 8, AUTOSTART = 1 << 10;
    /** {@code VIR_DOMAIN_STATS_STATE | BALLOON | VCPU}. */
    private static final int FIGURES = 1 | 4 | 8;
    /** {@code VIR_DOMAIN_SHUTOFF}. */
    private static final int SHUTOFF = 5;

    private final String host;
    private final Connection connection;

    Inventory(String host, Connection connection) {
        this.host = host;
        this.connection = connection;
    }

    List<Machine> all() {
        Set<UUID> persistent = listed(PERSISTENT);
        Set<UUID> saved = listed(MANAGED_SAVE);
        Set<UUID> autostart = listed(AUTOSTART);
        List<Machine> machines = new ArrayList<>();
        for (Domains.Statistics one : connection.domains().statistics(List.of(), FIGURES, 0)) {
            UUID uuid = one.domain().uuid();
            machines.add(machine(one, autostart.contains(uuid), persistent.contains(uuid), saved.contains(uuid)));
        }
        return machines;
    }

    private Machine machine(Domains.Statistics one, boolean autostart, boolean persistent, boolean saved) {
        Map<String, String> values = one.values();
        return new Machine(host, one.domain().uuid(), one.domain().name(), Optional.empty(), Machine.state((int) number(values, "state.state", SHUTOFF)),
                (int) number(values, "state.reason", 0), (int) number(values, "vcpu.current", 0), number(values, "balloon.current", 0),
                number(values, "balloon.maximum", 0), autostart, persistent, saved);
    }

    private Set<UUID> listed(int filter) {
        Set<UUID> uuids = new HashSet<>();
        for (Domain domain : connection.domains().list(filter)) uuids.add(domain.uuid());
        return uuids;
    }

    private static long number(Map<String, String> values, String name, long absent) {
        return Optional.ofNullable(values.get(name)).map(Long::parseUnsignedLong).orElse(absent);
    }

    /** One machine as it is now; empty when it has gone. Figures, not its facts: those of a guest that is just ending are refused. */
    Optional<Machine> one(UUID uuid) {
        try {
            Domain domain = connection.domains().withUuid(uuid);
            boolean persistent = domain.persistent();
            boolean autostart = persistent && domain.autostart();
            boolean saved = persistent && domain.hasManagedSave();
            return connection.domains().statistics(List.of(domain), FIGURES, 0).stream().findFirst()
                    .map(one -> machine(one, autostart, persistent, saved));
        } catch (VirtException e) {
            if (e.code() == ErrorCode.NO_DOMAIN) return Optional.empty();
            throw e;
        }
    }
}
