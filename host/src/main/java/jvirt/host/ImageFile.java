package jvirt.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import jvirt.api.storage.ImageHeader;

/** Reads the header of an image in a file or on a block device. */
public final class ImageFile {
    private ImageFile() {}

    public static ImageHeader header(Path image) throws IOException {
        try (FileChannel in = FileChannel.open(image, StandardOpenOption.READ)) {
            return header(in);
        }
    }

    /** Reads from the beginning, wherever the channel stands. */
    public static ImageHeader header(FileChannel in) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(ImageHeader.LENGTH);
        while (head.hasRemaining()) {
            if (in.read(head, head.position()) < 0) break;
        }
        return ImageHeader.of(head.hasRemaining() ? Arrays.copyOf(head.array(), head.position()) : head.array());
    }
}
