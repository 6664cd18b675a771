package jvirt.conformance.peer;

/** What came of one case. */
public sealed interface Verdict {
    /** @param strict equal to the last byte, or, for a failure, with the very message */
    record Pass(boolean strict) implements Verdict {}

    /** @param why the first difference, in one line */
    record Fail(String why) implements Verdict {}
}
