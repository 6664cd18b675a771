package jvirt.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.xml.Element;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Xml;
import jvirt.client.Domain;

/** How much memory machines have. */
public final class Memory extends Commands {
    private static final int LIVE = 1;
    private static final int MAXIMUM = 4;

    @Override public String table() {
        return """
            setmaxmem: set the most memory that a machine can have
              <domain>
              kilobytes->size <size>#  the memory, in KiB or with a unit
              --config --live --current
            setmem: set the memory that a machine has
              <domain>
              kilobytes->size <size>#  the memory, in KiB or with a unit
              --config --live --current
            update-memory-device: change a memory device
              <domain>
              --config --live --current
              --print-xml
              alias=  the device of this alias
              node=#  the device of this guest node
              requested-size=#  how much of it to use, in KiB or with a unit
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "setmem" -> {
                int impact = in.impact();
                boolean said = in.has("config") || in.has("live") || in.has("current");
                Domain domain = in.domain();
                domain.setMemory(kib(in, "size"), said ? impact : LIVE);
            }
            case "setmaxmem" -> {
                int impact = in.impact();
                Domain domain = in.domain();
                long kib = kib(in, "size");
                in.attempt(() -> domain.setMemory(kib, impact | MAXIMUM), "Unable to change MaxMemorySize");
            }
            case "update-memory-device" -> update(in);
            default -> throw undeclared(command);
        }
    }

    private static long kib(Invocation in, String option) {
        long bytes = in.scaled(option, 1024).orElseThrow();
        return Long.divideUnsigned(bytes, 1024) + (Long.remainderUnsigned(bytes, 1024) == 0 ? 0 : 1);
    }

    private static void update(Invocation in) {
        int impact = in.impact();
        in.exclusive("node", in.has("node"), "alias", in.has("alias"));
        Domain domain = in.domain();
        Element devices = Element.parse(domain.xml((impact & 2) != 0 ? Domain.XML_INACTIVE : 0)).child("devices").orElseThrow();
        Optional<String> alias = in.text("alias");
        var node = in.unsigned("node");
        List<Element> fitting = new ArrayList<>();
        for (Element memory : devices.children("memory")) {
            boolean fits = node.isPresent()
                    ? Xml.at(memory, "target/node").equals(Optional.of(Integer.toUnsignedString(node.getAsInt())))
                    : alias.isEmpty() || Xml.at(memory, "alias/@name").equals(alias);
            if (fits) fitting.add(memory);
        }
        if (fitting.isEmpty()) throw new Failure("no memory device found");
        if (fitting.size() > 1) throw new Failure("multiple memory devices found, use --alias or --node to select one");
        String xml = Xml.text(fitting.getFirst());
        if (in.has("requested-size")) {
            long kib = kib(in, "requested-size");
            String changed = xml.replaceFirst("(<requested[^>]*>)[^<]*</requested>", "$1" + Long.toUnsignedString(kib) + "</requested>");
            if (!xml.contains("<requested")) throw new Failure("virtio-mem device is missing <requested/>");
            xml = changed;
        }
        if (in.has("print-xml")) in.out().print(xml);
        else domain.updateDevice(xml, impact);
    }
}
