package jvirt.rpc.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/** SCRAM's messages are attributes, {@code r=...,s=...}, in a fixed order. */
final class Messages {
    private static final int NONCE_BYTES = 18;

    private Messages() {}

    static String text(byte[] message) throws SaslException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
        } catch (CharacterCodingException _) {
            throw new SaslException("a message that is no text");
        }
    }

    static byte[] bytes(String message) {
        return message.getBytes(StandardCharsets.UTF_8);
    }

    /** The value of the attribute that must stand at this place. */
    static String attribute(String[] attributes, int place, char name) throws SaslException {
        if (place >= attributes.length || !attributes[place].startsWith(name + "=")) throw new SaslException("no attribute " + name);
        return attributes[place].substring(2);
    }

    static byte[] base64(String text) throws SaslException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new SaslException("wrong base64");
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** A name with the two characters that mean something else written otherwise. */
    static String escaped(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }

    static String unescaped(String name) throws SaslException {
        if (name.replace("=2C", "").replace("=3D", "").contains("=")) throw new SaslException("a name with a wrong escape");
        return name.replace("=2C", ",").replace("=3D", "=");
    }

    static String nonce(SecureRandom random) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return base64(bytes);
    }
}
