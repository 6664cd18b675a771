package jvirt.rpc.sasl;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** The server's side of one login. Two messages come; each is answered. */
public final class ScramServer {
    /** The name of the mechanism. */
    public static final String MECHANISM = "SCRAM-SHA-256";
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Makes up the salts of names that are not there: the same for the same name as long as the server runs. */
    private static final byte[] DECOY = new byte[ScramKeys.SALT_BYTES];

    static {
        RANDOM.nextBytes(DECOY);
    }

    private final Function<String, Optional<ScramKeys>> keys;
    private String name = "";
    private Optional<ScramKeys> known = Optional.empty();
    private String binding = "";
    private String nonce = "";
    private String said = "";

    ScramServer(Function<String, Optional<ScramKeys>> keys) {
        this.keys = keys;
    }

    /** The name that was given; it is proved once {@link #last} has returned. */
    public String name() {
        return name;
    }

    /** Answers the client's first message. Whether there is such a name cannot be told from the answer. */
    public byte[] first(byte[] message) throws SaslException {
        String text = Messages.text(message);
        int comma = text.indexOf(',');
        int end = comma < 0 ? -1 : text.indexOf(',', comma + 1);
        // p= asks for a binding to the TLS channel, which was not offered
        if (end < 0 || !(text.startsWith("n,") || text.startsWith("y,"))) throw new SaslException("a channel binding that was not offered");
        String authorized = text.substring(comma + 1, end);
        String bare = text.substring(end + 1);
        String[] attributes = bare.split(",", -1);
        name = Messages.unescaped(Messages.attribute(attributes, 0, 'n'));
        if (!authorized.isEmpty() && !Messages.unescaped(authorized.replaceFirst("^a=", "")).equals(name)) {
            throw new SaslException("somebody who wants to act for another");
        }
        binding = Messages.base64(Messages.bytes(text.substring(0, end + 1)));
        nonce = Messages.attribute(attributes, 1, 'r') + Messages.nonce(RANDOM);
        known = keys.apply(name);
        byte[] salt = known.map(ScramKeys::salt).orElseGet(() -> Arrays.copyOf(ScramKeys.hmac(DECOY, name), ScramKeys.SALT_BYTES));
        String answer = "r=" + nonce + ",s=" + Messages.base64(salt) + ",i=" + known.map(ScramKeys::iterations).orElse(ScramKeys.ITERATIONS);
        said = bare + "," + answer;
        return Messages.bytes(answer);
    }

    /** Checks the client's proof and answers with the server's own. */
    public byte[] last(byte[] message) throws SaslException {
        String text = Messages.text(message);
        String[] attributes = text.split(",", -1);
        int proofAt = text.lastIndexOf(",p=");
        if (proofAt < 0 || !Messages.attribute(attributes, 0, 'c').equals(binding)
                || !Messages.attribute(attributes, 1, 'r').equals(nonce)) throw new SaslException("the end of another conversation");
        byte[] proof = Messages.base64(text.substring(proofAt + 3));
        ScramKeys check = known.orElseThrow(() -> new SaslException("no login for '" + name + "'"));
        String all = said + "," + text.substring(0, proofAt);
        byte[] signature = ScramKeys.hmac(check.storedKey(), all);
        if (proof.length != signature.length
                || !MessageDigest.isEqual(ScramKeys.hash(ScramKeys.xor(proof, signature)), check.storedKey())) {
            throw new SaslException("a wrong password for '" + name + "'");
        }
        return Messages.bytes("v=" + Messages.base64(ScramKeys.hmac(check.serverKey(), all)));
    }
}
