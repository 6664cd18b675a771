package jvirt.conformance.differential;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The images and memory files that a playable document names: small ones, made before it is played. */
record Images(Set<Path> files) {
    private static final Pattern SOURCE = Pattern.compile("<source [^>]*file=[\"']([^\"']+)[\"']|<path>([^<]+)</path>");
    private static final long SIZE = 1 << 20;

    static Images of(String document) {
        Set<Path> files = new TreeSet<>();
        Matcher source = SOURCE.matcher(document);
        while (source.find()) files.add(Path.of(source.group(1) == null ? source.group(2) : source.group(1)));
        return new Images(files);
    }

    void make() throws IOException, InterruptedException {
        for (Path file : files) {
            if (Files.exists(file)) continue;
            if (file.toString().endsWith(".qcow2")) {
                List<String> create = List.of("qemu-img", "create", "-q", "-f", "qcow2", file.toString(), Long.toString(SIZE));
                new ProcessBuilder(create).start().waitFor();
            } else {
                try (SeekableByteChannel raw = Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    raw.position(SIZE - 1).write(ByteBuffer.allocate(1));
                }
            }
        }
    }
}
