package jvirt.conformance.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import jvirt.api.json.Json;
import jvirt.conformance.machine.LiveDaemon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages in a real Chromium against a real guest; the pictures stay in {@code target/web-pictures}. */
class BrowserIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();

    @TempDir private Path dir;

    @Test void guestIsSeenStartingAndTypedInto() throws Exception {
        Path pictures = Files.createDirectories(CHECKOUT.resolve("target/web-pictures"));
        try (LiveDaemon daemon = LiveDaemon.start(dir.resolve("d")); WebConsole web = WebConsole.start(dir.resolve("web"), daemon.uri())) {
            web.admin().await("hosts", "\"connected\":true");
            define(web);
            Process browser = new ProcessBuilder("node", "e2e/console.mjs", web.address(), web.password(), "seen", pictures.toString())
                    .directory(CHECKOUT.resolve("web/ui").toFile()).redirectError(dir.resolve("browser.err").toFile()).start();
            BufferedReader said = browser.inputReader();
            assertEquals("ready", said.readLine(), () -> read(dir.resolve("browser.err")));
            daemon.virsh("start seen");
            browser.outputWriter().append("start\n").flush();
            assertTrue(browser.waitFor(8, TimeUnit.MINUTES), "the browser did not end");
            assertEquals(0, browser.exitValue(), () -> read(dir.resolve("browser.err")));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    private static void define(WebConsole web) throws Exception {
        Path guest = LiveDaemon.guest();
        String xml = """
                <domain type='qemu'><name>seen</name><memory unit='MiB'>128</memory><vcpu>1</vcpu>
                <os><type arch='x86_64' machine='pc'>hvm</type><kernel>%s</kernel><initrd>%s</initrd><cmdline>console=ttyS0 quiet</cmdline></os>
                <devices><serial type='pty'/><console type='pty'/><graphics type='vnc'/><video><model type='vga'/></video></devices></domain>
                """.formatted(guest.resolve("vmlinuz"), guest.resolve("initrd"));
        web.admin().ok("POST", "machines", Json.object().with("host", "local").with("xml", xml).toString());
    }
}
