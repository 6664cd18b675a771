package jvirt.network.iptables;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lines as {@code iptables-save} writes and {@code iptables-restore} reads them. */
final class Quoting {
    private Quoting() {}

    static String line(List<String> words) {
        return words.stream().map(Quoting::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        if (!word.isEmpty() && word.chars().noneMatch(c -> Character.isWhitespace(c) || c == '"' || c == '\'' || c == '\\')) return word;
        // a line is a line: what stands in a comment must not begin another
        String oneLine = word.replaceAll("[\\r\\n]", " ");
        return '"' + oneLine.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && quoted && i + 1 < line.length()) {
                word.append(line.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
                begun = true;
            } else if (c == ' ' && !quoted) {
                if (begun) words.add(word.toString());
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) words.add(word.toString());
        return words;
    }
}
