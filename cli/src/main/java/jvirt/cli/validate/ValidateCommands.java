package jvirt.cli.validate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Output;

/** {@code host-validate}. */
public final class ValidateCommands extends Commands {
    private static final String JVIRT = "urn:jvirt:host";
    private static final String WHAT = "if KVM is fast enough to be chosen unasked";

    @Override public String table() {
        return """
                host-validate (offline): check whether this host can run guests
                  hypervisor=  qemu, if anything
                """;
    }

    @Override public void run(String command, Invocation in) {
        in.text("hypervisor").filter(asked -> !asked.equals("qemu")).ifPresent(asked -> {
            throw new Failure("unsupported hypervisor '" + asked + "': jvirt runs QEMU's guests");
        });
        Output out = in.out();
        HostChecks host = new HostChecks(Path.of("/"), System.getProperty("os.arch"), in.session().environment().getOrDefault("PATH", "/usr/bin:/bin"));
        boolean failed = report(out, host.all());
        failed |= report(out, List.of(speed(in)));
        failed |= report(out, host.programs());
        if (failed) throw Failure.told();
    }

    /** Prints them; whether one is a failure. */
    private static boolean report(Output out, List<Check> checks) {
        for (Check check : checks) out.extra(check + "\n");
        return checks.stream().anyMatch(Check::fails);
    }

    /** What the daemon has measured. */
    private static Check speed(Invocation in) {
        Optional<Element> host;
        try {
            host = Element.parse(in.connection().capabilities()).child("host");
        } catch (Failure | VirtException e) {
            return Check.of(WHAT, false, Check.Level.NOTE, "not known: only jvirtd measures it, and none answers");
        }
        Optional<Element> kvm = host.flatMap(one -> one.child(JVIRT, "kvm"));
        if (kvm.isEmpty()) return Check.of(WHAT, false, Check.Level.NOTE, "the daemon has no KVM to measure, or does not measure");
        String took = kvm.get().attribute("microseconds").orElse("?");
        return Check.of(WHAT, kvm.get().attribute("fit").filter("yes"::equals).isPresent(), Check.Level.WARN, "a loop that takes a few "
                + "microseconds took " + took + ": this KVM emulates every instruction. Guests are emulated by QEMU unless KVM is asked for");
    }
}
