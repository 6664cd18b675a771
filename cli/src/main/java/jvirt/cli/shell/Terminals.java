package jvirt.cli.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The terminal behind standard input, if there is one. Its modes are set by {@code stty}: a console needs nothing more. */
public final class Terminals {
    private static final int DEFAULT_WIDTH = 80;

    private Terminals() {}

    /** Whether standard input is a terminal. */
    public static boolean input() {
        return terminal(0);
    }

    /** Whether standard output is a terminal. */
    public static boolean output() {
        return terminal(1);
    }

    /** Whether standard error is a terminal. */
    public static boolean errors() {
        return terminal(2);
    }

    private static boolean terminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** The modes as {@code stty} can set them again. */
    public static String modes() {
        return stty("-g").strip();
    }

    /** How many characters a line of the terminal has. */
    public static int width() {
        String[] size = stty("size").strip().split(" ");
        try {
            return size.length == 2 && !size[1].equals("0") ? Integer.parseInt(size[1]) : DEFAULT_WIDTH;
        } catch (NumberFormatException e) {
            return DEFAULT_WIDTH;
        }
    }

    /** Makes every key a byte, and every byte what the other side meant by it. */
    public static void raw() {
        stty("raw", "-echo");
    }

    public static void restore(String modes) {
        stty(modes);
    }

    private static String stty(String... arguments) {
        try {
            String[] command = new String[arguments.length + 1];
            command[0] = "stty";
            System.arraycopy(arguments, 0, command, 1, arguments.length);
            Process process = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output;
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
