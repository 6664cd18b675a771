package jvirt.web.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Serial;
import jvirt.client.Domain;
import jvirt.web.host.Host;
import jvirt.web.host.Hosts;
import jvirt.web.host.Machine;
import jvirt.web.http.Exchange;
import jvirt.web.http.Problem;
import jvirt.web.http.Route;
import jvirt.web.people.Role;

/** One machine: its two faces (live and next boot), its document, and what can be done to it as a whole. */
public final class MachineRoutes {
    private static final String XML = "text/xml; charset=utf-8";
    /** {@code VIR_DOMAIN_DEFINE_VALIDATE}: a person typed it. */
    private static final int VALIDATE = 1;
    /** {@code VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | SNAPSHOTS_METADATA | NVRAM | CHECKPOINTS_METADATA | TPM}. */
    private static final int UNDEFINE_ALL = 1 | 2 | 4 | 16 | 32;
    private static final int AFFECT_LIVE = 1, AFFECT_CONFIG = 2;

    private final Hosts hosts;

    public MachineRoutes(Hosts hosts) {
        this.hosts = hosts;
    }

    record Consoles(boolean vnc, List<String> serial) {}
    record Details(Machine machine, Optional<jvirt.api.domain.Domain> live, Optional<jvirt.api.domain.Domain> next, Consoles consoles) {}
    record NewMachine(String host, String xml) {}
    record Action(String action) {}
    record Rename(String name) {}
    record Remove(List<String> disks) {}
    record Device(String xml, boolean live, boolean next) {}

    /** Adds the routes. */
    public void addTo(Route.Table table) {
        String one = "machines/{host}/{uuid}";
        table.get(one, this::details);
        table.get(one + "/xml", this::xml);
        table.get(one + "/disks", exchange -> new Disks(hosts.of(exchange)).of(hosts.domain(exchange)));
        table.get(one + "/screenshot", exchange -> Screenshot.answer(exchange, hosts.of(exchange).connection(), hosts.domain(exchange)));
        table.change("POST", "machines", Role.ADMIN, "machine.define", this::define);
        table.change("PUT", one + "/xml", Role.ADMIN, "machine.define", this::redefine);
        table.change("POST", one + "/actions", Role.OPERATOR, "machine.action", this::act);
        table.change("POST", one + "/rename", Role.ADMIN, "machine.rename", this::rename);
        table.change("DELETE", one, Role.ADMIN, "machine.delete", this::delete);
        table.change("POST", one + "/devices", Role.ADMIN, "device.attach", exchange -> device(exchange, Domain::attachDevice));
        table.change("DELETE", one + "/devices", Role.ADMIN, "device.detach", exchange -> device(exchange, Domain::detachDevice));
        table.change("PUT", one + "/devices", Role.ADMIN, "device.update",
                exchange -> device(exchange, (domain, xml, flags, _) -> domain.updateDevice(xml, flags)));
    }

    private Details details(Exchange exchange) {
        Domain domain = hosts.domain(exchange);
        Machine machine = hosts.of(exchange).refresh(domain.uuid());
        Optional<jvirt.api.domain.Domain> live = machine.active() ? Optional.of(parsed(domain, 0)) : Optional.empty();
        Optional<jvirt.api.domain.Domain> next = machine.persistent() ? Optional.of(parsed(domain, Domain.XML_INACTIVE)) : Optional.empty();
        return new Details(machine, live, next, live.map(MachineRoutes::consoles).orElse(new Consoles(false, List.of())));
    }

    private static jvirt.api.domain.Domain parsed(Domain domain, int flags) {
        return jvirt.api.domain.Domain.parse(domain.xml(flags));
    }

    private static Consoles consoles(jvirt.api.domain.Domain live) {
        boolean vnc = live.devices().graphics().stream().anyMatch(Graphics.Vnc.class::isInstance);
        return new Consoles(vnc, live.devices().serials().stream().map(Serial::info).flatMap(info -> info.alias().stream())
                .map(alias -> alias.name()).toList());
    }

    private Object xml(Exchange exchange) throws IOException {
        int flags = switch (exchange.query("view").orElse("next")) {
            case "live" -> 0;
            case "next" -> Domain.XML_INACTIVE;
            case String other -> throw Problem.bad("view is live or next, not '" + other + "'");
        };
        exchange.answer(XML, hosts.domain(exchange).xml(flags).getBytes(StandardCharsets.UTF_8));
        return Route.ANSWERED;
    }

    private Object define(Exchange exchange) {
        NewMachine wish = exchange.body(NewMachine.class);
        Host host = hosts.named(wish.host());
        Domain domain = host.connection().domains().define(wish.xml(), VALIDATE);
        exchange.note(domain.name());
        return host.refresh(domain.uuid());
    }

    private Object redefine(Exchange exchange) {
        Domain domain = hosts.domain(exchange);
        String xml = exchange.text();
        if (!jvirt.api.domain.Domain.parse(xml).uuid().equals(domain.uuid())) {
            throw Problem.bad("the document has another uuid than the machine " + domain.name());
        }
        hosts.of(exchange).connection().domains().define(xml, VALIDATE);
        return details(exchange);
    }

    private Machine act(Exchange exchange) {
        Domain domain = hosts.domain(exchange);
        String action = exchange.body(Action.class).action();
        exchange.note(action);
        switch (action) {
            case "start" -> domain.start(0);
            case "shutdown" -> domain.shutdown(0);
            case "reboot" -> domain.reboot(0);
            case "reset" -> domain.reset();
            case "destroy" -> domain.destroy(0);
            case "suspend" -> domain.suspend();
            case "resume" -> domain.resume();
            case "save" -> domain.managedSave(0);
            case "discard-save" -> domain.removeManagedSave();
            case "autostart-on" -> domain.autostart(true);
            case "autostart-off" -> domain.autostart(false);
            default -> throw Problem.bad("a machine knows no action '" + action + "'");
        }
        return hosts.of(exchange).refresh(domain.uuid());
    }

    private Machine rename(Exchange exchange) {
        Domain domain = hosts.domain(exchange);
        String name = exchange.body(Rename.class).name();
        exchange.note(domain.name() + " to " + name);
        domain.rename(name);
        return hosts.of(exchange).refresh(domain.uuid());
    }

    private Object delete(Exchange exchange) {
        Domain domain = hosts.domain(exchange);
        Disks disks = new Disks(hosts.of(exchange));
        List<String> wished = exchange.body(Remove.class).disks();
        exchange.note(domain.name() + (wished.isEmpty() ? "" : " with " + String.join(", ", wished)));
        disks.check(domain, wished);
        if (domain.active()) domain.destroy(0);
        if (domain.persistent()) domain.undefine(UNDEFINE_ALL);
        disks.delete(wished);
        return Map.of();
    }

    /** What is done with a device. */
    @FunctionalInterface private interface Change {
        void apply(Domain domain, String xml, int flags, boolean plain);
    }

    private Details device(Exchange exchange, Change change) {
        Device wish = exchange.body(Device.class);
        int flags = (wish.live() ? AFFECT_LIVE : 0) | (wish.next() ? AFFECT_CONFIG : 0);
        if (flags == 0) throw Problem.bad("neither live nor next is wished for");
        change.apply(hosts.domain(exchange), wish.xml(), flags, false);
        return details(exchange);
    }
}
