package jvirt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WordsTest {
    /** The words with {@code |} behind each, and {@code ;} where a command ends. */
    private static String cut(String text) {
        StringBuilder all = new StringBuilder();
        Words words = new Words.Text(text);
        while (true) {
            Words.Token token = words.next();
            if (token == Words.Token.End.OF_ALL) return all.toString();
            all.append(token instanceof Words.Token.Word(String word) ? word + "|" : ";");
        }
    }

    @Test void quotesAndBackslashesWorkAsInAShell() {
        assertEquals("echo|a b|c d|e f|", cut("echo 'a b' \"c d\" e\\ f"));
        assertEquals("a'b|", cut("a\"'\"b"));
    }

    @Test void semicolonsAndLinesEndCommandsAndCommentsEndLines() {
        assertEquals("a|;b|;c|", cut("a; b\nc"));
        assertEquals("a|;b|", cut("a # not b; nor c\nb"));
        assertEquals("a|b|", cut("a \\\nb"));
    }
}
