package jvirt.conformance.howto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel and initrd of the tests' guest: made once by {@code tools/make-guest}, or at the place that a property names. */
public record GuestFiles(Path kernel, Path initrd) {
    public static GuestFiles make(Stage stage) throws IOException, InterruptedException {
        Path folder = Path.of(System.getProperty("jvirt.guest", stage.checkout().resolve("target/guest").toString()));
        if (!Files.exists(folder.resolve("initrd"))) {
            Process make = new ProcessBuilder(stage.checkout().resolve("tools/make-guest").toString(), folder.toString()).inheritIO().start();
            if (make.waitFor() != 0) throw new IOException("tools/make-guest failed");
        }
        return new GuestFiles(folder.resolve("vmlinuz"), folder.resolve("initrd"));
    }
}
