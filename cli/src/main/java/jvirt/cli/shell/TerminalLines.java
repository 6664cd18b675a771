package jvirt.cli.shell;

import java.util.Optional;
import jvirt.cli.Session;

/** Lines typed at a terminal. */
final class TerminalLines implements Shell.Lines {
    private final Session session;

    TerminalLines(Session session) {
        this.session = session;
    }

    @Override public Optional<String> read(String prompt) {
        session.output().flush();
        return Optional.ofNullable(System.console().readLine("%s", prompt));
    }

    @Override public void close() {
        session.output().flush();
    }
}
