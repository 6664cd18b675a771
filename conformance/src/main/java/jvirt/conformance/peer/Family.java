package jvirt.conformance.peer;

/**
 * What jvirt makes of the cases of one family.
 *
 * <p>An implementation has no opinion on equality: it answers, and {@link Equality} compares as the case's kind demands.
 * Where the answer must be a failure, a {@link jvirt.api.VirtException} is the answer.
 */
public interface Family {
    /** The folder's name in the peer data, such as {@code networkxml2xml}. */
    String name();

    /** What jvirt makes of {@code input}: a document, a command line, a word. */
    String answer(PeerCase peerCase) throws Exception;

    /** Judges one case; a family whose cases are more than an answer overrides this. */
    default Verdict judge(PeerCase peerCase) {
        return Equality.judge(peerCase, () -> answer(peerCase));
    }
}
