package jvirt.daemon;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import jvirt.api.VirtException;
import jvirt.daemon.Options.UsageException;
import jvirt.daemon.log.Log;
import jvirt.host.Exit;
import jvirt.host.Signals;

/** The program {@code jvirtd}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (List.of(args).contains("--help")) {
            System.out.print(Options.HELP);
            return;
        }
        if (List.of(args).contains("--version")) {
            System.out.println("jvirtd (jvirt) " + Version.NUMBER);
            return;
        }
        Options options;
        try {
            options = Options.parse(args);
        } catch (UsageException e) {
            System.err.println("jvirtd: " + e.getMessage() + " (see jvirtd --help)");
            System.exit(2);
            return;
        }
        Log log = Log.start(options.verbose());
        try {
            Daemon daemon = Daemon.open(options, log);
            for (String signal : List.of("TERM", "INT")) Signals.on(signal, daemon::close);
            daemon.serve();
            Exit.now(0);   // whatever is to be kept has been on disk all along
        } catch (VirtException | IOException e) {
            System.getLogger("jvirt").log(Level.DEBUG, "not started", e);
            System.err.println("jvirtd: " + e.getMessage());
            System.exit(1);
        }
    }
}
