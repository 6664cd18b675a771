package jvirt.api.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import org.junit.jupiter.api.Test;

class XmlBindingTest {
    public enum Bus { VIRTIO, @Name("USB3") FAST_USB }

    @ByAttr("type")
    public sealed interface Address {
        @Is("pci") record Pci(@Hex(4) int domain, @Hex(2) int slot) implements Address {}

        @Is("drive") record Drive(int unit) implements Address {}
    }

    public sealed interface Source {
        @Is("file") record File(Optional<Path> file) implements Source {}

        @Is({"dir", "folder"}) record Dir(Path dir) implements Source {}
    }

    @ByElement
    public sealed interface Rule {
        @Is("allow") record Allow(String who) implements Rule {}

        @Is("deny") record Deny() implements Rule {}
    }

    public record Alias(String name) {}

    public record Empty(Optional<String> x) {}

    public record Thing(@TypedBy("type") Source source, Bus bus, boolean readonly, @InElement Optional<String> serial,
            Optional<Empty> empty, @Live Optional<Alias> alias, @Wrapped("rules") List<Rule> rules, List<Empty> extra,
            Optional<Address> address, @Secret Optional<String> passwd) {}

    private static final String FULL = """
            <thing type='dir' bus='USB3' passwd='a&apos;b'>
              <source dir='/x'/>
              <readonly/>
              <serial>&lt;1&gt;</serial>
              <alias name='t0'/>
              <rules>
                <deny/>
                <allow who='me'/>
              </rules>
              <extra x='1'/>
              <extra/>
              <address type='pci' domain='0x0000' slot='0x1f'/>
            </thing>
            """;

    private static Thing thing(String xml) {
        return XmlBinding.read(Thing.class, Element.parse(xml));
    }

    @Test
    void recordsGoThereAndBack() {
        assertEquals(FULL, XmlBinding.format("thing", thing(FULL), View.LIVE));
    }

    @Test
    void theInactiveViewLeavesOutWhatIsLive() {
        String xml = XmlBinding.format("thing", thing(FULL), View.PUBLIC);
        assertEquals(FULL.replace("  <alias name='t0'/>\n", "").replace(" passwd='a&apos;b'", ""), xml);
    }

    @Test
    void whatIsEmptyIsLeftOut() {
        Thing thing = thing("<thing type='file' bus='virtio'><empty/><unknown a='1'/></thing>");
        assertEquals("<thing type='file' bus='virtio'/>\n", XmlBinding.format("thing", thing, View.LIVE));
        assertEquals(new Source.File(Optional.empty()), thing.source());
    }

    @Test
    void wrongValuesNameTheAttributeAndTheElement() {
        var error = assertThrows(VirtException.class, () -> thing("<thing type='file' bus='isa'/>"));
        assertEquals("XML error: Invalid value for attribute 'bus' in element 'thing': 'isa'.", error.getMessage());
        error = assertThrows(VirtException.class, () -> thing("<thing bus='virtio'/>"));
        assertEquals("XML error: Missing required attribute 'type' in element 'thing'", error.getMessage());
    }

    @Test
    void whatIsNoXmlIsRefusedWithItsLine() {
        var error = assertThrows(VirtException.class, () -> Element.parse("<a>\n<b></a>"));
        assertEquals(ErrorCode.XML_DETAIL, error.code());
        assertEquals(true, error.getMessage().contains("at line 2"), error::getMessage);
        assertThrows(VirtException.class, () -> Element.parse("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"));
    }

    @Test
    void metadataComesBackAsItWas() {
        String xml = """
                <metadata>
                  <app:a xmlns:app='http://a/' k='v'>
                    <app:b>text <i>in</i> between</app:b>
                  </app:a>
                </metadata>
                """;
        assertEquals(xml, new XmlWriter(View.LIVE).verbatim(Element.parse(xml)).toString());
    }
}
