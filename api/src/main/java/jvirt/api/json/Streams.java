package jvirt.api.json;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** The one factory of JSON streams; it is safe for all threads. */
final class Streams {
    /** {@code query-qmp-schema} of QEMU 7.2 is 200 KB in one line; a long string is a screenshot's or a file's content. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(200).build())
            .build();

    private Streams() {}
}
