package jvirt.api.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import jvirt.api.xml.Element;
import org.junit.jupiter.api.Test;

class SchemaTest {
    private static final Map<String, String> FILES = Map.of(
            "farm.rng", """
                    <grammar xmlns='http://relaxng.org/ns/structure/1.0' datatypeLibrary='http://www.w3.org/2001/XMLSchema-datatypes'>
                      <include href='animals.rng'><define name='colour'><choice><value>red</value><value>blue</value></choice></define></include>
                      <start><element name='farm'>
                        <optional><attribute name='acres'><data type='unsignedInt'><param name='minInclusive'>2</param></data></attribute></optional>
                        <interleave>
                          <element name='owner'><text/></element>
                          <zeroOrMore><ref name='animal'/></zeroOrMore>
                          <optional><element name='metadata'><zeroOrMore><ref name='any'/></zeroOrMore></element></optional>
                        </interleave>
                      </element></start>
                      <define name='any'><choice><text/><element><anyName/><zeroOrMore><choice>
                        <attribute><anyName/></attribute><ref name='any'/></choice></zeroOrMore></element></choice></define>
                    </grammar>""",
            "animals.rng", """
                    <grammar xmlns='http://relaxng.org/ns/structure/1.0' datatypeLibrary='http://www.w3.org/2001/XMLSchema-datatypes'>
                      <define name='animal'><choice>
                        <element name='cow'><attribute name='colour'><ref name='colour'/></attribute></element>
                        <element name='cow'><element name='calf'><data type='string'><param name='pattern'>$[a-z]+</param></data></element></element>
                        <element name='herd'><list><oneOrMore><data type='short'/></oneOrMore></list></element>
                        <element name='barn' ns='urn:barn'><oneOrMore><ref name='animal'/></oneOrMore></element>
                      </choice></define>
                      <define name='colour'><notAllowed/></define>
                    </grammar>""");

    private final Schema schema = Schema.read("farm.rng", FILES::get);

    private Optional<String> fault(String document) {
        return schema.fault(Element.parse(document));
    }

    @Test
    void acceptsWhatTheSchemaSays() {
        assertEquals(Optional.empty(), fault("<farm><cow colour='red'/><owner>Ann</owner><cow><calf>$tom</calf></cow></farm>"));
        assertEquals(Optional.empty(), fault("<farm acres=' 2 '><owner/><metadata><x:y xmlns:x='urn:x' z='1'>t<u/></x:y></metadata></farm>"));
        assertEquals(Optional.empty(), fault("<farm><owner/><b:barn xmlns:b='urn:barn'><herd>1 -2\n3</herd></b:barn></farm>"));
    }

    @Test
    void tellsWhatIsWrongAndWhere() {
        assertEquals("line 2: element 'pig' is not allowed here in element 'farm'", fault("<farm>\n<pig/></farm>").orElseThrow());
        assertEquals("line 1: element 'farm' is incomplete", fault("<farm/>").orElseThrow());
        assertEquals("line 1: attribute 'colour' of element 'cow' is not allowed, or not with the value 'green'",
                fault("<farm><cow colour='green'/></farm>").orElseThrow());
        assertEquals("line 1: element 'calf' must not contain 'tom'", fault("<farm><cow><calf>tom</calf></cow></farm>").orElseThrow());
        assertEquals("line 1: element 'owner' is not allowed here in element 'farm'", fault("<farm><owner/><owner/></farm>").orElseThrow());
        assertEquals("line 1: element 'ranch' is not allowed as a document", fault("<ranch/>").orElseThrow());
    }

    @Test
    void numbersHaveTheirLimits() {
        assertTrue(fault("<farm acres='1'><owner/></farm>").isPresent());
        assertTrue(fault("<farm acres='4294967296'><owner/></farm>").isPresent());
        assertTrue(fault("<farm><owner/><herd>40000</herd></farm>").isPresent());
    }
}
