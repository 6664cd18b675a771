package jvirt.cli.shell;

import java.util.Optional;
import jvirt.cli.Session;

/** Lines typed at a terminal: edited, completed, remembered. Between them the terminal is as it was, for the commands. */
final class TerminalLines implements Shell.Lines {
    private final Session session;
    private final History history;
    private final String modes = Terminals.modes();

    TerminalLines(Session session) {
        this.session = session;
        this.history = History.open(session.environment());
    }

    @Override public Optional<String> read(String prompt) {
        session.output().flush();
        Terminals.raw();
        try {
            Optional<String> line = new LineEditor(session, history, prompt, Terminals.width()).read();
            line.ifPresent(history::add);
            return line;
        } finally {
            Terminals.restore(modes);
        }
    }

    @Override public void close() {
        Terminals.restore(modes);
        session.output().flush();
    }
}
