package jvirt.rpc.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a server keeps of a password (RFC 5802, 3): enough to check a proof, not to make one.
 *
 * @param iterations of the function that makes guessing slow
 */
record ScramKeys(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    /** Cyrus SASL's clients take up to 65536 and refuse fewer than 4096. */
    static final int ITERATIONS = 40_000;
    static final int SALT_BYTES = 16;
    private static final int KEY_BITS = 256;

    static ScramKeys of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return of(password, salt, ITERATIONS);
    }

    static ScramKeys of(String password, byte[] salt, int iterations) {
        byte[] salted = salted(password, salt, iterations);
        return new ScramKeys(iterations, salt, hash(hmac(salted, "Client Key")), hmac(salted, "Server Key"));
    }

    /** {@code Hi(Normalize(password), salt, i)}. */
    static byte[] salted(String password, byte[] salt, int iterations) {
        try {
            String normal = Normalizer.normalize(password, Normalizer.Form.NFKC);
            // the JDK takes the characters of the key as UTF-8
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(normal.toCharArray(), salt, iterations, KEY_BITS)).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] xor(byte[] one, byte[] other) {
        byte[] result = one.clone();
        for (int i = 0; i < result.length; i++) result[i] ^= other[i];
        return result;
    }

    /** Reads what {@link #toString} writes. */
    static Optional<ScramKeys> parse(String text) {
        String[] parts = text.split("\\$");
        if (parts.length != 5 || !parts[0].equals(ScramServer.MECHANISM)) return Optional.empty();
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            return Optional.of(new ScramKeys(Integer.parseInt(parts[1]), base64.decode(parts[2]), base64.decode(parts[3]),
                    base64.decode(parts[4])));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        return ScramServer.MECHANISM + "$" + iterations + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(storedKey)
                + "$" + base64.encodeToString(serverKey);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScramKeys keys && toString().equals(keys.toString());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(storedKey);
    }
}
