package jvirt.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The options before the command, as getopt reads them: {@code -c URI}, {@code -cURI}, {@code --connect=URI}, {@code -qr},
 * and long names cut short as far as they stay unique.
 *
 * @param escape the key that leaves a console, such as {@code ^]}
 * @param rest the command and its words
 * @param show what to print instead of running a command
 */
public record GlobalOptions(Optional<String> uri, boolean readonly, boolean quiet, boolean timing, OptionalInt keepaliveInterval,
        OptionalInt keepaliveCount, String escape, Optional<String> log, OptionalInt debug, Show show, List<String> rest) {
    /** What takes the place of a command. */
    enum Show { NOTHING, HELP, VERSION, LONG_VERSION }

    private enum Name {
        CONNECT('c', "connect", true), DEBUG('d', "debug", true), ESCAPE('e', "escape", true), HELP('h', "help", false),
        INTERVAL('k', "keepalive-interval", true), COUNT('K', "keepalive-count", true), LOG('l', "log", true),
        QUIET('q', "quiet", false), READONLY('r', "readonly", false), TIMING('t', "timing", false),
        VERSION('v', "version", false), LONG_VERSION('V', "", false);

        private final char letter;
        private final String text;
        private final boolean value;

        Name(char letter, String text, boolean value) {
            this.letter = letter;
            this.text = text;
            this.value = value;
        }
    }

    static GlobalOptions parse(List<String> arguments, Output output) {
        return new Reading(arguments, output).read();
    }

    private static final class Reading {
        private final List<String> arguments;
        private final Output output;
        private int next;
        private Optional<String> uri = Optional.empty();
        private boolean readonly;
        private boolean quiet;
        private boolean timing;
        private OptionalInt interval = OptionalInt.empty();
        private OptionalInt count = OptionalInt.empty();
        private String escape = "^]";
        private Optional<String> log = Optional.empty();
        private OptionalInt debug = OptionalInt.empty();
        private Show show = Show.NOTHING;

        Reading(List<String> arguments, Output output) {
            this.arguments = arguments;
            this.output = output;
        }

        GlobalOptions read() {
            while (next < arguments.size() && show == Show.NOTHING) {
                String word = arguments.get(next);
                if (word.length() < 2 || word.charAt(0) != '-') break;
                next++;
                if (word.equals("--")) break;
                if (word.startsWith("--")) longOption(word);
                else letters(word);
            }
            return new GlobalOptions(uri, readonly, quiet, timing, interval, count, escape, log, debug, show,
                    arguments.subList(next, arguments.size()));
        }

        private void longOption(String word) {
            int is = word.indexOf('=');
            String text = is < 0 ? word.substring(2) : word.substring(2, is);
            List<Name> fitting = new ArrayList<>();
            for (Name name : Name.values()) {
                if (name.text.equals(text)) fitting = new ArrayList<>(List.of(name));
                else if (!name.text.isEmpty() && name.text.startsWith(text) && fitting.stream().noneMatch(one -> one.text.equals(text))) fitting.add(name);
            }
            if (fitting.size() != 1) throw new Failure("unsupported option '" + word + "'. See --help.");
            Name name = fitting.getFirst();
            if (is >= 0 && !name.value && name != Name.VERSION) throw new Failure("unsupported option '" + word + "'. See --help.");
            set(name, is >= 0 ? word.substring(is + 1) : name.value ? following(name) : "", true);
        }

        private void letters(String word) {
            for (int i = 1; i < word.length(); i++) {
                Optional<Name> known = Optional.empty();
                for (Name one : Name.values()) {
                    if (one.letter == word.charAt(i)) known = Optional.of(one);
                }
                Name name = known.orElse(null);
                if (name == null) throw new Failure("unsupported option '-" + word.charAt(i) + "'. See --help.");
                String value = !name.value ? "" : i + 1 < word.length() ? word.substring(i + 1) : following(name);
                set(name, value, false);
                if (name.value) return;
            }
        }

        private String following(Name name) {
            if (next < arguments.size()) return arguments.get(next++);
            throw new Failure("option '-" + name.letter + "'/'--" + name.text + "' requires an argument");
        }

        private void set(Name name, String value, boolean spelled) {
            switch (name) {
                case CONNECT -> uri = Optional.of(value);
                case DEBUG -> setDebug(value, spelled);
                case ESCAPE -> setEscape(value);
                case HELP -> show = Show.HELP;
                case INTERVAL -> interval = OptionalInt.of(keepalive(value, spelled ? "--keepalive-interval" : "-k"));
                case COUNT -> count = OptionalInt.of(keepalive(value, spelled ? "--keepalive-count" : "-K"));
                case LOG -> log = Optional.of(value);
                case QUIET -> quiet = true;
                case READONLY -> readonly = true;
                case TIMING -> timing = true;
                case VERSION -> show = value.equals("long") ? Show.LONG_VERSION : Show.VERSION;
                case LONG_VERSION -> show = Show.LONG_VERSION;
            }
        }

        private void setDebug(String value, boolean spelled) {
            long level = Numbers.signed(value, Integer.MIN_VALUE, Integer.MAX_VALUE)
                    .orElseThrow(() -> new Failure("option " + (spelled ? "--debug" : "-d") + " takes a numeric argument"));
            if (level < 0 || level > 4) output.error("ignoring debug level " + level + " out of range [0-4]");
            else debug = OptionalInt.of((int) level);
        }

        private void setEscape(String value) {
            boolean control = value.length() == 2 && value.charAt(0) == '^' && controls(value.charAt(1));
            boolean plain = value.length() == 1 && value.charAt(0) != '^';
            if (!control && !plain) throw new Failure("Invalid string '" + value + "' for escape sequence");
            escape = value;
        }

        /** Letters and {@code @[\]^_}: what a terminal can send together with Ctrl. */
        private static boolean controls(char c) {
            return c >= 'a' && c <= 'z' || c >= '@' && c <= '_';
        }

        private static int keepalive(String value, String option) {
            long number = Numbers.signed(value, Integer.MIN_VALUE, Integer.MAX_VALUE)
                    .orElseThrow(() -> new Failure("Invalid value for option " + option));
            if (number < 0) throw new Failure("option " + option + " requires a positive integer argument");
            return (int) number;
        }
    }
}
