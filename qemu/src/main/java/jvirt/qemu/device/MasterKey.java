package jvirt.qemu.device;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of one running machine. QEMU reads it from a file that nobody else can read; what is sealed with it may stand on
 * the command line.
 *
 * @param key 32 bytes: AES-256 in CBC mode, as QEMU's {@code secret} object demands
 */
public record MasterKey(byte[] key) {
    /** QEMU's name of the key. */
    public static final String ALIAS = "masterKey0";
    /** The key's file in the machine's folder. */
    public static final String FILE = "master-key.aes";

    /** A value under a key and a fresh initialisation vector, both in Base64. */
    public record Sealed(String data, String iv) {
        /** The object that gives QEMU the value under the name {@code alias}. */
        public Part.Thing object(String alias) {
            return new Part.Thing(Props.object("secret", alias).text("data", data).text("keyid", ALIAS).text("iv", iv)
                    .text("format", "base64").json());
        }
    }

    /** The value sealed with this key; {@code iv} must be 16 bytes that were never used with it. */
    public Sealed seal(byte[] value, byte[] iv) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            Base64.Encoder base64 = Base64.getEncoder();
            return new Sealed(base64.encodeToString(cipher.doFinal(value)), base64.encodeToString(iv));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
