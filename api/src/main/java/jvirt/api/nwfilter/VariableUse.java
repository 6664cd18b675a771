package jvirt.api.nwfilter;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a rule uses a variable, which is a list: one element of it, or one after the other.
 *
 * <p>{@code $IP} goes through the list together with all that have no iterator of their own, which is iterator 0; {@code
 * $IP[@1]} with those of iterator 1; different iterators make all combinations.
 */
public sealed interface VariableUse {
    /** {@code VIR_NWFILTER_MAX_ITERID}, libvirt 9.0.0 src/conf/nwfilter_params.h */
    int MAX_ITERATOR = 1000;

    String name();

    record Element(String name, int index) implements VariableUse {
        @Override
        public String toString() {
            return name + "[" + index + "]";
        }
    }

    record Iterator(String name, int iterator) implements VariableUse {
        @Override
        public String toString() {
            return iterator == 0 ? name : name + "[@" + iterator + "]";
        }
    }

    /** What stands behind the {@code $}; empty for what is no use of a variable. */
    static Optional<VariableUse> find(String text) {
        Matcher form = Form.USE.matcher(text);
        if (!form.matches()) return Optional.empty();
        String name = form.group("name");
        if (form.group("number") == null) return Optional.of(new Iterator(name, 0));
        long number = Long.parseLong(form.group("number"));
        boolean iterator = form.group("at") != null;
        if (number > (iterator ? MAX_ITERATOR : Integer.MAX_VALUE)) return Optional.empty();
        return Optional.of(iterator ? new Iterator(name, (int) number) : new Element(name, (int) number));
    }

    /** A pattern is compiled once. */
    final class Form {
        private static final Pattern USE =
                Pattern.compile("(?<name>[A-Za-z0-9_]*)(\\[\\s*(?<at>@)?\\s*(?<number>[0-9]{1,10})\\s*\\].*)?", Pattern.DOTALL);

        private Form() {}
    }
}
