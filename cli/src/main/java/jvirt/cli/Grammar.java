package jvirt.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.cli.Words.Token;

/**
 * Reads command lines as virsh does: an option may stand anywhere, {@code --name value} or {@code --name=value}; a word without
 * a name is the value of the first option of the table that still wants one; after {@code --} all words are values.
 */
final class Grammar {
    private final Session session;

    Grammar(Session session) {
        this.session = session;
    }

    /** All commands of {@code words}, or the complaint about the first thing that is wrong. */
    List<Invocation> parse(Words words) {
        List<Invocation> commands = new ArrayList<>();
        while (true) {
            Token token = words.next();
            if (token instanceof Token.Word(String name)) {
                if (name.startsWith("#")) words.rest();
                else token = command(name, words, commands);
            }
            if (token == Token.End.OF_ALL) return commands;
        }
    }

    /** Reads a command up to its end, which it returns. */
    private Token command(String name, Words words, List<Invocation> commands) {
        Registry.Entry entry = Registry.find(name).orElseThrow(() -> new Failure("unknown command: '" + name + "'"));
        if (entry.declaration().ownGrammar()) {
            commands.add(new Invocation(session, entry, List.of(), words.rest()));
            return Token.End.OF_COMMAND;
        }
        Reading reading = new Reading(entry, words);
        Token end = reading.read();
        commands.add(reading.finished());
        return end;
    }

    /** One command while it is read. */
    private final class Reading {
        private final Registry.Entry entry;
        private final Declaration declaration;
        private final Words words;
        private final List<Option> waiting = new ArrayList<>();
        private final Set<String> seen = new HashSet<>();
        private final List<Invocation.Given> given = new ArrayList<>();
        private boolean valuesOnly;
        private boolean help;

        Reading(Registry.Entry entry, Words words) {
            this.entry = entry;
            this.declaration = entry.declaration();
            this.words = words;
            for (Option option : declaration.options()) {
                if (option.positional()) waiting.add(option);
            }
        }

        Token read() {
            while (true) {
                Token token = words.next();
                if (!(token instanceof Token.Word(String word))) return token;
                if (!valuesOnly && word.equals("--")) valuesOnly = true;
                else if (!valuesOnly && word.length() > 2 && word.startsWith("--") && alphanumeric(word.charAt(2))) named(word.substring(2));
                else value(word);
            }
        }

        private static boolean alphanumeric(char c) {
            return c < 128 && Character.isLetterOrDigit(c);
        }

        private void named(String word) {
            int is = word.indexOf('=');
            String name = is < 0 ? word : word.substring(0, is);
            Optional<String> value = is < 0 ? Optional.empty() : Optional.of(word.substring(is + 1));
            if (name.equals("help")) {
                help = true;
                return;
            }
            Optional<Option> found = declaration.option(name);
            if (found.isPresent() && found.get().kind() == Option.Kind.ALIAS) {
                String target = found.get().target();
                int with = target.indexOf('=');
                if (with >= 0) {
                    refuseValue(name, value);
                    value = Optional.of(target.substring(with + 1));
                }
                name = with < 0 ? target : target.substring(0, with);
                found = declaration.option(name);
            }
            if (found.isEmpty()) {
                if (declaration.name().equals("help")) return;
                throw new Failure("command '" + declaration.name() + "' doesn't support option --" + name);
            }
            take(found.get(), value);
        }

        private static void refuseValue(String name, Optional<String> value) {
            if (value.isPresent()) throw new Failure("invalid '=' after option --" + name);
        }

        private void take(Option option, Optional<String> value) {
            if (!seen.add(option.name()) && option.kind() != Option.Kind.WORDS) {
                throw new Failure("option --" + option.name() + " already seen");
            }
            if (!option.takesValue()) {
                refuseValue(option.name(), value);
                add(option, "");
                return;
            }
            add(option, value.orElseGet(() -> following(option)));
            if (option.kind() != Option.Kind.WORDS) waiting.remove(option);
        }

        private String following(Option option) {
            if (words.next() instanceof Token.Word(String text)) return text;
            throw new Failure("expected syntax: --" + option.name() + " <" + (option.kind() == Option.Kind.NUMBER ? "number" : "string") + ">");
        }

        private void value(String word) {
            if (waiting.isEmpty()) {
                if (declaration.name().equals("help")) return;
                throw new Failure("unexpected data '" + word + "'");
            }
            Option option = waiting.getFirst();
            if (option.kind() != Option.Kind.WORDS) waiting.removeFirst();
            seen.add(option.name());
            add(option, word);
        }

        private void add(Option option, String value) {
            given.add(new Invocation.Given(option, value));
            session.debug(Session.INFO, declaration.name() + ": " + option.name()
                    + (option.takesValue() ? "(optdata): " + value : "(bool): (none)"));
        }

        Invocation finished() {
            if (help) return help(declaration.name());
            boolean missing = false;
            for (Option option : declaration.options()) {
                if (!option.required() || seen.contains(option.name())) continue;
                boolean bare = option.kind() == Option.Kind.TEXT || option.kind() == Option.Kind.WORDS;
                session.output().error("command '" + declaration.name() + "' requires "
                        + (bare ? "<" + option.name() + ">" : "--" + option.name()) + " option");
                missing = true;
            }
            if (missing) throw Failure.told();
            return new Invocation(session, entry, given, List.of());
        }

        private Invocation help(String command) {
            Registry.Entry helping = Registry.find("help").orElseThrow();
            return new Invocation(session, helping, List.of(new Invocation.Given(helping.declaration().options().getFirst(), command)),
                    List.of());
        }
    }
}
