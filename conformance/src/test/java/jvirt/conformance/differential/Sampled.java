package jvirt.conformance.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A text that a pattern of XML Schema's matches, made by chance: of the repetitions that it allows, few. */
final class Sampled {
    private static final int MORE = 2;

    private final String pattern;
    private final RandomGenerator chance;
    private int at;

    private Sampled(String pattern, RandomGenerator chance) {
        this.pattern = pattern;
        this.chance = chance;
    }

    static String of(String pattern, RandomGenerator chance) {
        return new Sampled(pattern.strip(), chance).alternatives();
    }

    private String alternatives() {
        List<String> branches = new ArrayList<>(List.of(branch()));
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            branches.add(branch());
        }
        return branches.get(chance.nextInt(branches.size()));
    }

    private String branch() {
        StringBuilder text = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') text.append(piece());
        return text.toString();
    }

    /** An atom as often as its quantifier says: each time another sample of it. */
    private String piece() {
        int start = at;
        String first = atom();
        int end = at;
        int times = times();
        int after = at;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < times; i++) {
            if (i == 0) {
                text.append(first);
            } else {
                at = start;
                text.append(atom());
            }
        }
        assert at == end || times < 2;
        at = after;
        return text.toString();
    }

    private int times() {
        if (at >= pattern.length()) return 1;
        switch (pattern.charAt(at)) {
            case '?':
                at++;
                return chance.nextInt(2);
            case '*':
                at++;
                return chance.nextInt(MORE + 1);
            case '+':
                at++;
                return 1 + chance.nextInt(MORE);
            case '{':
                int close = pattern.indexOf('}', at);
                String[] bounds = pattern.substring(at + 1, close).split(",", -1);
                at = close + 1;
                int least = Integer.parseInt(bounds[0].strip());
                int most = bounds.length == 1 ? least : bounds[1].isBlank() ? least + MORE : Integer.parseInt(bounds[1].strip());
                return least + chance.nextInt(Math.min(most - least, MORE) + 1);
            default:
                return 1;
        }
    }

    private String atom() {
        char c = pattern.charAt(at++);
        return switch (c) {
            case '(' -> {
                String inside = alternatives();
                at++;
                yield inside;
            }
            case '[' -> Character.toString(oneOf());
            case '.' -> "x";
            case '\\' -> escaped(pattern.charAt(at++));
            default -> Character.toString(c);
        };
    }

    private String escaped(char c) {
        return switch (c) {
            case 'd' -> Character.toString('0' + chance.nextInt(10));
            case 'w', 'c', 'i' -> "w";
            case 's' -> " ";
            default -> Character.toString(c);
        };
    }

    /** One character of a class; of one that excludes, a letter that most do not. */
    private char oneOf() {
        List<Character> characters = new ArrayList<>();
        boolean excluding = pattern.charAt(at) == '^';
        if (excluding) at++;
        for (boolean begun = false; pattern.charAt(at) != ']' || !begun; begun = true) {
            char from = pattern.charAt(at++);
            if (from == '\\') from = pattern.charAt(at++);
            char to = from;
            if (pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']') {
                to = pattern.charAt(at + 1);
                at += 2;
            }
            for (char c = from; c <= to; c++) characters.add(c);
        }
        at++;
        return excluding ? 'k' : characters.get(chance.nextInt(characters.size()));
    }
}
