package jvirt.cli.osinfo;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names by their letters, and numbers in them by their size, the newest first. */
final class NaturalOrder implements Comparator<String> {
    private static final Pattern PARTS = Pattern.compile("\\d+|\\D+");

    @Override public int compare(String one, String other) {
        Matcher a = PARTS.matcher(one);
        Matcher b = PARTS.matcher(other);
        while (true) {
            boolean more = a.find();
            boolean otherMore = b.find();
            if (!more || !otherMore) return Boolean.compare(more, otherMore);
            int order = part(a.group(), b.group());
            if (order != 0) return order;
        }
    }

    private static int part(String one, String other) {
        boolean numbers = Character.isDigit(one.charAt(0)) && Character.isDigit(other.charAt(0));
        return numbers ? Double.compare(Double.parseDouble(other), Double.parseDouble(one)) : one.compareToIgnoreCase(other);
    }
}
