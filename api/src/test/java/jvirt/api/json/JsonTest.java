package jvirt.api.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void textGoesThereAndBack() {
        String text = "{\"a\":[1,-2.50,true,null,\"\\u00e9\\n\"],\"b\":{}}";
        assertEquals("{\"a\":[1,-2.50,true,null,\"é\\n\"],\"b\":{}}", Json.parse(text).toString());
    }

    @Test
    void numbersKeepAll64Bits() {
        assertEquals(-1L, Json.parse("18446744073709551615").asLong());
        assertThrows(JsonException.class, () -> Json.parse("1.5").asLong());
        assertThrows(JsonException.class, () -> Json.parse("18446744073709551616").asLong());
    }

    @Test
    void membersKeepTheirOrderUntilSorted() {
        Json.Obj object = Json.object().with("z", 1).with("a", List.of("x").getFirst());
        assertEquals("{\"z\":1,\"a\":\"x\"}", object.toString());
        assertEquals("{\"a\":\"x\",\"z\":1}", object.sorted().toString());
    }

    @Test
    void severalValuesStandOneAfterTheOther() {
        assertEquals(2, Json.parseAll("{\"a\":1}\n{\"b\":2}").size());
        assertTrue(assertThrows(JsonException.class, () -> Json.parse("{} {}")).getMessage().contains("got 2"));
        assertThrows(JsonException.class, () -> Json.parse("{\"a\":"));
    }
}
