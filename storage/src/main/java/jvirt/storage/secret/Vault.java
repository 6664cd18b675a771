package jvirt.storage.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import jvirt.host.AtomicFile;

/**
 * Values on disk, each sealed with AES-256-GCM under a key of this host. A copy of the definitions' folder (a backup, a
 * repository) does not give the values away: the key is kept elsewhere. A value is bound to its UUID, so that files cannot be
 * exchanged for one another.
 */
final class Vault {
    private static final int KEY_BYTES = 32;
    /** What NIST SP 800-38D recommends for GCM. */
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Path folder;
    private final Path keyFile;
    private final SecureRandom random = new SecureRandom();

    Vault(Path folder, Path keyFile) {
        this.folder = folder;
        this.keyFile = keyFile;
    }

    private Path file(UUID uuid) {
        return folder.resolve(uuid + ".sealed");
    }

    void put(UUID uuid, byte[] value) throws IOException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, uuid, nonce, value, 0);
        byte[] whole = new byte[NONCE_BYTES + sealed.length];
        System.arraycopy(nonce, 0, whole, 0, NONCE_BYTES);
        System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
        AtomicFile.write(file(uuid), Base64.getEncoder().encodeToString(whole) + "\n");
    }

    Optional<byte[]> get(UUID uuid) throws IOException {
        if (!Files.exists(file(uuid))) return Optional.empty();
        byte[] whole = Base64.getDecoder().decode(Files.readString(file(uuid)).strip());
        byte[] nonce = java.util.Arrays.copyOf(whole, NONCE_BYTES);
        return Optional.of(crypt(Cipher.DECRYPT_MODE, uuid, nonce, whole, NONCE_BYTES));
    }

    void delete(UUID uuid) throws IOException {
        AtomicFile.delete(file(uuid));
    }

    private byte[] crypt(int mode, UUID uuid, byte[] nonce, byte[] text, int offset) throws IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key(), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(uuid.toString().getBytes(StandardCharsets.US_ASCII));
            return cipher.doFinal(text, offset, text.length - offset);
        } catch (GeneralSecurityException e) {
            throw new IOException("the value of secret " + uuid + " cannot be read with the key in " + keyFile, e);
        }
    }

    /** The host's key, made at its first use. */
    private SecretKey key() throws IOException {
        if (!Files.exists(keyFile)) {
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            AtomicFile.write(keyFile, Base64.getEncoder().encodeToString(key) + "\n");
        }
        return new SecretKeySpec(Base64.getDecoder().decode(Files.readString(keyFile).strip()), "AES");
    }
}
