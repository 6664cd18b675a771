package jvirt.qemu.launch;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import jvirt.qemu.commandline.CommandLine;

/** A command line as it stands in QEMU's log: a shell would take it, an option a line. */
final class LogText {
    private LogText() {}

    static String of(CommandLine line) {
        String words = words(line).collect(Collectors.joining(" ")).replaceAll(" (-[a-zA-Z])", " \\\\\n$1");
        return environment(line).map(setting -> setting + " \\\n").collect(Collectors.joining()) + words;
    }

    static Stream<String> environment(CommandLine line) {
        return line.environment().entrySet().stream().map(setting -> setting.getKey() + '=' + quoted(setting.getValue()));
    }

    static Stream<String> words(CommandLine line) {
        return line.words().stream().map(LogText::quoted);
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
