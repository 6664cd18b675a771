package jvirt.conformance.peer;

import java.util.function.UnaryOperator;

/** A family whose cases are a document that is read and printed again. */
record RoundTrip(String name, UnaryOperator<String> there) implements Family {
    @Override
    public String answer(PeerCase peerCase) {
        return there.apply(peerCase.input());
    }
}
