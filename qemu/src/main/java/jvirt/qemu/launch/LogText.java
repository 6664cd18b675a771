package jvirt.qemu.launch;

import java.util.stream.Collectors;
import jvirt.qemu.commandline.CommandLine;

/** A command line as it stands in QEMU's log: a shell would take it, an option a line. */
final class LogText {
    private LogText() {}

    static String of(CommandLine line) {
        StringBuilder text = new StringBuilder();
        line.environment().forEach((name, value) -> text.append(name).append('=').append(quoted(value)).append(" \\\n"));
        String words = line.words().stream().map(LogText::quoted).collect(Collectors.joining(" "));
        return text.append(words.replaceAll(" (-[a-zA-Z])", " \\\\\n$1")).toString();
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
