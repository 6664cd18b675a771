package jvirt.cli.login;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.rpc.sasl.Logins;

/** {@code login-set}, {@code login-delete}, {@code login-list}. */
public final class LoginCommands extends Commands {
    private static final Path FILE = Path.of("/etc/jvirt/logins");

    @Override public String table() {
        return """
                login-set (offline): let a name log in to jvirtd with a password
                  <name>  whom
                  file=  file of logins, instead of /etc/jvirt/logins
                login-delete (offline): let a name log in no more
                  <name>  whom
                  file=  file of logins, instead of /etc/jvirt/logins
                login-list (offline): list who may log in to jvirtd
                  file=  file of logins, instead of /etc/jvirt/logins
                """;
    }

    @Override public void run(String command, Invocation in) {
        Logins logins = new Logins(in.text("file").map(in::local).orElse(FILE));
        try {
            switch (command) {
                case "login-set" -> {
                    logins.set(in.required("name"), password());
                    in.out().extra("Login '" + in.required("name") + "' set; jvirtd.conf says which sockets ask for it (auth_tls = \"sasl\")\n");
                }
                case "login-delete" -> {
                    if (!logins.remove(in.required("name"))) throw new Failure("there is no login '" + in.required("name") + "'");
                    in.out().extra("Login '" + in.required("name") + "' deleted\n");
                }
                default -> logins.names().forEach(in.out()::line);
            }
        } catch (IOException e) {
            throw new Failure("cannot change the logins: " + e.getMessage());
        }
    }

    /** From the terminal, unseen and twice; else the first line of the standard input. */
    private static String password() throws IOException {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            if (line == null || line.isEmpty()) throw new Failure("no password was given");
            return line;
        }
        String password = String.valueOf(console.readPassword("Password: "));
        if (!password.equals(String.valueOf(console.readPassword("Again: ")))) throw new Failure("the two passwords differ");
        if (password.isEmpty()) throw new Failure("no password was given");
        return password;
    }
}
