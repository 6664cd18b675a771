package jvirt.conformance.howto;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What there is on a stage: interfaces, ports of the switch, rules, processes, files. Two of them tell what was left behind. */
record Inventory(Map<String, List<String>> things) {

    static Inventory of(Stage stage) throws IOException, InterruptedException {
        Map<String, List<String>> things = new TreeMap<>();
        take(things, stage, "interfaces", "ip -o link | cut -d: -f2 | cut -d@ -f1");
        take(things, stage, "addresses", "ip -o -4 addr | awk '{print $2, $4}'");
        take(things, stage, "ports of the switch", "for b in $(ovs-vsctl list-br); do ovs-vsctl list-ports $b | sed \"s/^/$b /\"; done");
        take(things, stage, "rules", "nft list ruleset | sed 's/counter packets [0-9]* bytes [0-9]*//; s/# handle.*//'");
        take(things, stage, "processes", "ps -eo comm= | grep -E 'qemu|dnsmasq|swtpm|virtiofsd'");
        take(things, stage, "files", "cd %s && find root scratch files -type f -o -type s 2>/dev/null | grep -v -e '^root/log' -e '/cache/' -e '\\.pid$'"
                .formatted(stage.dir()));
        return new Inventory(things);
    }

    private static void take(Map<String, List<String>> things, Stage stage, String what, String script) throws IOException, InterruptedException {
        things.put(what, stage.sh(script).output().lines().map(String::strip).sorted().toList());
    }

    /** What is in this one and was not in {@code before}, and the other way round. */
    List<String> changes(Inventory before) {
        List<String> changes = new ArrayList<>();
        things.forEach((what, now) -> {
            List<String> then = new ArrayList<>(before.things.get(what));
            List<String> more = new ArrayList<>(now);
            then.forEach(more::remove);
            now.forEach(then::remove);
            more.forEach(one -> changes.add(what + ": + " + one));
            then.forEach(one -> changes.add(what + ": - " + one));
        });
        return changes;
    }
}
