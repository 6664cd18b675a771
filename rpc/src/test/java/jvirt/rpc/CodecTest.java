package jvirt.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jvirt.rpc.call.ConnectCall;
import org.junit.jupiter.api.Test;

class CodecTest {
    private static ConnectCall.ListDomains read(int count) {
        XdrWriter out = new XdrWriter(4);
        out.writeInt(count);
        return Codec.of(ConnectCall.ListDomains.class).read(new XdrReader(out.buffer()));
    }

    @Test
    void aCountBelowZeroIsNoMessage() {
        assertEquals(7, read(7).maxids());
        assertThrows(CodecException.class, () -> read(-1));
    }
}
