package jvirt.cli.install.media;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import jvirt.cli.install.CloudInitWords;
import jvirt.cli.install.InstallException;
import jvirt.cli.install.Notes;
import jvirt.client.iso.IsoWriter;

/**
 * What a cloud image configures itself by: the files of cloud-init's data source "nocloud", on a medium called {@code cidata}.
 *
 * @param words {@code --cloud-init}'s
 * @param password for root, made up for the user
 */
public record CloudInit(SequencedMap<String, String> words, Optional<String> password) {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int PASSWORD_LENGTH = 16;

    /** Reads the option's value: nothing at all means a made up password, and that cloud-init is off afterwards. */
    public static Optional<CloudInit> parse(String text, Notes notes) {
        if (text.equals("none")) return Optional.empty();
        if (text.isEmpty()) {
            notes.note("Defaulting to --cloud-init root-password-generate=yes,disable=yes");
            return parse("root-password-generate=yes,disable=yes", notes);
        }
        SequencedMap<String, String> words = new LinkedHashMap<>(CloudInitWords.parse(text));
        return Optional.of(new CloudInit(words, yes(words, "root-password-generate") ? Optional.of(makePassword()) : Optional.empty()));
    }

    private static boolean yes(SequencedMap<String, String> words, String name) {
        return CloudInitWords.truth(name, words.getOrDefault(name, "no"));
    }

    private static String makePassword() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < PASSWORD_LENGTH; i++) password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        return password.toString();
    }

    /** Writes the medium. */
    public void write(Path image) {
        SequencedMap<String, byte[]> files = new LinkedHashMap<>();
        files.put("meta-data", file("meta-data").orElse("").getBytes(StandardCharsets.UTF_8));
        files.put("user-data", file("user-data").orElseGet(this::userData).getBytes(StandardCharsets.UTF_8));
        file("network-config").ifPresent(content -> files.put("network-config", content.getBytes(StandardCharsets.UTF_8)));
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            IsoWriter.write(channel, "cidata", files);
        } catch (IOException e) {
            throw new InstallException("cannot write cloud-init's medium " + image + ": " + e.getMessage(), e);
        }
    }

    private Optional<String> file(String word) {
        return Optional.ofNullable(words.get(word)).map(CloudInit::read);
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException e) {
            throw new InstallException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    private Optional<String> firstLine(String word) {
        return file(word).map(content -> content.lines().findFirst().orElse(""));
    }

    /** The user's wishes in cloud-init's words. */
    String userData() {
        StringBuilder data = new StringBuilder("#cloud-config\n");
        Optional<String> root = firstLine("root-password-file").or(() -> password);
        root.ifPresent(word -> data.append("chpasswd:\n  list: |\n    root:").append(word).append("\n  expire: ")
                .append(password.isPresent() ? "True" : "False").append('\n'));
        Optional<String> rootKey = firstLine("root-ssh-key");
        Optional<String> userKey = firstLine("clouduser-ssh-key");
        if (rootKey.isPresent() || userKey.isPresent()) data.append("users:\n");
        rootKey.ifPresent(key -> data.append("  - name: root\n    ssh-authorized-keys:\n      - ").append(key).append('\n'));
        userKey.ifPresent(key -> data.append("  - default\n  - ssh-authorized-keys: ").append(key).append('\n'));
        if (yes(words, "disable")) data.append("runcmd:\n- echo \"Disabled by jvirt install\" > /etc/cloud/cloud-init.disabled\n");
        return data.toString();
    }
}
