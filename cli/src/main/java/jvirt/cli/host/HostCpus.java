package jvirt.cli.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.xml.Element;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Xml;
import jvirt.rpc.call.ConnectCall;

/** What CPUs can and what they have in common. */
public final class HostCpus extends Commands {
    @Override public String table() {
        return """
            cpu-baseline: find a CPU that runs on several hosts
              <file>  file with the CPUs of the hosts
              --features  with every feature
              --migratable  without what keeps a guest from moving
            cpu-compare: compare a CPU with the host's
              <file>  file with the CPU
              --error  fail when the host cannot run it
              --validate
            cpu-models: list the CPU models of an architecture
              <arch>  the architecture
            hypervisor-cpu-baseline: find a CPU that a hypervisor offers on several hosts
              file=  file with the CPUs of the hosts
              virttype=  kind of virtualization
              emulator=  the emulator
              arch=  architecture of the guest
              machine=  kind of machine
              --features  with every feature
              --migratable  without what keeps a guest from moving
              model=  a CPU model in place of a file
            hypervisor-cpu-compare: compare a CPU with what a hypervisor offers on this host
              <file>  file with the CPU
              virttype=  kind of virtualization
              emulator=  the emulator
              arch=  architecture of the guest
              machine=  kind of machine
              --error  fail when the host cannot run it
              --validate
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "cpu-baseline" -> in.out().print(in.call(new ConnectCall.BaselineCpu(cpus(in, in.required("file")), baseline(in))).cpu());
            case "cpu-compare" -> compare(in);
            case "cpu-models" -> models(in);
            case "hypervisor-cpu-baseline" -> hypervisorBaseline(in);
            case "hypervisor-cpu-compare" -> hypervisorCompare(in);
            default -> throw undeclared(command);
        }
    }

    private static int baseline(Invocation in) {
        return in.flag("features", 1) | in.flag("migratable", 2);
    }

    private static int comparison(Invocation in) {
        return in.flag("error", 1) | in.flag("validate", 2);
    }

    /** The CPUs of a file: alone, or within machines, host capabilities and domain capabilities. */
    private static List<String> cpus(Invocation in, String file) {
        String text = in.read(file);
        int start = text.startsWith("<?xml") && text.contains("?>") ? text.indexOf("?>") + 2 : 0;
        List<String> cpus = new ArrayList<>();
        for (Element one : Element.parse("<container>" + text.substring(start) + "</container>").children()) {
            switch (one.name()) {
                case "cpu" -> cpus.add(Xml.text(one));
                case "domain" -> one.child("cpu").ifPresent(cpu -> cpus.add(Xml.text(cpu)));
                case "capabilities" -> one.child("host").flatMap(host -> host.child("cpu")).ifPresent(cpu -> cpus.add(Xml.text(cpu)));
                case "domainCapabilities" -> one.child("cpu").ifPresent(cpu -> cpu.children("mode").stream()
                        .filter(mode -> mode.attribute("name").equals(Optional.of("host-model")) && mode.attribute("supported").equals(Optional.of("yes")))
                        .forEach(mode -> cpus.add(Xml.text(Element.of("cpu", Map.of(), mode.nodes())))));
                default -> { }
            }
        }
        if (cpus.isEmpty()) {
            throw new Failure("File '" + file + "' does not contain any <cpu> element or valid domain XML, host capabilities XML, "
                    + "or domain capabilities XML");
        }
        return cpus;
    }

    private static void compare(Invocation in) {
        String file = in.required("file");
        String cpu = cpus(in, file).getFirst();
        int result = in.attempt(() -> in.call(new ConnectCall.CompareCpu(cpu, comparison(in))).result(), "Failed to compare host CPU with " + file);
        switch (result) {
            case 0 -> {
                in.out().line("CPU described in " + file + " is incompatible with host CPU");
                throw Failure.told();
            }
            case 1 -> in.out().line("CPU described in " + file + " is identical to host CPU");
            case 2 -> in.out().line("Host CPU is a superset of CPU described in " + file);
            default -> throw new Failure("Failed to compare host CPU with " + file);
        }
    }

    private static void hypervisorCompare(Invocation in) {
        String file = in.required("file");
        String cpu = cpus(in, file).getFirst();
        int result = in.attempt(() -> in.call(new ConnectCall.CompareHypervisorCpu(in.text("emulator"), in.text("arch"), in.text("machine"),
                in.text("virttype"), cpu, comparison(in))).result(), "Failed to compare hypervisor CPU with " + file);
        switch (result) {
            case 0 -> {
                in.out().line("CPU described in " + file + " is incompatible with the CPU provided by hypervisor on the host");
                throw Failure.told();
            }
            case 1 -> in.out().line("CPU described in " + file + " is identical to the CPU provided by hypervisor on the host");
            case 2 -> in.out().line("The CPU provided by hypervisor on the host is a superset of CPU described in " + file);
            default -> throw new Failure("Failed to compare hypervisor CPU with " + file);
        }
    }

    private static void hypervisorBaseline(Invocation in) {
        Optional<String> file = in.text("file");
        Optional<String> model = in.text("model");
        if (file.isPresent() == model.isPresent()) {
            throw new Failure(file.isPresent() ? "Options --file and --model are mutually exclusive" : "Either --file or --model must be provided");
        }
        List<String> cpus = file.map(name -> cpus(in, name)).orElseGet(() -> List.of("<cpu><model>" + model.get() + "</model></cpu>"));
        in.out().print(in.call(new ConnectCall.BaselineHypervisorCpu(in.text("emulator"), in.text("arch"), in.text("machine"), in.text("virttype"),
                cpus, baseline(in))).cpu());
    }

    private static void models(Invocation in) {
        String arch = in.required("arch");
        var reply = in.attempt(() -> in.call(new ConnectCall.GetCpuModelNames(arch, 1, 0)), "failed to get CPU model names");
        if (reply.count() == 0) in.out().extra("all CPU models are accepted\n");
        else reply.models().forEach(in.out()::line);
    }
}
