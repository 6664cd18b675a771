package jvirt.cli.host;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.EventLoop;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Session;
import jvirt.cli.Table;
import jvirt.cli.monitor.States;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.Opaque;
import jvirt.rpc.call.SecretCall;
import jvirt.rpc.call.SecretEvent;
import jvirt.rpc.call.WireSecret;

/** Secrets that machines and pools need. */
public final class Secrets extends Commands {
    private static final List<String> USAGES = List.of("none", "volume", "ceph", "iscsi", "tls", "vtpm");
    private static final List<String> LIFECYCLE = List.of("Defined", "Undefined");
    private static final int MOST = 1024;

    @Override public String table() {
        return """
            secret-define: define a secret by an XML file, or change its definition
              <file> --validate
            secret-dumpxml: print the definition of a secret
              <secret> xpath=! --wrap
            secret-event: wait for events of secrets
              secret=  of this secret only
              event= --loop timeout=# --list --timestamp
            secret-get-value: print the value of a secret
              <secret>
              --plain  as it is, not in base64
            secret-list: list the secrets
              --ephemeral  those that are kept in memory only
              --no-ephemeral  those that are kept on disk
              --private  those whose value is not told to anybody
              --no-private  the others
            secret-set-value: set the value of a secret
              <secret>
              file=!  file with the value
              --plain  the file has the value as it is, not in base64
              --interactive  ask for the value
              base64=  the value, in base64
            secret-undefine: forget a secret
              <secret>
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "secret-define" -> {
                String file = in.required("file");
                String xml = in.read(file);
                WireSecret secret = in.attempt(() -> in.call(new SecretCall.DefineXml(xml, in.flag("validate", 1))).secret(),
                        "Failed to set attributes from " + file);
                in.out().extra("Secret " + secret.uuid() + " created\n");
            }
            case "secret-dumpxml" -> in.printXml(in.call(new SecretCall.GetXmlDesc(secret(in), 0)).xml());
            case "secret-event" -> events(in);
            case "secret-get-value" -> {
                byte[] value = in.call(new SecretCall.GetValue(secret(in), 0)).value().bytes();
                if (in.has("plain")) in.out().print(value, value.length);
                else in.out().print(Base64.getEncoder().encodeToString(value));
            }
            case "secret-list" -> list(in);
            case "secret-set-value" -> setValue(in);
            case "secret-undefine" -> {
                WireSecret secret = secret(in);
                String uuid = in.required("secret");
                in.attempt(() -> in.call(new SecretCall.Undefine(secret)), "Failed to delete secret " + uuid);
                in.out().extra("Secret " + uuid + " deleted\n");
            }
            default -> throw undeclared(command);
        }
    }

    private static WireSecret secret(Invocation in) {
        String name = in.required("secret");
        var uuid = Session.uuid(name);
        if (uuid.isEmpty()) {
            throw new Failure("failed to get secret '" + name + "'",
                    new IllegalArgumentException("uuidstr in virSecretLookupByUUIDString must be a valid UUID"));
        }
        return in.attempt(() -> in.call(new SecretCall.LookupByUuid(uuid.get())).secret(), "failed to get secret '" + name + "'");
    }

    private static void list(Invocation in) {
        int filter = in.flag("ephemeral", 1) | in.flag("no-ephemeral", 2) | in.flag("private", 4) | in.flag("no-private", 8);
        List<WireSecret> secrets = new ArrayList<>(secrets(in, filter));
        secrets.sort(Comparator.comparing(secret -> secret.uuid().toString()));
        Table table = new Table("UUID", "Usage");
        for (WireSecret one : secrets) {
            table.row(one.uuid().toString(), one.usageType() == 0 ? "Unused" : States.of(USAGES, one.usageType(), "unknown") + " " + one.usageID());
        }
        table.print(in.out());
    }

    private static List<WireSecret> secrets(Invocation in, int filter) {
        try {
            return in.call(new ConnectCall.ListAllSecrets(1, filter)).secrets();
        } catch (VirtException e) {
            if (e.code() != ErrorCode.NO_SUPPORT) throw new Failure("Failed to list node secrets", e);
        }
        // an old daemon: first their number, then their UUIDs, then each of them
        if (filter != 0) throw new Failure("Filtering is not supported by this libvirt");
        int count = in.attempt(() -> in.call(new ConnectCall.NumOfSecrets()).num(), "Failed to count secrets");
        List<WireSecret> secrets = new ArrayList<>();
        for (String uuid : in.attempt(() -> in.call(new ConnectCall.ListSecrets(count)).uuids(), "Failed to list secrets")) {
            Session.uuid(uuid).flatMap(one -> Session.lookup(() -> in.call(new SecretCall.LookupByUuid(one)).secret())).ifPresent(secrets::add);
        }
        return secrets;
    }

    private static void setValue(Invocation in) {
        in.exclusive("file", in.has("file"), "base64", in.has("base64"));
        in.exclusive("plain", in.has("plain"), "base64", in.has("base64"));
        in.exclusive("interactive", in.has("interactive"), "base64", in.has("base64"));
        in.exclusive("interactive", in.has("interactive"), "plain", in.has("plain"));
        in.exclusive("interactive", in.has("interactive"), "file", in.has("file"));
        WireSecret secret = secret(in);
        byte[] value = value(in);
        in.attempt(() -> in.call(new SecretCall.SetValue(secret, new Opaque(value), 0)), "Failed to set secret value");
        Arrays.fill(value, (byte) 0);
        in.out().extra("Secret value set\n");
    }

    private static byte[] value(Invocation in) {
        Optional<String> base64 = in.text("base64");
        Optional<String> file = in.text("file");
        if (base64.isPresent()) {
            in.out().error("Passing secret value as command-line argument is insecure!");
            return decode(base64.get());
        }
        if (file.isPresent()) {
            byte[] bytes = bytes(in, file.get());
            return in.has("plain") ? bytes : decode(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        if (!in.has("interactive")) throw new Failure("Input secret value is missing");
        in.out().print("Enter new value for secret:");
        in.out().flush();
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword();
        if (typed == null) throw new Failure("Failed to read secret");
        return new String(typed).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Invocation in, String file) {
        try {
            byte[] bytes = Files.readAllBytes(in.local(file));
            if (bytes.length > MOST) throw new Failure("Failed to read file '" + file + "': Value too large for defined data type");
            return bytes;
        } catch (IOException e) {
            throw new Failure("Failed to open file '" + file + "': " + Invocation.reason(e));
        }
    }

    /** As much as is base64 in it; other characters do not count. */
    private static byte[] decode(String text) {
        String digits = text.replaceAll("[^A-Za-z0-9+/]", "");
        return Base64.getDecoder().decode(digits.length() % 4 == 1 ? digits.substring(0, digits.length() - 1) : digits);
    }

    private static void events(Invocation in) {
        if (EventLoop.list(in, "lifecycle", "value-changed")) return;
        int event = EventLoop.chosen(in, "lifecycle", "value-changed");
        in.timeoutMillis();
        Optional<WireSecret> secret = in.has("secret") ? Optional.of(secret(in)) : Optional.empty();
        List<Integer> callbacks = new ArrayList<>();
        new EventLoop(in).run(() -> callbacks.add(in.call(new ConnectCall.SecretEventRegisterAny(event, secret)).callbackID()),
                () -> callbacks.forEach(one -> in.call(new ConnectCall.SecretEventDeregisterAny(one))),
                one -> switch (one) {
                    case SecretEvent.Lifecycle(_, var of, int what, _) -> Optional.of("event 'lifecycle' for secret " + of.uuid() + ": "
                            + States.of(LIFECYCLE, what, "unknown") + "\n");
                    case SecretEvent.ValueChanged(_, var of) -> Optional.of("event 'value-changed' for secret " + of.uuid() + "\n");
                    default -> Optional.empty();
                });
    }
}
