package jvirt.cli.domain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Output;
import jvirt.cli.Parameters;
import jvirt.cli.Table;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.TypedParam;

/** What the agent within a guest can be asked for. */
public final class Agent extends Commands {
    private static final int APPEND = 1;
    private static final int REMOVE = 2;
    /** virDomainAgentResponseTimeoutValues and their like: for ever, the default, and not at all. */
    private static final int BLOCK = -2;
    private static final int DEFAULT = -1;
    private static final int NOWAIT = 0;
    private static final List<String> SOURCES = List.of("lease", "agent");

    @Override public String table() {
        return """
            domfsfreeze: bring the file systems of the guest to rest
              <domain>
              mountpoint...  these only
            domfsinfo: list the file systems of the guest
              <domain>
            domfsthaw: let the file systems of the guest go on
              <domain>
              mountpoint...  these only
            domfstrim: give back what the guest's file systems do not use
              <domain>
              minimum=#  pieces of that size and larger, in bytes
              mountpoint=  of this one only
            domhostname: print the name that the guest has given itself
              <domain>
              source=  who to ask: lease or agent
            get-user-sshkeys: print the SSH keys with which a user of the guest can log in
              <domain>
              <user>  the user
            guest-agent-timeout: set how long the daemon waits for the agent
              <domain>
              timeout=#!  seconds; -2 is for ever, -1 the default, 0 not at all
            guestinfo: show what the agent knows about the guest
              <domain>
              --user  who is logged in
              --os  operating system
              --timezone  time zone
              --hostname  name
              --filesystem  file systems
              --disk  disks
              --interface  network interfaces
            qemu-agent-command: send a command to the agent
              <domain>
              timeout=#!  seconds to wait for the answer
              --async  do not wait for the answer
              --block  wait for ever
              --pretty  in several lines
              <cmd>...  the command, in JSON
            set-user-password: set the password of a user of the guest
              <domain>
              <user>  the user
              <password>  the password
              --encrypted  it is encrypted already
            set-user-sshkeys: set the SSH keys with which a user of the guest can log in
              <domain>
              <user>  the user
              file=  file with the keys
              --reset  in place of those that there are
              --remove  remove these keys
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "domfsfreeze" -> freeze(in, true);
            case "domfsthaw" -> freeze(in, false);
            case "domfsinfo" -> fileSystems(in);
            case "domfstrim" -> trim(in);
            case "domhostname" -> hostname(in);
            case "get-user-sshkeys" -> {
                Domain domain = in.domain();
                in.call(new DomainCall.AuthorizedSshKeysGet(domain.wire(), in.required("user"), 0)).keys().forEach(in.out()::print);
            }
            case "guest-agent-timeout" -> {
                Domain domain = in.domain();
                in.call(new DomainCall.AgentSetResponseTimeout(domain.wire(), in.integer("timeout").orElse(BLOCK), 0));
            }
            case "guestinfo" -> info(in);
            case "qemu-agent-command" -> send(in);
            case "set-user-password" -> password(in);
            case "set-user-sshkeys" -> setKeys(in);
            default -> throw undeclared(command);
        }
    }

    private static void freeze(Invocation in, boolean on) {
        Domain domain = in.domain();
        List<String> points = in.all("mountpoint");
        int count = in.attempt(() -> on ? in.call(new DomainCall.Fsfreeze(domain.wire(), points, 0)).filesystems()
                : in.call(new DomainCall.Fsthaw(domain.wire(), points, 0)).filesystems(), "Unable to " + (on ? "freeze" : "thaw") + " filesystems");
        in.out().extra((on ? "Froze " : "Thawed ") + count + " filesystem(s)\n");
    }

    private static void fileSystems(Invocation in) {
        Domain domain = in.domain();
        var all = in.attempt(() -> in.call(new DomainCall.GetFsinfo(domain.wire(), 0)), "Unable to get filesystem information").info();
        if (all.isEmpty()) {
            in.out().extra("No filesystems are mounted in the domain");
            return;
        }
        Table table = new Table("Mountpoint", "Name", "Type", "Target");
        for (var one : all) table.row(one.mountpoint(), one.name(), one.fstype(), String.join(",", one.devAliases()));
        table.print(in.out());
    }

    private static void trim(Invocation in) {
        Domain domain = in.domain();
        long minimum = in.unsignedLong("minimum").orElse(0);
        Optional<String> point = in.text("mountpoint");
        in.attempt(() -> in.call(new DomainCall.Fstrim(domain.wire(), point, minimum, 0)), "Unable to invoke fstrim");
    }

    private static void hostname(Invocation in) {
        Domain domain = in.domain();
        Optional<String> source = in.text("source");
        int index = source.map(SOURCES::indexOf).orElse(-1);
        if (source.isPresent() && index < 0) throw new Failure("Unknown data source '" + source.get() + "'");
        in.out().line(in.attempt(() -> domain.hostname(source.isEmpty() ? 0 : 1 << index), "failed to get hostname"));
    }

    private static void info(Invocation in) {
        int types = in.flag("user", 1) | in.flag("os", 2) | in.flag("timezone", 4) | in.flag("hostname", 8) | in.flag("filesystem", 16)
                | in.flag("disk", 32) | in.flag("interface", 64);
        Domain domain = in.domain();
        for (TypedParam param : in.call(new DomainCall.GetGuestInfo(domain.wire(), types, 0)).params()) {
            in.out().line(Output.padded(param.field(), 20) + ": " + Parameters.text(param.value()));
        }
    }

    private static void send(Invocation in) {
        Domain domain = in.domain();
        String command = String.join(" ", in.all("cmd"));
        OptionalInt timeout = in.integer("timeout");
        if (timeout.isPresent() && timeout.getAsInt() < 1) throw new Failure("timeout must be positive");
        int ways = (timeout.isPresent() ? 1 : 0) + in.flag("async", 1) + in.flag("block", 1);
        if (ways > 1) throw new Failure("timeout, async and block options are exclusive");
        int wait = in.has("async") ? NOWAIT : in.has("block") ? BLOCK : timeout.orElse(DEFAULT);
        Optional<String> answer = domain.agentCommand(command, wait);
        in.out().line(answer.map(text -> in.has("pretty") ? JsonText.pretty(text).orElse(text) : text).orElse("(null)"));
    }

    private static void password(Invocation in) {
        String user = in.required("user");
        String password = in.required("password");
        Domain domain = in.domain();
        in.call(new DomainCall.SetUserPassword(domain.wire(), Optional.of(user), Optional.of(password), in.flag("encrypted", 1)));
        in.out().extra("Password set successfully for " + user + " in " + in.required("domain"));
    }

    private static void setKeys(Invocation in) {
        in.requires("remove", "file");
        in.exclusive("reset", "remove");
        Domain domain = in.domain();
        String user = in.required("user");
        Optional<String> file = in.text("file");
        boolean append = !in.has("remove") && !in.has("reset");
        if (append && file.isEmpty()) throw new Failure("Option --file is required");
        List<String> keys = file.map(in::read).map(text -> text.isEmpty() ? List.<String>of() : List.of(text.split("\n", -1))).orElse(List.of());
        if (file.isPresent() && keys.isEmpty()) throw new Failure("File " + file.get() + " contains no keys");
        in.call(new DomainCall.AuthorizedSshKeysSet(domain.wire(), user, keys, (append ? APPEND : 0) | in.flag("remove", REMOVE)));
    }
}
