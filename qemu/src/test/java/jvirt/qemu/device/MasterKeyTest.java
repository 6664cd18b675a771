package jvirt.qemu.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class MasterKeyTest {
    private static byte[] bytes(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void whoHasTheKeyCanOpenTheValue() throws Exception {
        byte[] key = bytes(32, 7);
        MasterKey.Sealed sealed = new MasterKey(key).seal("letmein".getBytes(UTF_8), bytes(16, 1));
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"),
                new IvParameterSpec(Base64.getDecoder().decode(sealed.iv())));
        assertArrayEquals("letmein".getBytes(UTF_8), cipher.doFinal(Base64.getDecoder().decode(sealed.data())));
    }

    @Test
    void theObjectNamesTheKey() {
        Part.Thing object = new MasterKey.Sealed("DATA", "IV").object("secret0");
        assertEquals("{\"qom-type\":\"secret\",\"id\":\"secret0\",\"data\":\"DATA\",\"keyid\":\"masterKey0\",\"iv\":\"IV\","
                + "\"format\":\"base64\"}", object.props().toString());
    }
}
