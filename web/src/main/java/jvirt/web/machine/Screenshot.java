package jvirt.web.machine;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import jvirt.client.Connection;
import jvirt.client.Domain;
import jvirt.rpc.client.Stream;
import jvirt.web.http.Exchange;
import jvirt.web.http.Problem;
import jvirt.web.http.Route;

/** The guest's screen as a PNG: older QEMU gives a portable pixmap, which no browser shows. */
final class Screenshot {
    /** Most bytes of a picture: 8K in three colours. */
    private static final int MOST = 7680 * 4320 * 3 + 64;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    private Screenshot() {}

    static Object answer(Exchange exchange, Connection connection, Domain domain) throws IOException {
        byte[] picture = take(connection, domain);
        exchange.answer("image/png", java.util.Arrays.mismatch(picture, PNG) >= PNG.length ? picture : png(pixmap(picture)));
        return Route.ANSWERED;
    }

    private static byte[] take(Connection connection, Domain domain) {
        var bytes = new ByteArrayOutputStream();
        try (Stream stream = connection.stream()) {
            domain.screenshot(stream, 0);
            for (byte[] part = stream.receive(); part.length > 0; part = stream.receive()) {
                if (bytes.size() + part.length > MOST) throw Problem.of(502, "SCREENSHOT", "the picture is too large");
                bytes.writeBytes(part);
            }
            stream.finish();
        }
        return bytes.toByteArray();
    }

    /** A portable pixmap, {@code P6 width height 255}, as a picture. */
    static BufferedImage pixmap(byte[] bytes) {
        var in = new ByteArrayInputStream(bytes);
        if (!word(in).equals("P6")) throw Problem.of(502, "SCREENSHOT", "the picture is neither PNG nor a portable pixmap");
        int width = Integer.parseInt(word(in));
        int height = Integer.parseInt(word(in));
        word(in);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) image.setRGB(x, y, in.read() << 16 | in.read() << 8 | in.read());
        }
        return image;
    }

    private static String word(ByteArrayInputStream in) {
        StringBuilder word = new StringBuilder();
        for (int c = in.read(); c >= 0 && !Character.isWhitespace(c); c = in.read()) word.append((char) c);
        return word.toString();
    }

    private static byte[] png(BufferedImage image) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
