package jvirt.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows below a header, as wide as their widest cells. */
public final class Table {
    private final List<String[]> rows = new ArrayList<>();

    public Table(String... header) {
        rows.add(header);
    }

    public void row(String... cells) {
        String[] safe = cells.clone();
        for (int i = 0; i < safe.length; i++) safe[i] = safe(safe[i]);
        rows.add(safe);
    }

    /** Prints it; {@code --quiet} leaves out the header. */
    public void print(Output output) {
        output.print(text(!output.quiet()));
    }

    String text(boolean header) {
        int first = header ? 0 : 1;
        int[] widths = new int[rows.getFirst().length];
        for (int i = first; i < rows.size(); i++) {
            for (int j = 0; j < widths.length; j++) widths[j] = Math.max(widths[j], width(rows.get(i)[j]));
        }
        StringBuilder text = new StringBuilder();
        for (int i = first; i < rows.size(); i++) {
            append(text, rows.get(i), widths);
            if (i > 0) continue;
            for (int width : widths) text.append("-".repeat(width + 3));
            text.append('\n');
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String[] row, int[] widths) {
        for (int j = 0; j < row.length; j++) {
            text.append(' ').append(row[j]);
            if (j < row.length - 1) text.append(" ".repeat(widths[j] - width(row[j]) + 2));
        }
        text.append('\n');
    }

    /** Control characters, and what could be taken for their escape, as {@code \xNN}. */
    private static String safe(String cell) {
        StringBuilder safe = null;
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            boolean escape = c < ' ' || c == 127 || c == '\\' && cell.startsWith("x", i + 1);
            if (escape && safe == null) safe = new StringBuilder(cell.substring(0, i));
            if (escape) safe.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            else if (safe != null) safe.append(c);
        }
        return safe == null ? cell : safe.toString();
    }

    private static int width(String cell) {
        int width = 0;
        for (int i = 0; i < cell.length(); ) {
            int point = cell.codePointAt(i);
            width += point < 0x300 ? 1 : columns(point);
            i += Character.charCount(point);
        }
        return width;
    }

    /** Columns of a character on a terminal: none for a combining one, two for the wide ones of East Asia and for pictures. */
    private static int columns(int point) {
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) return 0;
        boolean wide = point >= 0x1100 && point <= 0x115f || point >= 0x2e80 && point <= 0xa4cf || point >= 0xac00 && point <= 0xd7a3
                || point >= 0xf900 && point <= 0xfaff || point >= 0xfe30 && point <= 0xfe6f || point >= 0xff00 && point <= 0xff60
                || point >= 0xffe0 && point <= 0xffe6 || point >= 0x1f300 && point <= 0x1f64f || point >= 0x20000 && point <= 0x3fffd;
        return wide ? 2 : 1;
    }
}
