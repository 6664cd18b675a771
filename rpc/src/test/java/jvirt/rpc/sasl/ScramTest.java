package jvirt.rpc.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScramTest {
    /** The example of RFC 7677, 3. */
    @Test
    void theProofIsTheRfcsOwn() throws SaslException {
        ScramClient client = new ScramClient("user", "pencil", "rOprNGfwEbeRWgbNEkqO");
        assertEquals("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", Messages.text(client.first()));
        String answer = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        assertEquals("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                Messages.text(client.proof(Messages.bytes(answer))));
        client.check(Messages.bytes("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
        assertThrows(SaslException.class, () -> client.check(Messages.bytes("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")));
    }

    private static String logIn(Logins logins, String name, String password) throws SaslException {
        ScramServer server = logins.conversation();
        ScramClient client = new ScramClient(name, password);
        client.check(server.last(client.proof(server.first(client.first()))));
        return server.name();
    }

    @Test
    void whoKnowsThePasswordIsLetIn(@TempDir Path folder) throws Exception {
        Logins logins = new Logins(folder.resolve("logins"));
        logins.set("alice", "säcret, = all");
        logins.set("bob", "other");
        assertEquals(List.of("alice", "bob"), logins.names());
        assertEquals("alice", logIn(logins, "alice", "säcret, = all"));
        assertThrows(SaslException.class, () -> logIn(logins, "alice", "other"));
        assertThrows(SaslException.class, () -> logIn(logins, "eve", "other"));
        assertTrue(logins.remove("bob"));
        assertFalse(logins.remove("bob"));
        assertThrows(SaslException.class, () -> logIn(logins, "bob", "other"));
        assertFalse(Files.readString(logins.file()).contains("cret"));
    }

    @Test
    void nobodyLearnsWhichNamesThereAre(@TempDir Path folder) throws Exception {
        Logins logins = new Logins(folder.resolve("logins"));
        byte[] hello = new ScramClient("eve", "x", "n").first();
        String one = Messages.text(logins.conversation().first(hello));
        String other = Messages.text(logins.conversation().first(hello));
        assertEquals(one.replaceFirst("r=[^,]*", ""), other.replaceFirst("r=[^,]*", ""));
    }

    @Test
    void whatIsNoScramIsRefused() {
        for (String hello : List.of("", "x", "p=tls-unique,,n=a,r=b", "n,a=root,n=a,r=b", "n,,r=b,n=a", "n,,n=a=1,r=b", "n,,n=a")) {
            assertThrows(SaslException.class, () -> new ScramServer(_ -> Optional.empty()).first(Messages.bytes(hello)), hello);
        }
        assertThrows(SaslException.class, () -> new ScramServer(_ -> Optional.empty()).first(new byte[] {'n', ',', ',', (byte) 0xff}));
        assertThrows(SaslException.class, () -> new ScramClient("a", "b", "n").proof(Messages.bytes("r=nx,s=eA==,i=99999999")));
    }

    @Test
    void keysAreReadAsTheyWereWritten() {
        ScramKeys keys = ScramKeys.of("pencil", Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        assertEquals(Optional.of(keys), ScramKeys.parse(keys.toString()));
        assertEquals(Optional.empty(), ScramKeys.parse("PLAIN$x"));
    }
}
