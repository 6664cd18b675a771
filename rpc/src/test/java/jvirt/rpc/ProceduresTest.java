package jvirt.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import jvirt.rpc.Procedures.Procedure;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.MigrationCall;
import jvirt.rpc.call.Program;
import jvirt.rpc.call.QemuCall;
import jvirt.rpc.call.StorageVolumeCall;
import jvirt.rpc.call.TypedParam;
import jvirt.rpc.call.WireDomain;
import org.junit.jupiter.api.Test;

class ProceduresTest {
    /** libvirt 11.10 has 453 procedures in the remote program, 7 in the QEMU program and 19 for administration, without a gap. */
    @Test
    void theTableIsComplete() {
        assertEquals(IntStream.rangeClosed(1, 453).boxed().toList(), numbers(Program.REMOTE));
        assertEquals(IntStream.rangeClosed(1, 7).boxed().toList(), numbers(Program.QEMU));
        assertEquals(IntStream.rangeClosed(1, 19).boxed().toList(), numbers(Program.ADMIN));
    }

    @Test
    void proceduresHaveTheNamesThatLibvirtGivesThem() {
        Procedure create = Procedures.of(DomainCall.CreateXml.class);
        assertEquals("DOMAIN_CREATE_XML", create.constant());
        assertEquals("virDomainCreateXML", create.function());
        assertEquals("virDomainQemuAttach", Procedures.of(QemuCall.DomainAttach.class).function());
        assertEquals("DOMAIN_MIGRATE_PERFORM3", Procedures.of(MigrationCall.Perform3.class).constant());
        assertEquals("STORAGE_VOL_RESIZE", Procedures.of(StorageVolumeCall.Resize.class).constant());
    }

    private static List<Integer> numbers(Program program) {
        return Procedures.all().stream().filter(p -> p.program() == program).map(Procedure::number).toList();
    }

    @Test
    void everyRecordHasACodec() {
        for (Procedure procedure : Procedures.all()) {
            Codec.of(procedure.type());
            Codec.of(procedure.result());
        }
    }

    @Test
    void aCallIsItsComponentsInOrder() {
        var call = new DomainCall.LookupByName("web1");
        XdrWriter out = new XdrWriter(16);
        Codec.of(DomainCall.LookupByName.class).write(call, out);
        assertEquals("00000004" + "77656231", hex(out));
        assertEquals(call, Codec.of(DomainCall.LookupByName.class).read(new XdrReader(out.buffer())));
    }

    @Test
    void pointersUnionsAndUuidsTravelAsXdrSays() {
        var param = TypedParam.ofUllong("a", 1L << 40);
        XdrWriter out = new XdrWriter(4);
        Codec.of(TypedParam.class).write(param, out);
        assertEquals("00000001" + "61000000" + "00000004" + "0000010000000000", hex(out));
        assertEquals(param, Codec.of(TypedParam.class).read(new XdrReader(out.buffer())));

        var domain = new WireDomain("a", UUID.fromString("00010203-0405-0607-0809-0a0b0c0d0e0f"), -1);
        XdrWriter wire = new XdrWriter(4);
        Codec.of(WireDomain.class).write(domain, wire);
        assertEquals("00000001" + "61000000" + "000102030405060708090a0b0c0d0e0f" + "ffffffff", hex(wire));
    }

    @Test
    void aHostileLengthAllocatesNothing() {
        XdrWriter out = new XdrWriter(8);
        out.writeInt(0x7fff_ffff);
        assertThrows(CodecException.class,
                () -> Codec.of(DomainCall.LookupByName.class).read(new XdrReader(out.buffer())));
        XdrWriter list = new XdrWriter(8);
        list.writeInt(16_384);
        assertThrows(CodecException.class,
                () -> Codec.of(jvirt.rpc.call.ConnectCall.NamesRet.class).read(new XdrReader(list.buffer())));
        assertEquals(Optional.empty(), Procedures.find(Program.REMOTE.number(), 999));
    }

    private static String hex(XdrWriter out) {
        byte[] bytes = new byte[out.length()];
        out.buffer().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
