package jvirt.qemu.caps;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import jvirt.api.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QmpSchemaTest {
    private static final QmpSchema SCHEMA = new QmpSchema(Json.parse("""
            [{"name":"add","meta-type":"command","arg-type":"1","ret-type":"0","features":["cold"]},
             {"name":"0","meta-type":"object","members":[]},
             {"name":"1","meta-type":"object","members":[{"name":"list","type":"[2]"},{"name":"maybe","type":"int","default":null}],
              "variants":[{"case":"file","type":"2"}],"tag":"list"},
             {"name":"[2]","meta-type":"array","element-type":"2"},
             {"name":"2","meta-type":"object","members":[{"name":"kind","type":"3"},{"name":"either","type":"4"}]},
             {"name":"3","meta-type":"enum","values":["a","b"],"members":[{"name":"a","features":["f"]},{"name":"b"}]},
             {"name":"4","meta-type":"alternate","members":[{"type":"int"},{"type":"3"}]},
             {"name":"int","meta-type":"builtin","json-type":"int"},
             {"name":"old","meta-type":"enum","values":["x"]}]
            """).asList().stream().map(Json::asObject).toList());

    @ParameterizedTest
    @ValueSource(strings = {"add", "add/$cold", "add/arg-type/list/kind", "add/arg-type/+file/kind/^b", "add/arg-type/list/kind/^a/$f",
        "add/arg-type/*maybe", "add/arg-type/maybe/!int", "add/arg-type/list/either/^a", "old/^x", "add/ret-type"})
    void leadsSomewhere(String path) {
        assertTrue(SCHEMA.has(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"remove", "add/$warm", "add/arg-type/+dir", "add/arg-type/*list", "add/arg-type/list/kind/^c",
        "add/arg-type/list/kind/^b/$f", "add/arg-type/maybe/!string", "old/^x/$f", "add/none"})
    void leadsNowhere(String path) {
        assertFalse(SCHEMA.has(path));
    }

    @Test
    void typesThatContainThemselvesEnd() {
        QmpSchema round = new QmpSchema(List.of(
                Json.parse("{\"name\":\"a\",\"meta-type\":\"array\",\"element-type\":\"a\"}").asObject()));
        assertFalse(round.has("a/x"));
    }
}
