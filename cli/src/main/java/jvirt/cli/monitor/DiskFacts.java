package jvirt.cli.monitor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Numbers;
import jvirt.cli.Output;
import jvirt.cli.Table;
import jvirt.cli.Xml;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;

/** What is to be known about the disks of a machine. */
public final class DiskFacts extends Commands {
    private static final List<String> ERRORS = List.of("no error", "unspecified error", "no space");

    /** A figure of a disk: as the daemon names it, as virsh always did, and in words. */
    private record Figure(String field, String brief, String words) {}

    private static final List<Figure> FIGURES = List.of(
            new Figure("rd_operations", "rd_req", "number of read operations:"),
            new Figure("rd_bytes", "rd_bytes", "number of bytes read:"),
            new Figure("wr_operations", "wr_req", "number of write operations:"),
            new Figure("wr_bytes", "wr_bytes", "number of bytes written:"),
            new Figure("errs", "errs", "error count:"),
            new Figure("flush_operations", "flush_operations", "number of flush operations:"),
            new Figure("rd_total_times", "rd_total_times", "total duration of reads (ns):"),
            new Figure("wr_total_times", "wr_total_times", "total duration of writes (ns):"),
            new Figure("flush_total_times", "flush_total_times", "total duration of flushes (ns):"));

    @Override public String table() {
        return """
            domblkerror: show errors of disks
              <domain>
            domblkinfo: show the size of a disk
              <domain>
              device=  which disk, by target or source
              --human  with units
              --all  of all disks
            domblklist: list the disks of a machine
              <domain>
              --inactive
              --details  also their kind
            domblkstat: show figures of a disk
              <domain>
              device=?  which disk, by target or source
              --human  in words
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "domblkerror" -> errors(in);
            case "domblkinfo" -> info(in);
            case "domblklist" -> list(in);
            case "domblkstat" -> statistics(in);
            default -> throw undeclared(command);
        }
    }

    private static List<Element> disks(String xml) {
        return Element.parse(xml).child("devices").map(devices -> devices.children("disk")).orElse(List.of());
    }

    private static void errors(Invocation in) {
        Map<String, Integer> errors = in.domain().diskErrors();
        if (errors.isEmpty()) in.out().line("No errors found");
        errors.forEach((disk, error) -> in.out().line(disk + ": " + States.of(ERRORS, error, "unknown error")));
    }

    private static String size(Invocation in, Domain.BlockInfo info, long bytes) {
        if (info.capacity() == 0 && info.allocation() == 0 && info.physical() == 0) return "-";
        return in.has("human") ? Numbers.pretty(bytes, 3) : Long.toUnsignedString(bytes);
    }

    private static void info(Invocation in) {
        in.exclusive("all", in.has("all"), "device", in.has("device"));
        Domain domain = in.domain();
        if (in.has("all")) {
            allSizes(in, domain);
            return;
        }
        Optional<String> device = in.raw("device").filter(name -> !name.isEmpty());
        if (device.isEmpty()) throw new Failure("command 'domblkinfo' requires <device> option");
        Domain.BlockInfo info = domain.blockInfo(device.get());
        in.out().field("Capacity:", size(in, info, info.capacity()));
        in.out().field("Allocation:", size(in, info, info.allocation()));
        in.out().field("Physical:", size(in, info, info.physical()));
    }

    private static void allSizes(Invocation in, Domain domain) {
        boolean active = domain.active();
        Table table = new Table("Target", "Capacity", "Allocation", "Physical");
        for (Element disk : disks(domain.xml(0))) {
            String target = Xml.at(disk, "target/@dev").orElse("");
            Domain.BlockInfo info = new Domain.BlockInfo(0, 0, 0);
            if (disk.child("source").isPresent()) {
                try {
                    info = domain.blockInfo(target);
                } catch (VirtException e) {
                    // a network disk can be asked only while the machine has it open
                    boolean unreachable = !active && Xml.at(disk, "source/@protocol").isPresent()
                            && e.code() == ErrorCode.INTERNAL_ERROR && e.domain() == ErrorDomain.STORAGE;
                    if (!unreachable) throw e;
                }
            }
            table.row(target, size(in, info, info.capacity()), size(in, info, info.allocation()), size(in, info, info.physical()));
        }
        table.print(in.out());
    }

    private static void list(Invocation in) {
        boolean details = in.has("details");
        String xml = in.domain().xml(in.flag("inactive", Domain.XML_INACTIVE));
        Table table = details ? new Table("Type", "Device", "Target", "Source") : new Table("Target", "Source");
        for (Element disk : disks(xml)) {
            String target = Xml.at(disk, "target/@dev").orElseThrow(() -> new Failure("unable to query block list"));
            String source = source(disk).orElse("-");
            if (details) table.row(disk.attribute("type").orElse(""), disk.attribute("device").orElse(""), target, source);
            else table.row(target, source);
        }
        table.print(in.out());
    }

    private static Optional<String> source(Element disk) {
        if (disk.attribute("type").equals(Optional.of("nvme"))) {
            Element address = disk.child("source").flatMap(source -> source.child("address"))
                    .orElseThrow(() -> new Failure("Unable to query NVMe disk address"));
            return Optional.of(String.format("nvme://%04x:%02x:%02x.%d/%s", hex(address, "domain"), hex(address, "bus"),
                    hex(address, "slot"), hex(address, "function"), Xml.at(disk, "source/@namespace").orElse("")));
        }
        return Xml.first(disk, "source/@file", "source/@dev", "source/@dir", "source/@name", "source/@volume", "source/@path");
    }

    private static int hex(Element address, String attribute) {
        return Integer.decode(address.attribute(attribute).orElse("0"));
    }

    private static void statistics(Invocation in) {
        Domain domain = in.domain();
        String device = in.text("device").orElse("");
        Map<String, String> values = new LinkedHashMap<>(values(in, domain, device));
        boolean human = in.has("human");
        String label = human ? "" : device;
        Output out = in.out();
        if (human) out.line("Device: " + device);
        List<String> printed = new ArrayList<>();
        for (Figure figure : FIGURES) {
            String value = values.get(figure.field);
            if (value == null) continue;
            printed.add(figure.field);
            out.line(label + " " + (human ? Output.padded(figure.words, 31) : figure.brief) + " " + value);
        }
        values.forEach((name, value) -> {
            if (!printed.contains(name)) out.line(label + " " + name + " " + value);
        });
    }

    private static Map<String, String> values(Invocation in, Domain domain, String device) {
        String name = in.required("domain");
        try {
            return domain.blockStatistics(device);
        } catch (VirtException e) {
            if (e.code() != ErrorCode.NO_SUPPORT) throw e;
        }
        var old = in.attempt(() -> in.call(new DomainCall.BlockStats(domain.wire(), device)),
                "Failed to get block stats " + name + " " + device);
        Map<String, String> values = new LinkedHashMap<>();
        long[] numbers = {old.rdReq(), old.rdBytes(), old.wrReq(), old.wrBytes(), old.errs()};
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] >= 0) values.put(FIGURES.get(i).field, Long.toString(numbers[i]));
        }
        return values;
    }
}
