package jvirt.client.iso;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsoWriterTest {
    @Test void whatIsWrittenIsReadAgain(@TempDir Path folder) throws Exception {
        byte[] large = new byte[5000];
        large[4999] = 7;
        SequencedMap<String, byte[]> files = new LinkedHashMap<>();
        files.put("meta-data", new byte[0]);
        files.put("user-data", "#cloud-config\n".getBytes());
        files.put("network-config", large);
        try (FileChannel channel = FileChannel.open(folder.resolve("seed.iso"), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            IsoWriter.write(channel, "cidata", files);
            IsoImage image = IsoImage.open(channel);
            assertEquals("cidata", image.label());
            for (var file : files.entrySet()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                image.copy(image.find(file.getKey()).orElseThrow(), bytes);
                assertArrayEquals(file.getValue(), bytes.toByteArray());
            }
        }
    }
}
