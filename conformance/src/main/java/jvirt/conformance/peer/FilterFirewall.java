package jvirt.conformance.peer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jvirt.api.MacAddress;
import jvirt.api.json.Json;
import jvirt.api.nwfilter.NetworkFilter;
import jvirt.api.nwfilter.Rule;
import jvirt.api.nwfilter.Variables;
import jvirt.network.filter.FilterSteps;
import jvirt.network.filter.RuleUse;

/** The commands that a filter comes to on an interface. */
final class FilterFirewall implements Family {
    @Override
    public String name() {
        return "nwfilterxml2firewall";
    }

    @Override
    public String answer(PeerCase peerCase) {
        FilterSteps steps = new FilterSteps(peerCase.field("ifname").orElseThrow());
        return String.join("\n", switch (peerCase.field("operation").orElseThrow()) {
            case "applyNewRules" -> applied(peerCase, steps);
            case "tearNewRules" -> steps.tearNew().lines();
            case "tearOldRules" -> steps.tearOld().lines();
            case "allTeardown" -> steps.tearAll().lines();
            case "removeBasicRules" -> steps.tearEthernet().lines();
            case "applyBasicRules" -> steps.allowOwnMac(mac(peerCase)).lines();
            case "applyDropAllRules" -> steps.allowNothing().lines();
            case "applyDHCPOnlyRules" -> steps.allowDhcp(mac(peerCase), texts(peerCase.fields(), "dhcp_servers")).lines();
            default -> throw new IllegalStateException("no operation " + peerCase.field("operation").get());
        });
    }

    private static MacAddress mac(PeerCase peerCase) {
        return MacAddress.parse(peerCase.field("mac").orElseThrow());
    }

    private static List<String> texts(Json.Obj of, String name) {
        return of.find(name).isEmpty() ? List.of() : elements(of.get(name));
    }

    private static List<String> elements(Json list) {
        return ((Json.Arr) list).elements().stream().map(text -> ((Json.Str) text).value()).toList();
    }

    /** Without what is said of every filter: the case leaves it out, each text at most once, in order. */
    private static List<String> applied(PeerCase peerCase, FilterSteps steps) {
        NetworkFilter filter = NetworkFilter.parse(peerCase.input());
        Variables variables = variables(peerCase.fields());
        List<RuleUse> uses = filter.entries().stream().map(entry -> new RuleUse(filter, (Rule) entry, variables)).toList();
        List<String> lines = new ArrayList<>(steps.applyNew(uses).lines());
        for (String common : elements(Json.parse(peerCase.auxText("common_rules").orElseThrow()))) {
            List<String> words = CommandText.commands(common).stream().map(command -> String.join(" ", command)).toList();
            int at = Collections.indexOfSubList(lines, words);
            if (at >= 0) lines.subList(at, at + words.size()).clear();
        }
        return lines;
    }

    private static Variables variables(Json.Obj fields) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        Json.Obj variables = fields.get("variables").asObject();
        variables.members().keySet().forEach(name -> values.put(name, texts(variables, name)));
        return Variables.of(values);
    }
}
