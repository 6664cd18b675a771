package jvirt.cli.osinfo;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import jvirt.api.xml.Element;

/**
 * What a medium or tree says about itself: the labels of an image's volume descriptor, or the entries of a tree's
 * {@code .treeinfo}.
 *
 * @param kind {@code iso} or {@code treeinfo}, as the database calls it
 * @param labels by the database's names: {@code volume-id}, {@code family}
 */
public record MediaFacts(String kind, Map<String, String> labels) {
    String marker() {
        return "<" + kind + ">";
    }

    /** Each label that the description has must fit its pattern. */
    boolean fits(Os.Medium medium) {
        Optional<Element> described = medium.xml().child(kind);
        if (described.isEmpty() || described.get().children().isEmpty()) return false;
        return described.get().children().stream().allMatch(this::fits);
    }

    private boolean fits(Element label) {
        if (label.name().startsWith("l10n-") || label.name().equals("variant")) return true;
        String value = labels.get(label.name());
        if (value == null) return false;
        if (label.name().equals("volume-size")) return value.equals(label.text());
        try {
            return Pattern.compile(label.text()).matcher(value).find();
        } catch (PatternSyntaxException e) {
            return false;       // a pattern that only PCRE knows: this description cannot be ours
        }
    }
}
