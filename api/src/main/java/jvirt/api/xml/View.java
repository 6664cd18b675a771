package jvirt.api.xml;

/**
 * Which face of a document is wanted.
 *
 * @param live the running machine's: what is marked {@link Live} is shown
 * @param secrets passwords and keys are shown: what is marked {@link Secret}
 */
public record View(boolean live, boolean secrets) {
    /** What is kept on disk: the persistent definition, with its secrets. */
    public static final View INACTIVE = new View(false, true);
    /** The persistent definition for everybody's eyes. */
    public static final View PUBLIC = new View(false, false);
    /** The running machine, with its secrets. */
    public static final View LIVE = new View(true, true);
}
