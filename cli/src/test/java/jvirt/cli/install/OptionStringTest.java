package jvirt.cli.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionStringTest {
    @Test void wordsAreCutAtCommasAndQuotedAsInAShell() {
        assertEquals(List.of("path=/a b", "serial=x,y", "ro"),
                OptionString.words("path=/a b,'serial=x,y',,ro").stream().map(OptionString.Word::toString).toList());
        assertEquals(List.of("-display", "gtk,gl=on", "a b"), OptionString.arguments("-display gtk,gl=on \"a b\""));
        assertThrows(InstallException.class, () -> OptionString.words("title='open"));
    }

    @Test void firstWordsGetTheirNames() {
        assertEquals("{source=Optional[/a], target=Optional[/b], readonly=Optional[on]}",
                OptionString.parse("/a,/b,readonly=on", Suboptions.of("filesystem")).toString());
    }

    @Test void aValueWithCommasEndsAtTheNextKnownName() {
        assertEquals("{label=Optional[a:b:c0,c1], type=Optional[static]}",
                OptionString.parse("label=a:b:c0,c1,type=static", Suboptions.of("seclabel")).toString());
    }

    @Test void indicesAreFoundInNames() {
        Suboption sibling = Suboptions.of("cpu").find("cell2.distances.sibling1.id").orElseThrow();
        assertEquals(Optional.of(List.of(2, 1)), sibling.match("cell2.distances.sibling1.id"));
        assertEquals(Optional.of(List.of(0, 3)), sibling.match("numa.cell.distances.sibling3.id"));
        assertEquals(Optional.empty(), sibling.match("numa.cell.id"));
    }

    @Test void optionsMayBeCutShortWhileTheyAreClear() {
        Arguments options = InstallOptions.parse(List.of("--os-var", "fedora26", "-n", "a", "--ram=64", "--wait", "--pxe"), _ -> { });
        assertEquals(Optional.of("fedora26"), options.get("os-variant"));
        assertEquals(Optional.of("a"), options.get("name"));
        assertEquals(Optional.of("64"), options.get("memory"));
        assertEquals(Optional.of(""), options.get("wait"));
        assertThrows(InstallException.class, () -> InstallOptions.parse(List.of("--me", "1"), _ -> { }));
    }
}
