package jvirt.client;

import static jvirt.api.ErrorCode.AUTH_FAILED;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.ErrorDomain;
import jvirt.rpc.call.AuthCall;
import jvirt.rpc.client.Address;
import jvirt.rpc.client.Link;
import jvirt.rpc.sasl.SaslException;
import jvirt.rpc.sasl.ScramClient;
import jvirt.rpc.sasl.ScramServer;

/**
 * Name and password for a daemon that asks for them: from libvirt's file of credentials ({@code authfile} of the URI, {@code
 * LIBVIRT_AUTH_FILE}, {@code ~/.config/libvirt/auth.conf}, {@code /etc/libvirt/auth.conf}), else from who sits at the terminal.
 */
record PasswordLogin(String name, String password) {
    static PasswordLogin of(Address address) {
        Map<String, String> credentials = file(address).map(file -> credentials(file, address.host().orElse("localhost"))).orElse(Map.of());
        String name = Optional.ofNullable(credentials.get("authname")).or(() -> Optional.ofNullable(credentials.get("username")))
                .or(address::user).orElseGet(() -> ask("Please enter your username: ", false));
        String password = Optional.ofNullable(credentials.get("password")).orElseGet(() -> ask("Please enter your password: ", true));
        return new PasswordLogin(name, password);
    }

    private static Optional<Path> file(Address address) {
        Optional<Path> named = Optional.ofNullable(address.options().get("authfile")).map(Path::of);
        Optional<Path> set = Optional.ofNullable(System.getenv("LIBVIRT_AUTH_FILE")).filter(name -> !name.isEmpty()).map(Path::of);
        return named.or(() -> set).or(() -> Stream.of(Path.of(System.getProperty("user.home"), ".config/libvirt/auth.conf"),
                Path.of("/etc/libvirt/auth.conf")).filter(Files::isReadable).findFirst());
    }

    /** The values of the credentials that the file has for libvirt on this host, or by default. */
    static Map<String, String> credentials(Path file, String host) {
        Map<String, Map<String, String>> groups = groups(file);
        String which = Optional.ofNullable(groups.get("auth-libvirt-" + host)).or(() -> Optional.ofNullable(groups.get("auth-libvirt-default")))
                .map(group -> group.get("credentials")).orElse("");
        return groups.getOrDefault("credentials-" + which, Map.of());
    }

    private static Map<String, Map<String, String>> groups(Path file) {
        Map<String, Map<String, String>> groups = new HashMap<>();
        Map<String, String> group = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String said = line.strip();
                int is = said.indexOf('=');
                if (said.startsWith("[") && said.endsWith("]")) {
                    group = groups.computeIfAbsent(said.substring(1, said.length() - 1), _ -> new HashMap<>());
                } else if (is > 0 && !said.startsWith("#")) {
                    group.put(said.substring(0, is).strip(), said.substring(is + 1).strip());
                }
            }
            return groups;
        } catch (IOException e) {
            throw ErrorDomain.AUTH.error(AUTH_FAILED, e, "cannot read credentials from '%s'", file);
        }
    }

    private static String ask(String prompt, boolean secret) {
        Console console = System.console();
        if (console == null) throw ErrorDomain.AUTH.error(AUTH_FAILED, "Failed to collect auth credentials");
        String said = secret ? String.valueOf(console.readPassword("%s", prompt)) : console.readLine("%s", prompt);
        if (said == null) throw ErrorDomain.AUTH.error(AUTH_FAILED, "Failed to collect auth credentials");
        return said;
    }

    /** Logs in. */
    void perform(Link link) {
        List<String> offered = List.of(link.call(new AuthCall.SaslInit()).mechlist().split("[ ,]+"));
        if (!offered.contains(ScramServer.MECHANISM)) {
            throw ErrorDomain.AUTH.error(AUTH_FAILED, "SASL mechanism %s not supported by server", ScramServer.MECHANISM);
        }
        ScramClient client = new ScramClient(name, password);
        try {
            AuthCall.SaslStartRet first = link.call(new AuthCall.SaslStart(ScramServer.MECHANISM, 0, list(client.first())));
            AuthCall.SaslStartRet last = link.call(new AuthCall.SaslStep(0, list(client.proof(bytes(first.data())))));
            client.check(bytes(last.data()));
        } catch (SaslException e) {
            throw ErrorDomain.AUTH.error(AUTH_FAILED, e, "%s", e.getMessage());
        }
    }

    private static List<Byte> list(byte[] data) {
        List<Byte> list = new ArrayList<>();
        for (byte b : data) list.add(b);
        return list;
    }

    private static byte[] bytes(List<Byte> data) {
        byte[] bytes = new byte[data.size()];
        for (int i = 0; i < bytes.length; i++) bytes[i] = data.get(i);
        return bytes;
    }
}
