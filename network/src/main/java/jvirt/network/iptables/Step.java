package jvirt.network.iptables;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One step of changing a firewall. */
public sealed interface Step {
    Tool tool();

    /** The words after the tool's options. */
    List<String> words();

    /**
     * A command.
     *
     * @param mayFail it takes away what need not be there
     */
    record Command(Tool tool, boolean mayFail, List<String> words) implements Step {}

    /** Taking away, or giving their final names to, the chains that a chain leads to. */
    record SubChains(String chain, Use use) implements Step {
        public enum Use { REMOVE, REMOVE_NEW, RENAME_NEW }

        @Override
        public Tool tool() {
            return Tool.EBTABLES;
        }

        @Override
        public List<String> words() {
            return List.of("-L", chain);
        }

        private boolean concerns(String target) {
            boolean ours = use == Use.REMOVE ? target.startsWith("I-") || target.startsWith("O-")
                    : target.startsWith("J-") || target.startsWith("P-");
            return ours && !target.equals(chain);
        }

        /** What is to be done where the chain leads to these. */
        List<Step> on(Stream<String> targets) {
            return targets.filter(this::concerns).distinct().flatMap(this::on).toList();
        }

        private Stream<Step> on(String target) {
            if (use != Use.RENAME_NEW) {
                return Stream.of(new SubChains(target, use), may("-F", target), may("-X", target));
            }
            String last = (target.startsWith("J") ? "I" : "O") + target.substring(1);
            return Stream.of(new SubChains(target, use), may("-F", last), may("-X", last),
                    new Command(tool(), false, List.of("-E", target, last)));
        }

        private static Step may(String... words) {
            return new Command(Tool.EBTABLES, true, List.of(words));
        }
    }

    /** The command line. */
    default String line() {
        return Stream.of(Stream.of(tool().program()), tool().options().stream(), words().stream()).flatMap(all -> all)
                .map(word -> word.matches("[A-Za-z0-9_./:=,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
