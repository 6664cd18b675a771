package jvirt.conformance.peer;

import java.util.ArrayList;
import java.util.List;

/** Command lines as the peer data writes them: shell syntax, one logical line a command. */
public final class CommandText {
    private CommandText() {}

    /** The commands of {@code text}, each as its words. */
    public static List<List<String>> commands(String text) {
        List<List<String>> commands = new ArrayList<>();
        for (String line : text.replace("\\\n", " ").split("\n")) {
            List<String> words = words(line);
            if (!words.isEmpty()) commands.add(words);
        }
        return commands;
    }

    /** The words of one line; quotes and backslashes as in a shell, no expansion. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) words.add(word.toString());
                word = null;
                continue;
            }
            if (word == null) word = new StringBuilder();
            if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
                word.append(line.charAt(++i));
            } else {
                word.append(c);
            }
        }
        if (word != null) words.add(word.toString());
        return words;
    }

    /** One command in the peer data's form: an option and its value a line. */
    public static String format(List<String> words) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            if (i > 0) out.append(words.get(i).startsWith("-") ? " \\\n" : " ");
            out.append(quoted(words.get(i)));
        }
        return out.append('\n').toString();
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
