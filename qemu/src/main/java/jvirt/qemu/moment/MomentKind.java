package jvirt.qemu.moment;

import jvirt.api.ErrorCode;

/** What is kept of moments: snapshots or checkpoints, with the words and errors that go with them. */
public enum MomentKind {
    SNAPSHOT("snapshot", ErrorCode.NO_DOMAIN_SNAPSHOT), CHECKPOINT("checkpoint", ErrorCode.NO_DOMAIN_CHECKPOINT);

    private final String word;
    private final ErrorCode missing;

    MomentKind(String word, ErrorCode missing) {
        this.word = word;
        this.missing = missing;
    }

    public String word() {
        return word;
    }

    /** The error where there is none. */
    public ErrorCode missing() {
        return missing;
    }
}
