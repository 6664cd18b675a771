package jvirt.api.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonBindingTest {
    enum Mode { READ_ONLY, @Key("rw") READ_WRITE }

    @ByKey("driver")
    sealed interface Node {
        @Is("file")
        record File(String filename, @Key("read_only") boolean readOnly) implements Node {}

        @Is({"qcow2", "qcow"})
        record Qcow2(Node file, @Rest Json.Obj more) implements Node {}
    }

    record Everything(String nodeName, long size, Optional<Integer> queues, Mode mode, List<Node> nodes,
            Map<String, Long> words, Optional<List<String>> tags, Json any, double ratio) {}

    @Test
    void recordGoesThereAndBack() {
        var node = new Node.Qcow2(new Node.File("/a", true), Json.object().with("lazy", 1));
        var record = new Everything("n", 1L << 40, Optional.empty(), Mode.READ_WRITE, List.of(node), Map.of("a", 2L),
                Optional.of(List.of()), Json.Null.NULL, 0.5);
        String text = "{\"node-name\":\"n\",\"size\":1099511627776,\"mode\":\"rw\",\"nodes\":[{\"driver\":\"qcow2\",\"file\":"
                + "{\"driver\":\"file\",\"filename\":\"/a\",\"read_only\":true},\"lazy\":1}],\"words\":{\"a\":2},\"tags\":[],"
                + "\"any\":null,\"ratio\":0.5}";
        assertEquals(text, JsonBinding.write(record).toString());
        assertEquals(record, JsonBinding.read(Everything.class, Json.parse(text)));
        Json newer = Json.parse(text.replace("\"any\":null", "\"any\":7,\"new-in-qemu-9\":{}"));
        assertEquals(Json.of(7), JsonBinding.read(Everything.class, newer).any());
    }

    @Test
    void absentListIsEmptyAndAbsentTruthFalse() {
        record Lenient(List<String> names, boolean on) {}
        assertEquals(new Lenient(List.of(), false), JsonBinding.read(Lenient.class, Json.object()));
    }

    record Chain(String name, Optional<Chain> next) {}

    @Test
    void recordMayContainItself() {
        var chain = new Chain("a", Optional.of(new Chain("b", Optional.empty())));
        assertEquals("{\"name\":\"a\",\"next\":{\"name\":\"b\"}}", JsonBinding.write(chain).toString());
        assertEquals(chain, JsonBinding.read(Chain.class, JsonBinding.write(chain)));
    }

    @Test
    void errorNamesTheMember() {
        record Inner(int count) {}
        record Outer(Inner inner) {}
        assertEquals("member 'inner': member 'count': wanted a number, got \"x\"",
                assertThrows(JsonException.class, () -> JsonBinding.read(Outer.class,
                        Json.parse("{\"inner\":{\"count\":\"x\"}}"))).getMessage());
        assertEquals("member 'inner': no member 'count' for Inner",
                assertThrows(JsonException.class, () -> JsonBinding.read(Outer.class,
                        Json.parse("{\"inner\":{}}"))).getMessage());
        assertThrows(JsonException.class, () -> JsonBinding.read(Mode.class, Json.of("wo")));
    }
}
