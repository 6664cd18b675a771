package jvirt.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Where a command line's words come from: an argument each, or one text that has to be cut into words and commands. */
sealed interface Words {
    /** A word, or why there is none. */
    sealed interface Token {
        record Word(String text) implements Token {}

        enum End implements Token { OF_COMMAND, OF_ALL }
    }

    /** The next word, or an end. */
    Token next();

    /** Words that somebody else has cut already; they are one command. */
    record Cut(Iterator<String> words) implements Words {
        Cut(List<String> words) {
            this(words.iterator());
        }

        @Override public Token next() {
            return words.hasNext() ? new Token.Word(words.next()) : Token.End.OF_ALL;
        }
    }

    /** A text in which {@code ;} and line breaks separate commands, {@code #} begins a comment, and quotes work as in a shell. */
    final class Text implements Words {
        private final String text;
        private int at;

        Text(String text) {
            this.text = text;
        }

        private char here() {
            return at < text.length() ? text.charAt(at) : 0;
        }

        @Override public Token next() {
            while (here() == ' ' || here() == '\t' || text.startsWith("\\\n", at)) at += here() == '\\' ? 2 : 1;
            if (at >= text.length()) return Token.End.OF_ALL;
            if (here() == ';' || here() == '\n') {
                at++;
                return Token.End.OF_COMMAND;
            }
            if (here() == '#') {
                int line = text.indexOf('\n', at);
                at = line < 0 ? text.length() : line + 1;
                return Token.End.OF_COMMAND;
            }
            return word();
        }

        private Token word() {
            StringBuilder word = new StringBuilder();
            char quote = 0;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (quote == 0 && (c == ' ' || c == '\t' || c == ';' || c == '\n')) break;
                if (c == '\'' && quote != '"' || c == '"' && quote != '\'') {
                    quote = quote == 0 ? c : 0;
                    at++;
                } else if (c == '\\' && quote != '\'') {
                    if (++at >= text.length()) throw new Failure("dangling \\");
                    if (text.charAt(at) != '\n') word.append(text.charAt(at));
                    at++;
                } else {
                    word.append(c);
                    at++;
                }
            }
            if (quote == '"') throw new Failure("missing \"");
            return new Token.Word(word.toString());
        }
    }

    /** The words up to the end of the command. */
    default List<String> rest() {
        List<String> rest = new ArrayList<>();
        while (next() instanceof Token.Word(String text)) rest.add(text);
        return rest;
    }
}
