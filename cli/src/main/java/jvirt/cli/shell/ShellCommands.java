package jvirt.cli.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Help;
import jvirt.cli.Invocation;
import jvirt.cli.Lists;
import jvirt.cli.Xml;

/** The shell's own commands. */
public final class ShellCommands extends Commands {
    @Override public String table() {
        return """
            cd (offline): change the folder of the shell
              dir=  the folder (default: that of the user)
            complete (offline hidden): complete the last word of a line
              string...?  the line, cut into words
            connect (offline): connect to a hypervisor, or once more to the same
              name=?  URI of the hypervisor
              --readonly  connect to look only
            echo (offline): print the arguments
              --shell  quote them for a shell
              --xml  escape them for XML
              --split  split each one at commas; two commas stand for one
              --err  print them as an error
              str->string hi->string=hello
              string...  what to print
            exit (offline): leave the shell
            help (offline): explain the commands
              command=  a command, or the keyword of a group
            pwd (offline): print the folder of the shell
            quit (offline): leave the shell
            self-test (offline hidden): check the tables of the commands
              --completers-missing  list options that nothing completes
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "cd" -> changeFolder(in);
            case "complete" -> complete(in);
            case "connect" -> in.session().connect(in.text("name"), in.has("readonly"));
            case "echo" -> echo(in);
            case "exit", "quit" -> in.session().interactive(false);
            case "help" -> help(in);
            case "pwd" -> in.out().line(in.session().folder().toString());
            case "self-test" -> Completion.checkTables();
            default -> throw undeclared(command);
        }
    }

    private static void help(Invocation in) {
        Optional<String> about = in.raw("command").filter(name -> !name.isEmpty());
        Help help = new Help(in.out());
        if (about.isPresent()) help.about(about.get());
        else help.everything();
    }

    private static void changeFolder(Invocation in) {
        if (!in.session().interactive()) throw new Failure("cd: command valid only in interactive mode");
        String to = in.raw("dir").filter(dir -> !dir.isEmpty()).orElse(System.getProperty("user.home"));
        Path folder = in.local(to).normalize();
        if (!Files.exists(folder)) throw new Failure("cd: No such file or directory: " + to);
        if (!Files.isDirectory(folder)) throw new Failure("cd: Not a directory: " + to);
        in.session().folder(folder);
    }

    private static void echo(Invocation in) {
        in.exclusive("shell", "xml", "split");
        StringBuilder text = new StringBuilder();
        for (String word : in.all("string")) {
            if (in.has("xml")) text.append(Xml.escape(word));
            else if (in.has("shell")) text.append(shell(word));
            else if (in.has("split")) Lists.split(word).forEach(part -> text.append(part).append('\n'));
            else text.append(word);
            text.append(' ');
        }
        if (!text.isEmpty()) text.setLength(text.length() - 1);
        if (text.isEmpty()) return;
        if (in.has("err")) in.out().error(text.toString());
        else in.out().print(text.toString());
    }

    /** Quoted only where the shell would read something else into it. */
    private static String shell(String word) {
        if (word.isEmpty()) return "''";
        boolean plain = word.chars().noneMatch(c -> "\r\t\n !\"#$&'()*;<>?[\\]^`{|}~".indexOf(c) >= 0);
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static void complete(Invocation in) {
        List<String> words = in.all("string");
        new Completion(in.session()).complete(words).forEach(in.out()::line);
    }
}
