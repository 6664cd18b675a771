package jvirt.conformance.differential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of steps. A line is virsh's words in the shell's syntax, {@code ~} before them where numbers do not count; {@code sh: ...} a shell's line; {@code await WORDS: ...} virsh's
 * words, again and again until their output contains WORDS; {@code file NAME}, lines, and a line with a full stop alone make
 * {@code $DIR/NAME}. {@code #} begins a comment. {@code $DIR} and {@code $IMG} are folders of the side, {@code $KERNEL} and {@code
 * $INITRD} a small Linux; {@code $IN} before a shell's words runs them where the side's network is, with its folders
 * {@code $ETC} and {@code $RUN}; {@code $DAEMON} is the number of its process.
 */
record Script(String name, List<Step> steps) {
    /** How long what is awaited may take to come: a guest on a host at load 20 gets a twentieth of a processor. */
    static final int AWAIT_SECONDS = 90;

    sealed interface Step {
        int line();

        /** What is reported; {@code id} is stable while lines before it come and go. */
        String words();

        /** {@code numbers}: whether they count. */
        record Virsh(int line, String words, boolean numbers) implements Step {}

        record Shell(int line, String words) implements Step {}

        record Await(int line, String words, String wanted) implements Step {}

        record File(int line, String words, String text) implements Step {}
    }

    static Script read(Path file) throws IOException {
        List<Step> steps = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            int number = i + 1;
            if (line.isEmpty() || line.startsWith("#")) continue;
            if (line.startsWith("file ")) {
                StringBuilder text = new StringBuilder();
                for (i++; i < lines.size() && !lines.get(i).equals("."); i++) text.append(lines.get(i)).append('\n');
                steps.add(new Step.File(number, line.substring(5), text.toString()));
            } else if (line.startsWith("sh: ")) {
                steps.add(new Step.Shell(number, line.substring(4)));
            } else if (line.startsWith("await ")) {
                int colon = line.indexOf(": ");
                steps.add(new Step.Await(number, line.substring(colon + 2), line.substring(6, colon)));
            } else {
                boolean numbers = !line.startsWith("~ ");
                steps.add(new Step.Virsh(number, numbers ? line : line.substring(2), numbers));
            }
        }
        return new Script(file.getFileName().toString().replace(".steps", ""), steps);
    }
}
