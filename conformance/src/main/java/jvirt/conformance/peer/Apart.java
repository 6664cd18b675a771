package jvirt.conformance.peer;

/** A family that jvirt does otherwise on purpose: all of its cases are known to differ, for one reason. */
record Apart(String name, String reason) implements Family {
    @Override
    public String answer(PeerCase peerCase) {
        throw new UnsupportedOperationException(reason);
    }
}
