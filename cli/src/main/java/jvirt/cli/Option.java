package jvirt.cli;

/**
 * One option of a command, as its table declares it.
 *
 * @param target for an {@link Kind#ALIAS}, the option that it stands for, perhaps with {@code =value}
 * @param required whether the command needs it
 * @param emptyAllowed whether an empty value is a value
 * @param named whether the value must follow the option's name; others may stand alone, in the order of the table
 */
public record Option(String name, Kind kind, String target, boolean required, boolean emptyAllowed, boolean named, String help) {
    /** What stands behind the name. */
    public enum Kind { FLAG, NUMBER, TEXT, WORDS, ALIAS }

    /** Whether a value belongs to it. */
    boolean takesValue() {
        return kind != Kind.FLAG && kind != Kind.ALIAS;
    }

    /** Whether a word without a name can be its value. */
    boolean positional() {
        return takesValue() && !named;
    }

    Option withHelp(String text) {
        return new Option(name, kind, target, required, emptyAllowed, named, text);
    }

    /**
     * Reads one word of a table: {@code --flag}, {@code text=}, {@code number=#}, {@code words...}, {@code alias->option};
     * what must be given stands in angle brackets: {@code <text>}, {@code <number>#}, {@code <words>...}. A {@code ?} behind
     * it lets the value be empty, a {@code !} wants the name before the value.
     */
    static Option parse(String word) {
        int arrow = word.indexOf("->");
        if (arrow > 0) return new Option(word.substring(0, arrow), Kind.ALIAS, word.substring(arrow + 2), false, false, false, "");
        if (word.startsWith("--")) return new Option(word.substring(2), Kind.FLAG, "", false, false, false, "");
        boolean required = word.charAt(0) == '<';
        int end = required ? word.indexOf('>') : nameEnd(word);
        String name = word.substring(required ? 1 : 0, end);
        String form = word.substring(end + (required ? 1 : 0));
        Kind kind = form.startsWith("...") ? Kind.WORDS : form.contains("#") ? Kind.NUMBER : Kind.TEXT;
        return new Option(name, kind, "", required, form.contains("?"), form.contains("!"), "");
    }

    private static int nameEnd(String word) {
        int words = word.indexOf("...");
        return words >= 0 ? words : word.indexOf('=');
    }
}
