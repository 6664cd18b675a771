package jvirt.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import jvirt.api.VirtException;

/** Changing a document in the user's editor, until it is accepted or given up. */
public final class Editing {
    private final Invocation in;
    private BufferedReader answers;

    public Editing(Invocation in) {
        this.in = in;
    }

    /**
     * Has the document edited and stored.
     *
     * @param get fetches the document; it is fetched again before it is stored, so that another user's change is not undone
     * @param store stores it
     * @param relaxed stores it with fewer checks; offered when the first way failed. The same as {@code store} if there is no such way
     * @return whether it was changed
     */
    public boolean run(Supplier<String> get, Consumer<String> store, Consumer<String> relaxed) {
        String document = get.get();
        Path file = write(document);
        Consumer<String> way = store;
        try {
            while (true) {
                String edited = edit(file);
                if (edited.equals(document)) return false;
                while (true) {
                    String again = get.get();
                    String trouble = "The XML configuration was changed by another user.";
                    if (again.equals(document)) {
                        try {
                            way.accept(edited);
                            return true;
                        } catch (VirtException e) {
                            in.out().error(e.getMessage());
                            trouble = "Failed.";
                        }
                    }
                    document = again;
                    char answer = ask(trouble, way == store && relaxed != store);
                    if (answer == 'n') throw Failure.told();
                    if (answer == 'y') break;
                    if (answer == 'i') way = relaxed;
                }
            }
        } finally {
            delete(file);
        }
    }

    /** What the user makes of a text. */
    public String once(String text) {
        Path file = write(text);
        try {
            return edit(file);
        } finally {
            delete(file);
        }
    }

    private Path write(String text) {
        try {
            Path file = Files.createTempFile("jvirt", ".xml");
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new Failure("write: " + Invocation.reason(e) + ": failed to create temporary file");
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // it lies in the folder for temporary files, whose cleaning takes it
        }
    }

    private String edit(Path file) {
        String editor = in.session().environment().getOrDefault("VISUAL", in.session().environment().getOrDefault("EDITOR", "vi"));
        in.out().flush();
        try {
            List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", editor + " \"$0\"", file.toString()));
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) throw new Failure(editor + ": editor exited with status " + status);
            return Files.readString(file);
        } catch (IOException e) {
            throw new Failure(file + ": failed to read temporary file: " + Invocation.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.told();
        }
    }

    private char ask(String trouble, boolean relaxable) {
        if (answers == null) answers = new BufferedReader(new InputStreamReader(in.session().input(), StandardCharsets.UTF_8));
        while (true) {
            in.out().print(trouble + " Try again? [y,n" + (relaxable ? ",i" : "") + ",f,?]: ");
            in.out().flush();
            String answer;
            try {
                answer = answers.readLine();
            } catch (IOException e) {
                answer = null;
            }
            if (answer == null) return 'n';
            char c = answer.isEmpty() ? ' ' : Character.toLowerCase(answer.charAt(0));
            if (c == 'y' || c == 'n' || c == 'f' || c == 'i' && relaxable) return c;
            in.out().print("y - yes, start editor again\nn - no, throw away my changes\n"
                    + (relaxable ? "i - turn off validation and try to redefine again\n" : "") + "f - force, try to redefine again\n? - print this help\n");
        }
    }
}
