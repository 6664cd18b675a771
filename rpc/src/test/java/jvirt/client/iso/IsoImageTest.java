package jvirt.client.iso;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsoImageTest {
    @TempDir Path folder;
    private Path tree;
    private byte[] kernel;

    @BeforeEach
    void makeTree() throws IOException {
        tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("images/pxeboot"));
        kernel = new byte[1_234_567];
        new Random(1).nextBytes(kernel);
        Files.write(tree.resolve("images/pxeboot/vmlinuz"), kernel);
        Files.writeString(tree.resolve("images/pxeboot/initrd.img"), "initrd");
        Files.writeString(tree.resolve(".treeinfo"), "[general]");
    }

    private Path image(String... options) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/xorrisofs")), "xorrisofs makes the images");
        Path image = folder.resolve("image.iso");
        List<String> words = new ArrayList<>(List.of("/usr/bin/xorrisofs", "-quiet", "-V", "LABEL", "-o", image.toString()));
        words.addAll(List.of(options));
        words.add(tree.toString());
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
        return image;
    }

    private static byte[] content(IsoImage image, String path) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        image.copy(image.find(path).orElseThrow(() -> new IOException("no " + path)), out);
        return out.toByteArray();
    }

    private void check(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            IsoImage image = IsoImage.open(in);
            assertEquals("LABEL", image.label());
            assertArrayEquals(kernel, content(image, "/images/pxeboot/vmlinuz"));
            assertEquals("initrd", new String(content(image, "images/pxeboot/initrd.img")));
            assertEquals(Optional.empty(), image.find("/images/pxeboot/vmlinuz/x"));
            assertEquals(2, image.list("/images/pxeboot").size());
            assertEquals(List.of(), image.list("/images/none"));
        }
    }

    @Test
    void rockRidgeNamesLinksAndDeepFolders() throws Exception {
        String longName = "n".repeat(200);
        Path deep = tree.resolve("a/b/c/d/e/f/g/h/i/j");
        Files.createDirectories(deep);
        Files.writeString(deep.resolve(longName), "deep");
        Files.createSymbolicLink(tree.resolve("kernel"), Path.of("./images/../images/pxeboot/vmlinuz"));
        Files.createSymbolicLink(tree.resolve("loop"), Path.of("loop"));
        Path file = image("-R");
        check(file);
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            IsoImage image = IsoImage.open(in);
            assertEquals("deep", new String(content(image, "a/b/c/d/e/f/g/h/i/j/" + longName)));
            assertArrayEquals(kernel, content(image, "/kernel"));
            assertEquals("[general]", new String(content(image, ".treeinfo")));
            assertThrows(IOException.class, () -> image.find("/loop"));
            assertEquals(Optional.empty(), image.find("/Kernel"));
        }
    }

    @Test
    void jolietNamesWhereThereIsNoRockRidge() throws Exception {
        check(image("--norock", "-J"));
    }

    @Test
    void plainNamesInAnyCase() throws Exception {
        check(image("--norock"));
    }

    @Test
    void whatIsNoImageSaysSo() throws Exception {
        Path file = folder.resolve("none");
        Files.write(file, new byte[40_000]);
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            assertEquals("not an ISO 9660 image", assertThrows(IOException.class, () -> IsoImage.open(in)).getMessage());
        }
    }

    @Test
    void aBrokenImageIsAnExceptionAndNothingWorse() throws Exception {
        Path file = image("-R");
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(5);
        int read = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            for (int j = 0; j < 20; j++) bad[32768 + random.nextInt(40_000)] = (byte) random.nextInt();
            Files.write(folder.resolve("bad.iso"), bad);
            try (FileChannel in = FileChannel.open(folder.resolve("bad.iso"), StandardOpenOption.READ)) {
                content(IsoImage.open(in), "/images/pxeboot/initrd.img");
                read++;
            } catch (IOException _) {
                // what was hit is said; anything else fails the test
            }
        }
        assertTrue(read > 0);
    }
}
