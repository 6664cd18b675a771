package jvirt.cli.install;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.install.media.InstallTree;
import jvirt.cli.osinfo.Os;
import jvirt.cli.osinfo.OsDatabase;
import jvirt.client.Connection;
import jvirt.client.Domain;

/** {@code install}, with virt-install's command line. */
public final class InstallCommands extends Commands {
    private static final String USAGE = """
            usage: jvirt install --name NAME --memory MB STORAGE INSTALL [options]

            Create a new virtual machine from specified install media. The options are virt-install's; '--OPTION=?' or
            '--OPTION help' shows what may stand in one, '--osinfo list' the operating systems.

              STORAGE  --disk PATH[,size=GB], --disk size=GB, --disk none
              INSTALL  --location ISO, FOLDER or URL; --cdrom ISO; --pxe; --import; --cloud-init; --boot hd|network|...
              also     --network, --graphics, --console, --vcpus, --cpu, --osinfo, --extra-args, --initrd-inject,
                       --print-xml [STEP], --dry-run, --noautoconsole, --wait [MINUTES], --noreboot, --autostart, --transient

            """;

    @Override public String table() {
        return """
                install (offline, own): create a new machine from installation media, with virt-install's options
                """;
    }

    @Override public void run(String command, Invocation in) {
        try {
            install(in);
        } catch (InstallException e) {
            in.out().complain("ERROR    " + e.getMessage() + "\n");
            throw Failure.told();
        } catch (VirtException e) {
            in.out().complain("ERROR    " + e.getMessage() + "\n");
            throw Failure.told();
        }
    }

    private static void install(Invocation in) {
        Arguments options = InstallOptions.parse(in.words(), message -> in.out().complain("WARNING  " + message + "\n"));
        if (answers(in, options)) return;
        options.get("connect").ifPresent(uri -> in.session().connect(Optional.of(uri), false));
        Connection connection = in.connection();
        boolean print = options.has("print-xml");
        boolean rehearsal = print || options.has("dry-run");
        Notes notes = message -> in.out().complain("WARNING  " + message + "\n");
        ConnectionFacts facts = new ConnectionFacts(connection, print ? _ -> { } : notes, rehearsal);
        if (options.has("test-media-detection")) {
            InstallTree tree = InstallTree.open(options.get("test-media-detection").orElseThrow(), Optional.empty(), facts,
                    OsDatabase.ofSystem());
            in.out().line(tree.os().map(Os::name).orElse("None"));
            return;
        }
        InstallPlan plan = new InstallPlan(options, facts, OsDatabase.ofSystem());
        Installation installation = new Installation(options, connection, facts, plan, in.out());
        if (rehearsal) {
            Documents documents = installation.rehearse();
            if (print) in.out().print(documents.print(options.get("print-xml").orElseThrow()));
            else in.out().extra("Dry run completed successfully\n");
            return;
        }
        if (options.has("quiet")) in.out().quiet(true);
        in.out().extra("\nStarting install...\n");
        plan.cloudInit().flatMap(data -> data.password()).ifPresent(password -> in.out().line("Password for first root login is: " + password));
        Domain domain = begin(in, installation, plan);
        if (!follow(in, options, plan, domain)) throw Failure.told();
    }

    private static Domain begin(Invocation in, Installation installation, InstallPlan plan) {
        try {
            return installation.begin();
        } catch (InstallException | VirtException e) {
            in.out().complain("ERROR    " + e.getMessage() + "\n");
            in.out().complain("Domain installation does not appear to have been successful.\nIf it was, you can restart your domain by running:\n"
                    + "  jvirt start " + plan.guest().name().orElse("") + "\notherwise, please restart your installation.\n");
            throw Failure.told();
        }
    }

    private static boolean follow(Invocation in, Arguments options, InstallPlan plan, Domain domain) {
        Progress.Console console = console(in, options, plan);
        Optional<Predicate<Boolean>> show = switch (console) {
            case NONE -> Optional.empty();
            case TEXT -> Optional.of(wait -> text(in, domain));
            case GRAPHICAL -> Optional.of(wait -> graphical(in, domain, wait));
        };
        OptionalInt minutes = !options.has("wait") ? OptionalInt.empty()
                : options.get("wait").filter(String::isEmpty).isPresent() ? OptionalInt.of(-1) : OptionalInt.of(options.number("wait"));
        if (minutes.isEmpty() && show.isEmpty() && !options.has("autoconsole")) {
            in.out().complain("WARNING  No console to launch for the guest, defaulting to --wait -1\n");
            minutes = OptionalInt.of(-1);
        }
        Progress progress = new Progress(domain, in.out(), options.has("transient"), options.has("destroy-on-exit"));
        return progress.follow(plan.hasFirstStep(), !options.has("noreboot"), minutes, show);
    }

    /** The console that was asked for, or the one that the guest has and that can be shown here. */
    private static Progress.Console console(Invocation in, Arguments options, InstallPlan plan) {
        String wanted = options.get("autoconsole").orElse("default");
        switch (wanted) {
            case "none" -> {
                return Progress.Console.NONE;
            }
            case "text" -> {
                return Progress.Console.TEXT;
            }
            case "graphical" -> {
                return Progress.Console.GRAPHICAL;
            }
            case "default" -> { }
            default -> throw InstallException.of("Unknown autoconsole type '%s'", wanted);
        }
        List<Part> graphics = plan.guest().devices("graphics");
        if (plan.cloudInit().isPresent() || graphics.isEmpty()) return Progress.Console.TEXT;
        boolean viewable = graphics.getFirst().get("@type").filter(List.of("vnc", "spice")::contains).isPresent();
        boolean display = List.of("DISPLAY", "WAYLAND_DISPLAY").stream().anyMatch(name -> in.session().environment().containsKey(name));
        if (viewable && !display) in.out().complain("WARNING  No display detected. Not running virt-viewer.\n");
        return viewable && display ? Progress.Console.GRAPHICAL : Progress.Console.NONE;
    }

    private static boolean text(Invocation in, Domain domain) {
        in.out().extra("Running text console command: jvirt console " + domain.name() + "\n");
        return in.also(List.of("console", domain.name()));
    }

    private static boolean graphical(Invocation in, Domain domain, boolean wait) {
        List<String> viewer = List.of("virt-viewer", "--connect", in.connection().canonicalUri(), "--wait", domain.name());
        in.out().extra("Running graphical console command: " + String.join(" ", viewer) + "\n");
        try {
            Process process = new ProcessBuilder(viewer).inheritIO().start();
            return !wait || process.waitFor() == 0;
        } catch (IOException e) {
            in.out().complain("WARNING  Unable to connect to graphical console: virt-viewer not installed.\n");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What is asked of the options themselves, and needs no daemon. */
    private static boolean answers(Invocation in, Arguments options) {
        if (options.has("help")) {
            in.out().print(USAGE);
            return true;
        }
        if (options.has("version")) {
            in.out().line("4.1.0");
            return true;
        }
        if (options.get("os-variant").filter("list"::equals).isPresent()) {
            OsDatabase.ofSystem().names().forEach(names -> in.out().line(String.join(", ", names)));
            return true;
        }
        boolean asked = false;
        for (Suboptions option : Suboptions.options()) {
            if (options.all(option.option()).stream().noneMatch(value -> value.equals("?") || value.equals("help"))) continue;
            in.out().line("--" + option.option() + " options:");
            option.all().stream().map(Suboption::name).sorted().forEach(name -> in.out().line("  " + name));
            in.out().line("");
            asked = true;
        }
        return asked;
    }
}
