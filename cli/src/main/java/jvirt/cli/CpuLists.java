package jvirt.cli;

import java.util.BitSet;
import jvirt.rpc.call.NodeCall;

/** Lists of CPUs, such as {@code 0-3,^2,7}. */
public final class CpuLists {
    /** Larger numbers are no CPUs. */
    private static final int MOST = 1024;

    private CpuLists() {}

    /** How many CPUs the host has, those that are off too. */
    public static int hostCpus(Invocation in) {
        return in.call(new NodeCall.GetCpuMap(0, 0, 0)).count();
    }

    /** The CPUs of a list; {@code r} is all of the host's. */
    public static BitSet parse(String list, int hostCpus) {
        BitSet cpus = new BitSet();
        if (list.startsWith("r")) {
            cpus.set(0, hostCpus);
            return cpus;
        }
        try {
            for (String part : list.split(",", -1)) add(part.strip(), cpus);
        } catch (NumberFormatException e) {
            cpus.clear();
        }
        if (cpus.isEmpty()) throw new Failure("Invalid cpulist '" + list + "'");
        if (cpus.length() - 1 >= hostCpus) {
            throw new Failure("CPU " + (cpus.length() - 1) + " in cpulist '" + list + "' exceed the maxcpu " + hostCpus);
        }
        return cpus;
    }

    private static void add(String part, BitSet cpus) {
        if (part.startsWith("^")) {
            cpus.clear(number(part.substring(1)));
            return;
        }
        int dash = part.indexOf('-');
        int first = number(dash < 0 ? part : part.substring(0, dash));
        int last = dash < 0 ? first : number(part.substring(dash + 1));
        if (last < first) throw new NumberFormatException(part);
        cpus.set(first, last + 1);
    }

    private static int number(String text) {
        int number = Integer.parseInt(text.strip());
        if (number < 0 || number >= MOST) throw new NumberFormatException(text);
        return number;
    }

    /** A list, as short as it can be. */
    public static String format(BitSet cpus) {
        StringBuilder list = new StringBuilder();
        for (int first = cpus.nextSetBit(0); first >= 0; ) {
            int end = cpus.nextClearBit(first);
            list.append(list.isEmpty() ? "" : ",").append(first);
            if (end - first > 1) list.append('-').append(end - 1);
            first = cpus.nextSetBit(end);
        }
        return list.toString();
    }
}
