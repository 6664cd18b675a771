package jvirt.rpc.sasl;

import java.security.MessageDigest;
import java.security.SecureRandom;

/** The client's side of one login: it says who it is, proves it, and has the server prove that it knows the password too. */
public final class ScramClient {
    /** A server that asks for more wants to keep us busy. */
    private static final int ITERATIONS_MAX = 1_000_000;

    private final String password;
    private final String bare;
    private final String nonce;
    private String all = "";
    private byte[] salted = new byte[0];

    public ScramClient(String name, String password) {
        this(name, password, Messages.nonce(new SecureRandom()));
    }

    ScramClient(String name, String password, String nonce) {
        this.password = password;
        this.nonce = nonce;
        this.bare = "n=" + Messages.escaped(name) + ",r=" + nonce;
    }

    /** The first message. */
    public byte[] first() {
        return Messages.bytes("n,," + bare);
    }

    /** The proof, after the server's first answer. */
    public byte[] proof(byte[] message) throws SaslException {
        String text = Messages.text(message);
        String[] attributes = text.split(",", -1);
        String joined = Messages.attribute(attributes, 0, 'r');
        if (!joined.startsWith(nonce) || joined.equals(nonce)) throw new SaslException("the answer to another conversation");
        int iterations = iterations(Messages.attribute(attributes, 2, 'i'));
        salted = ScramKeys.salted(password, Messages.base64(Messages.attribute(attributes, 1, 's')), iterations);
        String ending = "c=biws,r=" + joined;
        all = bare + "," + text + "," + ending;
        byte[] key = ScramKeys.hmac(salted, "Client Key");
        byte[] proof = ScramKeys.xor(key, ScramKeys.hmac(ScramKeys.hash(key), all));
        return Messages.bytes(ending + ",p=" + Messages.base64(proof));
    }

    private static int iterations(String text) throws SaslException {
        if (!text.matches("\\d{1,7}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > ITERATIONS_MAX) {
            throw new SaslException("an iteration count of " + text);
        }
        return Integer.parseInt(text);
    }

    /** Checks that the server has known the password, too. */
    public void check(byte[] message) throws SaslException {
        String value = Messages.attribute(Messages.text(message).split(",", -1), 0, 'v');
        if (!MessageDigest.isEqual(Messages.base64(value), ScramKeys.hmac(ScramKeys.hmac(salted, "Server Key"), all))) {
            throw new SaslException("a server that does not know the password");
        }
    }
}
