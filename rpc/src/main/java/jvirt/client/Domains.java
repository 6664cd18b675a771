package jvirt.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.VirtException;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.call.WireDomainStatsRecord;

/** The machines of a host. */
public final class Domains {
    private final Connection connection;

    Domains(Connection connection) {
        this.connection = connection;
    }

    private Domain of(WireDomain wire) {
        return new Domain(connection, wire);
    }

    /** The machine of this name. */
    public Domain named(String name) {
        return of(connection.call(new DomainCall.LookupByName(name)).dom());
    }

    /** The machine of this UUID. */
    public Domain withUuid(UUID uuid) {
        return of(connection.call(new DomainCall.LookupByUuid(uuid)).dom());
    }

    /** The running machine of this id. */
    public Domain withId(int id) {
        return of(connection.call(new DomainCall.LookupById(id)).dom());
    }

    /** All machines that pass {@code filter}, {@code VIR_CONNECT_LIST_DOMAINS_*}; all of them with 0. */
    public List<Domain> list(int filter) {
        List<Domain> domains = new ArrayList<>();
        for (WireDomain wire : connection.call(new ConnectCall.ListAllDomains(1, filter)).domains()) domains.add(of(wire));
        return domains;
    }

    /** What each of them does; nothing for one that has gone meanwhile. */
    public List<Optional<Domain.State>> states(List<Domain> domains) {
        List<Optional<Domain.State>> states = new ArrayList<>();
        for (Domain domain : domains) {
            try {
                states.add(Optional.of(domain.state()));
            } catch (VirtException gone) {
                states.add(Optional.empty());
            }
        }
        return states;
    }

    /** Defines a machine, or changes the definition of one. */
    public Domain define(String xml, int flags) {
        return of(flags == 0 ? connection.call(new DomainCall.DefineXml(xml)).dom()
                : connection.call(new DomainCall.DefineXmlFlags(xml, flags)).dom());
    }

    /** Starts a machine; one that is not defined is gone when it ends. */
    public Domain create(String xml, int flags) {
        return of(connection.call(new DomainCall.CreateXml(xml, flags)).dom());
    }

    /** Starts a machine from the file in which it was saved. */
    public void restore(String file, Optional<String> xml, int flags) {
        if (xml.isEmpty() && flags == 0) connection.call(new DomainCall.Restore(file));
        else connection.call(new DomainCall.RestoreFlags(file, xml, flags));
    }

    /** Figures of one machine, by name. */
    public record Statistics(Domain domain, Map<String, String> values) {}

    /** Figures of the {@code chosen} machines, of all that the flags choose when none is. */
    public List<Statistics> statistics(List<Domain> chosen, int figures, int flags) {
        List<WireDomain> wires = chosen.stream().map(Domain::wire).toList();
        List<Statistics> all = new ArrayList<>();
        for (WireDomainStatsRecord one : connection.call(new ConnectCall.GetAllDomainStats(wires, figures, flags)).retStats()) {
            all.add(new Statistics(of(one.dom()), Params.texts(one.params())));
        }
        return all;
    }
}
