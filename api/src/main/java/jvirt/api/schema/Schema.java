package jvirt.api.schema;

import java.util.Optional;
import java.util.function.UnaryOperator;
import jvirt.api.xml.Element;

/** A RELAX NG schema, ready to hold documents against. */
public final class Schema {
    private final Pattern.Pool pool = new Pattern.Pool();
    private final Pattern start;

    private Schema(String file, UnaryOperator<String> files) {
        start = Grammar.start(file, pool, files);
    }

    /**
     * The schema of a file.
     *
     * @param files the text of a file by its name; of this one, and of those that it includes
     */
    public static Schema read(String file, UnaryOperator<String> files) {
        return new Schema(file, files);
    }

    /** What is wrong with a document, and in which line; nothing where it is valid. One document after the other. */
    public synchronized Optional<String> fault(Element root) {
        try {
            new Derivation(pool).check(start, root);
            return Optional.empty();
        } catch (Derivation.Fault e) {
            return Optional.of(e.getMessage());
        }
    }
}
