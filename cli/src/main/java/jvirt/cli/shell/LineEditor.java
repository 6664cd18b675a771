package jvirt.cli.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import jvirt.cli.Session;

/** One line while it is typed, on a terminal whose keys arrive as they are. Longer than the terminal is wide, it moves sideways. */
final class LineEditor {
    private static final int CTRL_A = 1;
    private static final int CTRL_B = 2;
    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;
    private static final int CTRL_E = 5;
    private static final int CTRL_F = 6;
    private static final int BACKSPACE = 8;
    private static final int TAB = 9;
    private static final int NEWLINE = 10;
    private static final int CTRL_K = 11;
    private static final int CTRL_L = 12;
    private static final int RETURN = 13;
    private static final int CTRL_N = 14;
    private static final int CTRL_P = 16;
    private static final int CTRL_U = 21;
    private static final int CTRL_W = 23;
    private static final int ESCAPE = 27;
    private static final int DELETE = 127;

    private final Session session;
    private final History history;
    private final String prompt;
    private final int width;
    private final StringBuilder text = new StringBuilder();
    private String unfinished = "";
    private int cursor;
    private int recalled;
    private boolean tabbed;

    LineEditor(Session session, History history, String prompt, int width) {
        this.session = session;
        this.history = history;
        this.prompt = prompt;
        this.width = width;
        this.recalled = history.size();
    }

    /** The line, as soon as it is finished; nothing at the end of all input. */
    Optional<String> read() {
        draw();
        while (true) {
            int key = key();
            boolean tab = key == TAB;
            switch (key) {
                case -1 -> {
                    return Optional.empty();
                }
                case CTRL_D -> {
                    if (text.isEmpty()) return Optional.empty();
                    remove(cursor, cursor + 1);
                }
                case RETURN, NEWLINE -> {
                    say("\r\n");
                    return Optional.of(text.toString());
                }
                case CTRL_C -> {
                    say("^C\r\n");
                    return Optional.of("");
                }
                case TAB -> complete();
                default -> edit(key);
            }
            tabbed = tab;
            draw();
        }
    }

    private void edit(int key) {
        switch (key) {
            case CTRL_A -> cursor = 0;
            case CTRL_E -> cursor = text.length();
            case CTRL_B -> move(-1);
            case CTRL_F -> move(1);
            case BACKSPACE, DELETE -> remove(cursor - 1, cursor);
            case CTRL_K -> remove(cursor, text.length());
            case CTRL_U -> remove(0, cursor);
            case CTRL_W -> remove(wordStart(), cursor);
            case CTRL_L -> say("\033[H\033[2J");
            case CTRL_P -> recall(-1);
            case CTRL_N -> recall(1);
            case ESCAPE -> sequence();
            default -> {
                if (key >= ' ') insert(character(key));
            }
        }
    }

    /** Arrows and their like: {@code ESC [ A}, {@code ESC O A}, {@code ESC [ 3 ~}. */
    private void sequence() {
        int kind = key();
        if (kind != '[' && kind != 'O') return;
        int code = key();
        int number = 0;
        while (code >= '0' && code <= '9' || code == ';') {
            number = code == ';' ? 0 : number * 10 + code - '0';
            code = key();
        }
        switch (code) {
            case 'A' -> recall(-1);
            case 'B' -> recall(1);
            case 'C' -> move(1);
            case 'D' -> move(-1);
            case 'H' -> cursor = 0;
            case 'F' -> cursor = text.length();
            case '~' -> {
                if (number == 3) remove(cursor, cursor + 1);
                else if (number == 1 || number == 7) cursor = 0;
                else if (number == 4 || number == 8) cursor = text.length();
            }
            default -> { }
        }
    }

    private int key() {
        try {
            return session.input().read();
        } catch (IOException e) {
            return -1;
        }
    }

    /** The character that begins with this byte. */
    private String character(int first) {
        int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
        byte[] bytes = new byte[more + 1];
        bytes[0] = (byte) first;
        for (int i = 1; i <= more; i++) bytes[i] = (byte) key();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void insert(String typed) {
        text.insert(cursor, typed);
        cursor += typed.length();
    }

    private void move(int by) {
        cursor = Math.clamp(cursor + by, 0, text.length());
    }

    private void remove(int from, int to) {
        int start = Math.clamp(from, 0, text.length());
        text.delete(start, Math.min(to, text.length()));
        cursor = Math.min(start, text.length());
    }

    private int wordStart() {
        int at = cursor;
        while (at > 0 && text.charAt(at - 1) == ' ') at--;
        while (at > 0 && text.charAt(at - 1) != ' ') at--;
        return at;
    }

    private void recall(int by) {
        int wanted = recalled + by;
        if (wanted < 0 || wanted > history.size()) return;
        if (recalled == history.size()) unfinished = text.toString();
        recalled = wanted;
        text.setLength(0);
        text.append(wanted == history.size() ? unfinished : history.get(wanted));
        cursor = text.length();
    }

    // completion

    private void complete() {
        int start = Math.max(text.lastIndexOf(";", Math.max(0, cursor - 1)) + 1, 0);
        String before = text.substring(Math.min(start, cursor), cursor);
        List<String> words = List.of(before.stripLeading().split(" +", -1));
        List<String> candidates = new Completion(session).complete(words);
        if (candidates.isEmpty()) return;
        String typed = words.getLast();
        String common = common(candidates);
        if (common.length() > typed.length()) insert(common.substring(typed.length()));
        if (candidates.size() == 1) insert(" ");
        else if (tabbed) list(candidates);
    }

    private static String common(List<String> candidates) {
        String common = candidates.getFirst();
        for (String one : candidates) {
            while (!one.startsWith(common)) common = common.substring(0, common.length() - 1);
        }
        return common;
    }

    private void list(List<String> candidates) {
        int column = candidates.stream().mapToInt(String::length).max().orElse(1) + 2;
        int columns = Math.max(1, width / column);
        StringBuilder lines = new StringBuilder("\r\n");
        for (int i = 0; i < candidates.size(); i++) {
            String one = candidates.get(i);
            boolean last = i % columns == columns - 1 || i == candidates.size() - 1;
            lines.append(one).append(last ? "\r\n" : " ".repeat(column - one.length()));
        }
        say(lines.toString());
    }

    // the terminal

    private void draw() {
        int room = Math.max(8, width - prompt.length() - 1);
        int from = Math.max(0, cursor - room);
        String shown = text.substring(from, Math.min(text.length(), from + room));
        int back = shown.length() - (cursor - from);
        say("\r" + prompt + shown + "\033[K" + (back > 0 ? "\033[" + back + "D" : ""));
    }

    private void say(String output) {
        session.output().print(output);
        session.output().flush();
    }
}
