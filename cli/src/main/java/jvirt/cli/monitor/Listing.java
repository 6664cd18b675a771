package jvirt.cli.monitor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Table;
import jvirt.client.Domain;

/** {@code list}: the machines of the host. */
public final class Listing extends Commands {
    private static final int ACTIVE = 1;
    private static final int INACTIVE = 2;
    private static final int SHUT_OFF = 5;
    /** Options that choose machines, and their bits: VIR_CONNECT_LIST_DOMAINS_*. */
    private static final String[] FILTERS = {"", "", "persistent", "transient", "state-running", "state-paused", "state-shutoff",
        "state-other", "with-managed-save", "without-managed-save", "autostart", "no-autostart", "with-snapshot", "without-snapshot",
        "with-checkpoint", "without-checkpoint"};

    @Override public String table() {
        return """
            list: list the machines
              --inactive  those that do not run
              --all  those that run and those that do not
              --transient  those without a definition
              --persistent  those with a definition
              --with-snapshot  those that have snapshots
              --without-snapshot  those that have none
              --with-checkpoint  those that have checkpoints
              --without-checkpoint  those that have none
              --state-running  those that run
              --state-paused  those that are paused
              --state-shutoff  those that are shut off
              --state-other  those in another state
              --autostart  those that start with the host
              --no-autostart  those that do not
              --with-managed-save  those whose memory is saved
              --without-managed-save  those whose memory is not
              --uuid --name
              --id  print ids
              --table
              --managed-save  tell a saved state from others
              --title  print titles, too
            """;
    }

    @Override public void run(String command, Invocation in) {
        int filter = in.has("all") ? ACTIVE | INACTIVE : in.has("inactive") || in.has("state-shutoff") ? INACTIVE : ACTIVE;
        for (int bit = 2; bit < FILTERS.length; bit++) filter |= in.flag(FILTERS[bit], 1 << bit);
        in.exclusive("table", in.has("table"), "name", in.has("name"));
        in.exclusive("table", in.has("table"), "uuid", in.has("uuid"));
        in.exclusive("table", in.has("table"), "id", in.has("id"));
        List<Domain> domains = collect(in, filter);
        if (in.has("uuid") || in.has("name") || in.has("id")) names(in, domains);
        else table(in, domains);
    }

    private static List<Domain> collect(Invocation in, int filter) {
        try {
            List<Domain> domains = new ArrayList<>(in.connection().domains().list(filter));
            domains.sort(new ByIdThenName());
            return domains;
        } catch (VirtException e) {
            throw new Failure("Failed to list domains", e);
        }
    }

    /** First those that run, by id; then the others, by name. */
    private static final class ByIdThenName implements Comparator<Domain> {
        @Override public int compare(Domain one, Domain other) {
            if (one.id() == -1 && other.id() == -1) return one.name().compareToIgnoreCase(other.name());
            return Integer.compareUnsigned(one.id(), other.id());
        }
    }

    private static void table(Invocation in, List<Domain> domains) {
        boolean title = in.has("title");
        Table table = title ? new Table("Id", "Name", "State", "Title") : new Table("Id", "Name", "State");
        List<Optional<Domain.State>> states = in.connection().domains().states(domains);
        for (int i = 0; i < domains.size(); i++) {
            Domain domain = domains.get(i);
            if (states.get(i).isEmpty()) continue;
            int state = states.get(i).get().state();
            boolean saved = in.has("managed-save") && state == SHUT_OFF && domain.hasManagedSave();
            String name = saved ? "saved" : States.name(state);
            if (title) table.row(id(domain), domain.name(), name, title(domain));
            else table.row(id(domain), domain.name(), name);
        }
        table.print(in.out());
    }

    private static String id(Domain domain) {
        return domain.id() == -1 ? "-" : Integer.toString(domain.id());
    }

    private static String title(Domain domain) {
        try {
            return domain.metadata(Domain.TITLE, Optional.empty(), 0);
        } catch (VirtException e) {
            if (e.code() == ErrorCode.NO_DOMAIN_METADATA) return "";
            throw e;
        }
    }

    private static void names(Invocation in, List<Domain> domains) {
        boolean uuid = in.has("uuid");
        boolean name = in.has("name");
        for (Domain domain : domains) {
            if (domain.id() == -1 && !uuid && !name) continue;
            StringBuilder line = new StringBuilder();
            if (uuid) line.append(domain.uuid());
            if (in.has("id")) line.append(uuid ? " " : "").append(id(domain));
            if (name) line.append(line.isEmpty() ? "" : " ").append(domain.name());
            in.out().line(line.toString());
        }
    }
}
