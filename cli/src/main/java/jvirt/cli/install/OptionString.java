package jvirt.cli.install;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** The value of an option such as {@code --disk path=/x,bus=virtio}: words between commas, quoted as in a shell. */
final class OptionString {
    private OptionString() {}

    /** One word: {@code name=value}, or a name alone. */
    record Word(String name, Optional<String> value) {
        static Word of(String word) {
            int equals = word.indexOf('=');
            return equals < 0 ? new Word(word, Optional.empty())
                    : new Word(word.substring(0, equals), Optional.of(word.substring(equals + 1)));
        }

        @Override public String toString() {
            return value.map(text -> name + "=" + text).orElse(name);
        }
    }

    /** The words as they stand. */
    static List<Word> words(String text) {
        return split(text, ",").stream().map(Word::of).toList();
    }

    /** The arguments of a command line, as a shell would cut them. */
    static List<String> arguments(String text) {
        return split(text, " \t\n");
    }

    /**
     * The words by name. Words without a name take their names from {@code grammar.first()}; the value of a name that takes
     * commas goes on until the next name that the grammar knows.
     */
    static SequencedMap<String, Optional<String>> parse(String text, Suboptions grammar) {
        List<Word> words = named(words(text), grammar.first());
        SequencedMap<String, Optional<String>> parsed = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            Optional<String> value = word.value();
            if (grammar.find(word.name()).filter(Suboption::comma).isPresent()) {
                StringBuilder whole = new StringBuilder(value.orElse(""));
                for (; i + 1 < words.size() && grammar.find(words.get(i + 1).name()).isEmpty(); i++) {
                    whole.append(',').append(words.get(i + 1));
                }
                value = value.isEmpty() && whole.isEmpty() ? value : Optional.of(whole.toString());
            }
            parsed.put(word.name(), value);
        }
        return parsed;
    }

    /** The words under their first names, as plain text; for options that are no part of a document. */
    static SequencedMap<String, String> plain(String text, Suboptions grammar) {
        SequencedMap<String, String> plain = new LinkedHashMap<>();
        parse(text, grammar).forEach((word, value) -> {
            Suboption known = grammar.find(word).orElseThrow(() -> InstallException.of("Unknown --%s options: [%s]",
                    grammar.option().replace("-words", ""), word));
            plain.put(known.name(), value.orElseThrow(() -> InstallException.of("Option '%s' had no value set.", word)));
        });
        return plain;
    }

    private static List<Word> named(List<Word> words, List<String> first) {
        List<Word> named = new ArrayList<>(words);
        for (int i = 0; i < named.size() && i < first.size() && named.get(i).value().isEmpty(); i++) {
            named.set(i, new Word(first.get(i), Optional.of(named.get(i).name())));
        }
        return named;
    }

    /** Cuts at the characters of {@code separators}; quotes and backslashes as in a POSIX shell. */
    private static List<String> split(String text, String separators) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean begun = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                int end = closing(text, i);
                part.append(c == '\'' ? text.substring(i + 1, end) : unescape(text.substring(i + 1, end)));
                begun = true;
                i = end;
            } else if (c == '\\' && i + 1 < text.length()) {
                part.append(text.charAt(++i));
                begun = true;
            } else if (separators.indexOf(c) >= 0) {
                if (begun) parts.add(part.toString());
                part.setLength(0);
                begun = false;
            } else {
                part.append(c);
                begun = true;
            }
        }
        if (begun) parts.add(part.toString());
        return parts;
    }

    private static int closing(String text, int from) {
        char quote = text.charAt(from);
        for (int i = from + 1; i < text.length(); i++) {
            if (quote == '"' && text.charAt(i) == '\\') i++;
            else if (text.charAt(i) == quote) return i;
        }
        throw InstallException.of("No closing quotation in '%s'", text);
    }

    /** In double quotes a backslash quotes a quote and itself, nothing else. */
    private static String unescape(String text) {
        return text.replaceAll("\\\\([\"\\\\])", "$1");
    }
}
