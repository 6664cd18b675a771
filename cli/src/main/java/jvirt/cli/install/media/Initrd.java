package jvirt.cli.install.media;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Adds files to an initrd. The kernel unpacks one archive after the other: ours stands behind the installer's. */
public final class Initrd {
    private static final int REGULAR_FILE = 0100644;

    private Initrd() {}

    /** Appends {@code files} as a compressed cpio archive in the "newc" form; they will stand in the root. */
    public static void inject(Path initrd, List<Path> files) throws IOException {
        if (files.isEmpty()) return;
        try (OutputStream file = Files.newOutputStream(initrd, StandardOpenOption.APPEND); OutputStream out = new GZIPOutputStream(file)) {
            int inode = 1;
            for (Path one : files) {
                int mode = Files.isExecutable(one) ? REGULAR_FILE | 0111 : REGULAR_FILE;
                member(out, inode++, mode, one.getFileName().toString(), Files.readAllBytes(one));
            }
            member(out, 0, 0, "TRAILER!!!", new byte[0]);
        }
    }

    private static void member(OutputStream out, int inode, int mode, String name, byte[] content) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        StringBuilder header = new StringBuilder("070701");
        // inode, mode, user, group, links, time, size, device, device of special files, length of the name, checksum
        for (long field : new long[] {inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, bytes.length + 1, 0}) header.append(String.format("%08X", field));
        out.write(header.toString().getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write(0);
        pad(out, header.length() + bytes.length + 1);
        out.write(content);
        pad(out, content.length);
    }

    private static void pad(OutputStream out, int written) throws IOException {
        out.write(new byte[(4 - written % 4) % 4]);
    }
}
