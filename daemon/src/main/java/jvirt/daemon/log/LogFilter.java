package jvirt.daemon.log;

import static jvirt.api.ErrorCode.INVALID_ARG;

import java.util.ArrayList;
import java.util.List;
import jvirt.api.ErrorDomain;

/**
 * How much is told of some sources: {@code 1:qemu} is everything of loggers with "qemu" in their names.
 *
 * @param match a part of the names
 */
record LogFilter(Priority priority, String match) {
    static List<LogFilter> parse(String text) {
        List<LogFilter> all = new ArrayList<>();
        for (String word : text.strip().split("\\s+")) {
            if (!word.isEmpty()) all.add(one(word));
        }
        return List.copyOf(all);
    }

    private static LogFilter one(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2) throw ErrorDomain.NONE.error(INVALID_ARG, "Malformed format for filter '%s'", text);
        Priority priority = Priority.parse(parts[0]).orElseThrow(() ->
                ErrorDomain.NONE.error(INVALID_ARG, "Invalid priority '%s' for filter '%s'", parts[0], text));
        String match = parts[1].replaceFirst("^\\+", "");
        if (match.isEmpty()) throw ErrorDomain.NONE.error(INVALID_ARG, "Invalid match string '%s'", parts[1]);
        return new LogFilter(priority, match);
    }

    @Override
    public String toString() {
        return priority.number() + ":" + match;
    }
}
