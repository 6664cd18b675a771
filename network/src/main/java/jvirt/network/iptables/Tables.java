package jvirt.network.iptables;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.FIREWALL;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import jvirt.api.VirtException;
import jvirt.host.Program;
import jvirt.network.iptables.Step.Command;
import jvirt.network.iptables.Step.SubChains;

/**
 * Changes the host's firewalls, each in one transaction. The older ebtables cannot do that, and is given one command after the
 * other. One at a time looks at a firewall and changes it.
 */
public final class Tables {
    private static final Map<Tool, ReentrantLock> LOCKS =
            Map.of(Tool.EBTABLES, new ReentrantLock(), Tool.IPTABLES, new ReentrantLock(), Tool.IP6TABLES, new ReentrantLock());

    private Tables() {}

    /** Plays steps on the host's firewalls, one after the other. */
    public static void run(List<Step> steps) {
        for (Tool tool : Tool.values()) {
            List<Step> own = steps.stream().filter(step -> step.tool() == tool).toList();
            if (!own.isEmpty()) run(tool, own);
        }
    }

    private static void run(Tool tool, List<Step> steps) {
        boolean optional = steps.stream().allMatch(step -> !(step instanceof Command command) || command.mayFail());
        Optional<Path> program = Program.find(tool.program());
        if (program.isEmpty() && optional) return;
        if (program.isEmpty()) throw failed(tool.program(), "the program is not installed");
        LOCKS.get(tool).lock();
        try {
            if (tool == Tool.EBTABLES && isOld(tool)) {
                oneByOne(tool, steps);
            } else {
                atOnce(tool, steps);
            }
        } catch (IOException e) {
            throw failed(tool.program(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(tool.program(), "interrupted");
        } finally {
            LOCKS.get(tool).unlock();
        }
    }

    private static boolean isOld(Tool tool) throws IOException, InterruptedException {
        return !Program.of(path(tool.program()), "--version").attempt().output().contains("nf_tables");
    }

    private static String path(String program) {
        return Program.find(program).map(Path::toString).orElse(program);
    }

    private static void atOnce(Tool tool, List<Step> steps) throws IOException, InterruptedException {
        TableModel model = TableModel.read(tool, saved(tool));
        model.play(steps);
        Optional<String> transaction = model.transaction();
        if (transaction.isEmpty()) return;
        List<String> command = tool == Tool.EBTABLES ? List.of(path("ebtables-restore"), "--noflush")
                : List.of(path(tool.program() + "-restore"), "-w", "--noflush");
        Program.Result result = Program.of(command.toArray(String[]::new)).input(transaction.get()).attempt();
        if (result.status() != 0) throw failed(tool.program() + "-restore", result.complaint());
    }

    private static String saved(Tool tool) throws IOException, InterruptedException {
        String program = path(tool.program() + "-save");
        Program save = tool == Tool.EBTABLES ? Program.of(program) : Program.of(program, "-t", tool.table());
        Program.Result result = save.attempt();
        if (result.status() != 0) throw failed(tool.program() + "-save", result.complaint());
        return result.output();
    }

    private static void oneByOne(Tool tool, List<Step> steps) throws IOException, InterruptedException {
        Deque<Step> left = new ArrayDeque<>(steps);
        while (!left.isEmpty()) {
            Step step = left.removeFirst();
            Program.Result result = run(step);
            switch (step) {
                // a chain goes when nothing leads to it any more
                case SubChains chains -> left.addAll(chains.on(targets(result.output())));
                case Command command -> {
                    if (result.status() != 0 && !command.mayFail()) throw failed(step.line(), result.complaint());
                }
            }
        }
    }

    private static Program.Result run(Step step) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(path(step.tool().program())));
        line.addAll(step.tool().options());
        line.addAll(step.words());
        return Program.of(line.toArray(String[]::new)).attempt();
    }

    private static Stream<String> targets(String listing) {
        return listing.lines().filter(line -> line.contains("-j ")).map(line -> line.substring(line.indexOf("-j ") + 3).strip());
    }

    private static VirtException failed(String what, String why) {
        return FIREWALL.error(INTERNAL_ERROR, "Failed to apply firewall rules %s: %s", what, why);
    }
}
