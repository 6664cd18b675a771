package jvirt.cli;

import java.util.Optional;

/** What {@code help}, {@code --help} and {@code --version} print. */
public final class Help {
    private static final int COMMAND_WIDTH = 30;
    private static final int OPTION_WIDTH = 15;
    private static final String USAGE = """

        jvirt [options]... [<command_string>]
        jvirt [options]... <command> [args...]

          options:
            -c | --connect=URI      the hypervisor to connect to
            -d | --debug=NUM        how much to tell, 0 to 4
            -e | --escape <char>    the key that leaves a console
            -h | --help             this text
            -k | --keepalive-interval=NUM
                                    seconds between keepalive messages, 0 for none
            -K | --keepalive-count=NUM
                                    unanswered keepalive messages after which the connection is dead
            -l | --log=FILE         write a log to this file
            -q | --quiet            leave out headers and empty lines
            -r | --readonly         connect to look only
            -t | --timing           tell how long commands took
            -v                      short version
            -V                      long version
                 --version[=TYPE]   version; TYPE is short or long (default short)
          commands (non interactive mode):

        """;

    private final Output output;

    public Help(Output output) {
        this.output = output;
    }

    void usage() {
        output.print(USAGE);
        for (Group group : Group.values()) {
            output.line(" " + group.title() + " (help keyword '" + group.keyword() + "')");
            list(group);
            output.line("");
        }
        output.print("\n  (specify help <group> for details about the commands in the group)\n");
        output.print("\n  (specify help <command> for details about the command)\n\n");
    }

    void version() {
        output.line("jvirt, with the commands of virsh of libvirt " + Version.text());
        output.print("\nCompiled with support for:\n Hypervisors: QEMU/KVM, and all others of a libvirtd\n");
        output.print(" Connections: unix, ssh, tls, tcp\n Java: " + System.getProperty("java.version") + "\n");
    }

    /** All commands by group. */
    public void everything() {
        output.print("Grouped commands:\n\n");
        for (Group group : Group.values()) {
            group(group);
            output.line("");
        }
    }

    /** One command, or the commands of one group. */
    public void about(String name) {
        Optional<Registry.Entry> command = Registry.find(name);
        if (command.isPresent()) {
            command(command.get().declaration());
            return;
        }
        for (Group group : Group.values()) {
            if (!group.keyword().equals(name) && !group.title().equals(name)) continue;
            group(group);
            return;
        }
        throw new Failure("command or command group '" + name + "' doesn't exist");
    }

    private void group(Group group) {
        output.line(" " + group.title() + " (help keyword '" + group.keyword() + "'):");
        list(group);
    }

    private void list(Group group) {
        for (String name : Registry.names(group)) {
            Declaration declaration = Registry.find(name).orElseThrow().declaration();
            if (declaration.hidden() || !declaration.name().equals(name)) continue;
            output.line("    " + Output.padded(name, COMMAND_WIDTH) + " " + declaration.summary());
        }
    }

    private void command(Declaration declaration) {
        output.print("  NAME\n    " + declaration.name() + " - " + declaration.summary() + "\n\n  SYNOPSIS\n    " + declaration.name());
        boolean bare = false;
        for (Option option : declaration.options()) {
            if (option.kind() != Option.Kind.ALIAS) output.print(" " + synopsis(option, bare));
            bare |= option.positional();
        }
        output.print("\n");
        boolean title = false;
        for (Option option : declaration.options()) {
            if (option.kind() == Option.Kind.ALIAS) continue;
            if (!title) output.print("\n  OPTIONS\n");
            title = true;
            String help = option.help().isEmpty() ? Glossary.meaning(option.name()) : option.help();
            output.line("    " + Output.padded(form(option, bare), OPTION_WIDTH) + "  " + help);
        }
        output.print("\n");
    }

    private static String synopsis(Option option, boolean bare) {
        String name = option.name();
        return switch (option.kind()) {
            case FLAG -> "[--" + name + "]";
            case NUMBER -> option.required() ? "<" + name + ">" : "[--" + name + " <number>]";
            case TEXT -> option.required() ? "<" + name + ">" : "[--" + name + " <string>]";
            case WORDS -> bare ? option.required() ? "{[--" + name + "] <string>}..." : "[[--" + name + "] <string>]..."
                    : option.required() ? "<" + name + ">..." : "[<" + name + ">]...";
            case ALIAS -> "";
        };
    }

    private static String form(Option option, boolean bare) {
        String name = option.name();
        return switch (option.kind()) {
            case FLAG -> "--" + name;
            case NUMBER -> option.required() ? "[--" + name + "] <number>" : "--" + name + " <number>";
            case TEXT -> option.required() ? "[--" + name + "] <string>" : "--" + name + " <string>";
            case WORDS -> bare ? "[--" + name + "] <string>" : "<" + name + ">";
            case ALIAS -> "";
        };
    }
}
