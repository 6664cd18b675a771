package jvirt.api.nwfilter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import org.junit.jupiter.api.Test;

class NetworkFilterTest {
    private static final String ID = "<uuid>0a5288ea-612c-834a-6bbf-82a03a1a3244</uuid>";

    private static NetworkFilter filter(String attributes, String content) {
        return NetworkFilter.parse("<filter name='f' " + attributes + ">" + ID + content + "</filter>");
    }

    private static String rule(String element) {
        String printed = filter("", "<rule action='accept' direction='in'>" + element + "</rule>").format();
        return printed.lines().map(String::strip).filter(line -> !line.matches("</?(filter|uuid|rule).*"))
                .reduce("", String::concat);
    }

    private static VirtException refused(String attributes, String content) {
        return assertThrows(VirtException.class, () -> filter(attributes, content));
    }

    @Test
    void formatsAsItWasSaid() {
        assertEquals("""
                <filter name='f' chain='ipv4-x' priority='-700'>
                  <uuid>0a5288ea-612c-834a-6bbf-82a03a1a3244</uuid>
                  <rule action='drop' direction='out' priority='500' statematch='false'>
                    <ip srcipaddr='$IP[@2]' srcipmask='24' protocol='udp' dscp='0x3f'/>
                  </rule>
                  <rule action='accept' direction='inout' priority='-5'/>
                  <filterref filter='other'>
                    <parameter name='A' value='1'/>
                    <parameter name='B' value='3'/>
                    <parameter name='B' value='2'/>
                  </filterref>
                </filter>
                """, filter("chain='ipv4-x'", """
                <rule direction='out' action='drop' statematch='0'>
                  <ip dscp='0x3F' protocol='UDP' srcipmask='255.255.255.0' srcipaddr='$IP[@2]'/></rule>
                <rule action='accept' direction='inout' priority='-5'><unknown/></rule>
                <filterref filter='other'><parameter name='B' value='3'/><parameter name='A' value='1'/>
                  <parameter name='B' value='2'/><parameter name='bad name' value='1'/><parameter name='C' value='x y'/></filterref>
                """).format());
    }

    @Test
    void whatMustNotMatchStandsInElementsOfItsOwn() {
        assertEquals("<tcp match='no' srcmacaddr='01:02:03:04:05:06'/><tcp srcipaddr='10.0.0.1'/>",
                rule("<tcp srcipaddr='10.0.0.1'/><tcp match='no' srcmacaddr='1:2:3:4:5:6'/>"));
        assertEquals("<ip match='no' srcipaddr='10.0.0.0' srcipmask='8'/>",
                rule("<ip match='no' srcipaddr='10.0.0.0'/><ip srcipmask='255.0.0.0'/>"));
    }

    @Test
    void numbersAreDecimalIfTheyCanBe() {
        assertEquals("<arp hwtype='18' protocoltype='0x12' opcode='Reply_Reverse'/>",
                rule("<arp hwtype='18' protocoltype='0x12' opcode='4'/>"));
        assertEquals("<mac protocolid='0x1234'/>", rule("<mac protocolid='0x1234'/>"));
        assertEquals("<mac protocolid='arp'/>", rule("<mac protocolid='0x806'/>"));
    }

    @Test
    void flagsAndStatesAreSets() {
        assertEquals("<tcp state='NEW,ESTABLISHED' flags='SYN,ACK/SYN'/>",
                rule("<tcp state='established, NEW' flags='ack,syn/SYN'/>"));
        assertEquals("<tcp state='NONE' flags='ALL/NONE'/>", rule("<tcp state='NEW,NONE' flags='ALL/NONE'/>"));
        assertEquals("<udp ipset='s' ipsetflags='src'/>", rule("<udp ipset='s'/>"));
        assertEquals("<udp ipset='s' ipsetflags='dst,src'/>", rule("<udp ipset='s' ipsetflags='DST,src'/>"));
    }

    @Test
    void chainsHaveTheirUsualPlaces() {
        assertEquals(-500, filter("chain='arp-foo'", "").priority());
        assertEquals(0, filter("chain='stp'", "").priority());
        assertEquals(-12, filter("chain='vlan' priority='-12'", "").priority());
        assertEquals(0, filter("priority='-12'", "").priority());
    }

    @Test
    void whatIsWrongIsSaid() {
        assertEquals("internal error: srcipaddr has illegal value 10.0.0", refused("",
                "<rule action='drop' direction='in'><ip srcipaddr='10.0.0'/></rule>").getMessage());
        assertEquals("internal error: srcipaddr has illegal value $IP[@1001]", refused("",
                "<rule action='drop' direction='in'><ip srcipaddr='$IP[@1001]'/></rule>").getMessage());
        assertEquals("internal error: dstipaddr has illegal value y", refused("",
                "<rule action='drop' direction='in'><ip dstipaddr='y' srcipaddr='x'/></rule>").getMessage());
        assertEquals("internal error: rule node requires direction attribute", refused("", "<rule action='drop'/>").getMessage());
        assertEquals(ErrorCode.CONFIG_UNSUPPORTED, refused("", "<rule action='maybe' direction='in'/>").code());
        assertEquals(ErrorCode.INVALID_ARG, refused("chain='ip'", "").code());
        assertEquals(ErrorCode.INVALID_ARG, refused("chain='ipv4' priority='1001'", "").code());
        assertEquals("internal error: IP rule with port specification requires protocol specification with protocol to be either one "
                + "of tcp(6), udp(17), dccp(33), or sctp(132)", refused("",
                "<rule action='drop' direction='in'><ip dstportstart='22'/></rule>").getMessage());
    }

    @Test
    void usesOfVariablesAreReadAndPrinted() {
        assertEquals(Optional.of(new VariableUse.Iterator("IP", 0)), VariableUse.find("IP"));
        assertEquals(Optional.of(new VariableUse.Iterator("A", 3)), VariableUse.find("A[ @3 ]"));
        assertEquals(Optional.of(new VariableUse.Element("A", 3)), VariableUse.find("A[3]"));
        assertEquals(Optional.empty(), VariableUse.find("A[x]"));
        assertEquals(Optional.empty(), VariableUse.find("A-B"));
        assertEquals("A[3]", new VariableUse.Element("A", 3).toString());
    }

    @Test
    void variablesOfTheUserWin() {
        Variables own = Variables.NONE.with("A", List.of("1")).with("B", List.of("2"));
        Variables given = Variables.NONE.with("A", List.of("5", "6"));
        assertEquals(List.of("5", "6"), own.overriddenBy(given).of("A"));
        assertEquals(List.of("2"), own.overriddenBy(given).of("B"));
    }
}
