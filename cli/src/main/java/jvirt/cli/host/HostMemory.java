package jvirt.cli.host;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.rpc.call.NodeCall;

/** The memory of the host's nodes. */
public final class HostMemory extends Commands {
    private static final long UINT_MAX = 0xffff_ffffL;

    @Override public String table() {
        return """
            allocpages: set how many huge pages the host keeps
              <pagesize>#  size of a page, in KiB or with a unit
              <pagecount>#  how many
              cellno=#  on this node
              --add  so many more
              --all  on every node
            freecell: show the free memory of the host
              cellno=#  of this node
              --all  of every node
            freepages: show the free pages of the host
              cellno=#  of this node
              pagesize=#  pages of this size, in KiB or with a unit
              --all  of every node and size
            """;
    }

    @Override public void run(String command, Invocation in) {
        in.exclusive("all", in.has("all"), "cellno", in.has("cellno"));
        switch (command) {
            case "allocpages" -> allocate(in);
            case "freecell" -> freeMemory(in);
            case "freepages" -> freePages(in);
            default -> throw undeclared(command);
        }
    }

    private static Element host(Invocation in) {
        try {
            return Element.parse(in.connection().capabilities()).child("host").orElseThrow(() -> new Failure("unable to get node capabilities"));
        } catch (VirtException e) {
            throw new Failure("unable to get node capabilities", e);
        }
    }

    private static List<Element> cells(Element host) {
        return host.child("topology").flatMap(topology -> topology.child("cells")).map(cells -> cells.children("cell")).orElse(List.of());
    }

    private static int id(Element cell) {
        return Integer.parseInt(cell.required("id"));
    }

    private static int kib(Invocation in, String option, long most) {
        long bytes = in.scaled(option, 1024, most).orElse(0);
        return (int) (bytes / 1024 + (bytes % 1024 == 0 ? 0 : 1));
    }

    private static void allocate(Invocation in) {
        int cell = in.integer("cellno").orElse(-1);
        int size = kib(in, "pagesize", UINT_MAX * 1024);
        long count = in.unsignedLong("pagecount").orElseThrow();
        List<Integer> cells = in.has("all") ? cells(host(in)).stream().map(HostMemory::id).toList() : List.of(cell);
        for (int one : cells) in.call(new NodeCall.AllocPages(List.of(size), List.of(count), one, 1, in.flag("add", 1)));
    }

    private static long free(Invocation in, int cell) {
        return in.connection().freeMemory(cell, 1).getFirst() / 1024;
    }

    private static void freeMemory(Invocation in) {
        if (!in.has("all")) {
            int cell = in.integer("cellno").orElse(-1);
            if (in.has("cellno")) in.out().line(cell + ": " + free(in, cell) + " KiB");
            else in.out().line("Total: " + in.connection().freeMemory() / 1024 + " KiB");
            return;
        }
        long total = 0;
        for (Element cell : cells(host(in))) {
            int id = id(cell);
            long kib = in.attempt(() -> free(in, id), "failed to get free memory for NUMA node number: " + id);
            in.out().format("%5d: %10d KiB\n", id, kib);
            total += kib;
        }
        in.out().extra("--------------------\n" + String.format("%5s: %10d KiB\n", "Total", total));
    }

    private static void freePages(Invocation in) {
        int size = kib(in, "pagesize", UINT_MAX);
        if (!in.has("all")) {
            if (!in.has("cellno")) throw new Failure("missing cellno argument");
            int cell = in.integer("cellno").getAsInt();
            if (cell < -1) throw new Failure("cell number must be non-negative integer or -1");
            if (!in.has("pagesize")) throw new Failure("missing pagesize argument");
            print(in, cell, List.of(size));
            return;
        }
        Element host = host(in);
        List<Integer> sizes = in.has("pagesize") ? List.of(size) : sizes(host);
        for (Element cell : cells(host)) {
            List<Long> counts = counts(in, id(cell), sizes);
            in.out().line("Node " + id(cell) + ":");
            for (int i = 0; i < sizes.size(); i++) in.out().line(Integer.toUnsignedString(sizes.get(i)) + "KiB: " + counts.get(i));
            in.out().print("\n");
        }
    }

    private static List<Long> counts(Invocation in, int cell, List<Integer> sizes) {
        return in.call(new NodeCall.GetFreePages(sizes, cell, 1, 0)).counts();
    }

    private static void print(Invocation in, int cell, List<Integer> sizes) {
        in.out().line(Integer.toUnsignedString(sizes.getFirst()) + "KiB: " + counts(in, cell, sizes).getFirst());
    }

    private static List<Integer> sizes(Element host) {
        TreeSet<Integer> sizes = new TreeSet<>(Integer::compareUnsigned);
        List<Element> pages = new ArrayList<>(host.child("cpu").map(cpu -> cpu.children("pages")).orElse(List.of()));
        if (pages.isEmpty()) cells(host).forEach(cell -> pages.addAll(cell.children("pages")));
        for (Element one : pages) one.attribute("size").ifPresent(size -> sizes.add(Integer.parseUnsignedInt(size)));
        if (sizes.isEmpty()) throw new Failure("could not get information about supported page sizes");
        return List.copyOf(sizes);
    }
}
