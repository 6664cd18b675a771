package jvirt.network.iptables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import jvirt.api.nwfilter.NetworkFilter;
import jvirt.api.nwfilter.Rule;
import jvirt.api.nwfilter.Variables;
import jvirt.network.filter.FilterSteps;
import jvirt.network.filter.RuleUse;
import org.junit.jupiter.api.Test;

class TableModelTest {
    private static Optional<String> transaction(Tool tool, String saved, FilterSteps steps) {
        TableModel model = TableModel.read(tool, saved);
        model.play(steps.steps().stream().filter(step -> step.tool() == tool).toList());
        return model.transaction();
    }

    private static List<RuleUse> rules(String chain, String rules) {
        NetworkFilter filter = NetworkFilter.parse("<filter name='f' chain='" + chain + "'>" + rules + "</filter>");
        return filter.entries().stream().map(entry -> new RuleUse(filter, (Rule) entry, Variables.NONE)).toList();
    }

    @Test
    void firstRulesComeAtOnceUnderTheirLastNames() {
        var uses = rules("arp", "<rule action='drop' direction='out'><arp opcode='1'/></rule>");
        assertEquals("""
                *nat
                :I-vnet0-arp ACCEPT
                :libvirt-I-vnet0 ACCEPT
                -A PREROUTING -i vnet0 -j libvirt-I-vnet0
                -A I-vnet0-arp -p 0x806 --arp-opcode 1 -j DROP
                -A libvirt-I-vnet0 -p 0x0806 -j I-vnet0-arp
                COMMIT
                """, transaction(Tool.EBTABLES, "",
                new FilterSteps("vnet0").applyNew(uses).tearOld()).orElseThrow());
    }

    @Test
    void oldRulesGoInTheSameTransaction() {
        String saved = """
                *filter
                :INPUT ACCEPT
                *nat
                :PREROUTING ACCEPT
                :POSTROUTING ACCEPT
                :libvirt-I-vnet0 ACCEPT
                :I-vnet0-mac ACCEPT
                -A PREROUTING -i vnet1 -j other
                -A PREROUTING -i vnet0 -j libvirt-I-vnet0
                -A libvirt-I-vnet0 -j I-vnet0-mac
                -A I-vnet0-mac -j DROP
                """;
        assertEquals("""
                *nat
                :libvirt-O-vnet0 ACCEPT
                -D PREROUTING -i vnet0 -j libvirt-I-vnet0
                -A POSTROUTING -o vnet0 -j libvirt-O-vnet0
                -A libvirt-O-vnet0 -j DROP
                -F libvirt-I-vnet0
                -F I-vnet0-mac
                -X libvirt-I-vnet0
                -X I-vnet0-mac
                COMMIT
                """, transaction(Tool.EBTABLES, saved, new FilterSteps("vnet0").applyNew(
                rules("root", "<rule action='drop' direction='in'/>")).tearOld()).orElseThrow());
    }

    @Test
    void whatIsNotThereIsNotTakenAway() {
        assertEquals(Optional.empty(), transaction(Tool.IPTABLES, "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\nCOMMIT\n",
                new FilterSteps("vnet0").tearAll()));
    }

    @Test
    void wordsInAnotherOrderAreTheSameRule() {
        String saved = """
                *filter
                :FORWARD ACCEPT [0:0]
                :libvirt-out - [0:0]
                :FO-vnet0 - [0:0]
                -A FORWARD -j libvirt-out
                -A libvirt-out -m physdev --physdev-out vnet0 --physdev-is-bridged -g FO-vnet0
                -A FO-vnet0 -m comment --comment "a \\"b\\" c" -j DROP
                COMMIT
                """;
        assertEquals("""
                *filter
                -D libvirt-out -m physdev --physdev-out vnet0 --physdev-is-bridged -g FO-vnet0
                -F FO-vnet0
                -X FO-vnet0
                COMMIT
                """, transaction(Tool.IPTABLES, saved, new FilterSteps("vnet0").tearAll()).orElseThrow());
    }

    @Test
    void chainsOfAllInterfacesStandFirst() {
        var uses = rules("root", "<rule action='accept' direction='out'><tcp comment='it&apos;s'/></rule>");
        assertEquals("""
                *filter
                :libvirt-in - [0:0]
                :libvirt-out - [0:0]
                :libvirt-in-post - [0:0]
                :libvirt-host-in - [0:0]
                :FO-vnet0 - [0:0]
                :FI-vnet0 - [0:0]
                :HI-vnet0 - [0:0]
                -I INPUT 1 -j libvirt-host-in
                -I FORWARD 1 -j libvirt-in
                -I FORWARD 2 -j libvirt-out
                -I FORWARD 3 -j libvirt-in-post
                -A libvirt-in -m physdev --physdev-in vnet0 -g FI-vnet0
                -A libvirt-out -m physdev --physdev-is-bridged --physdev-out vnet0 -g FO-vnet0
                -A libvirt-in-post -m physdev --physdev-in vnet0 -j ACCEPT
                -A libvirt-host-in -m physdev --physdev-in vnet0 -g HI-vnet0
                -A FO-vnet0 -p tcp -m conntrack --ctstate ESTABLISHED -m conntrack --ctdir Reply -m comment --comment "it's" -j ACCEPT
                -A FI-vnet0 -p tcp -m conntrack --ctstate NEW,ESTABLISHED -m conntrack --ctdir Original -m comment --comment "it's" -j RETURN
                -A HI-vnet0 -p tcp -m conntrack --ctstate NEW,ESTABLISHED -m conntrack --ctdir Original -m comment --comment "it's" -j RETURN
                COMMIT
                """, transaction(Tool.IPTABLES, "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\nCOMMIT\n",
                new FilterSteps("vnet0").applyNew(uses).tearOld()).orElseThrow());
    }

    @Test
    void chainsThatWereLeftBehindAreEmptied() {
        var steps = new FilterSteps("vnet0").applyNew(rules("root", "<rule action='drop' direction='in'/>"));
        assertEquals("*nat\n:libvirt-P-vnet0 ACCEPT\n-A POSTROUTING -o vnet0 -j libvirt-P-vnet0\n-A libvirt-P-vnet0 -j DROP\nCOMMIT\n",
                transaction(Tool.EBTABLES, "*nat\n:POSTROUTING ACCEPT\n:libvirt-P-vnet0 ACCEPT\n", steps).orElseThrow());
    }
}
