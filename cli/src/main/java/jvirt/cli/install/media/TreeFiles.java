package jvirt.cli.install.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import jvirt.client.iso.IsoEntry;
import jvirt.client.iso.IsoImage;

/** The files of an installation tree, wherever it is. */
interface TreeFiles extends AutoCloseable {
    boolean has(String path) throws IOException;

    /** Writes a file's bytes to {@code out}. */
    void copy(String path, OutputStream out) throws IOException;

    @Override default void close() throws IOException {
        // a folder or an address holds nothing open
    }

    /** A folder. */
    record Folder(Path root) implements TreeFiles {
        @Override public boolean has(String path) {
            return Files.isRegularFile(root.resolve(path));
        }

        @Override public void copy(String path, OutputStream out) throws IOException {
            Files.copy(root.resolve(path), out);
        }
    }

    /** An image, in the open file that it is. */
    record Image(IsoImage image, FileChannel file) implements TreeFiles {
        static Image open(Path path) throws IOException {
            FileChannel file = FileChannel.open(path);
            try {
                return new Image(IsoImage.open(file), file);
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        }

        @Override public boolean has(String path) throws IOException {
            return image.find(path).filter(entry -> !entry.folder()).isPresent();
        }

        @Override public void copy(String path, OutputStream out) throws IOException {
            IsoEntry entry = image.find(path).orElseThrow(() -> new IOException("no " + path + " in the image"));
            image.copy(entry, out);
        }

        @Override public void close() throws IOException {
            file.close();
        }
    }

    /** A tree on the net. */
    final class Web implements TreeFiles {
        private static final Duration PATIENCE = Duration.ofSeconds(30);
        private final String base;
        private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).followRedirects(HttpClient.Redirect.NORMAL).build();

        Web(String base) {
            this.base = base.endsWith("/") ? base : base + "/";
        }

        @Override public boolean has(String path) throws IOException {
            HttpResponse<Void> response = send(HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE)
                    .method("HEAD", HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.discarding());
            return response.statusCode() == 200;
        }

        @Override public void copy(String path, OutputStream out) throws IOException {
            HttpResponse<InputStream> response = send(HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) throw new IOException(base + path + " answered " + response.statusCode());
            try (InputStream in = response.body()) {
                in.transferTo(out);
            }
        }

        private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
            try {
                return client.send(request, handler);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while asking " + request.uri(), e);
            }
        }
    }

    /** The content of a small file, if it is there. */
    default Optional<byte[]> content(String path, int most) throws IOException {
        if (!has(path)) return Optional.empty();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream() {
            @Override public void write(byte[] more, int offset, int length) {
                if (size() + length > most) throw new IllegalStateException(path + " is too large");
                super.write(more, offset, length);
            }
        };
        copy(path, bytes);
        return Optional.of(bytes.toByteArray());
    }
}
