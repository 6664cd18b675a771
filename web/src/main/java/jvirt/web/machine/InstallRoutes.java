package jvirt.web.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import jvirt.api.json.Json;
import jvirt.cli.install.InstallException;
import jvirt.cli.install.Installer;
import jvirt.web.host.Host;
import jvirt.web.host.Hosts;
import jvirt.web.http.Exchange;
import jvirt.web.http.Problem;
import jvirt.web.http.Route;
import jvirt.web.people.Role;

/** The wizard: what it would do, as a command and as a document, and then the doing. */
public final class InstallRoutes {
    private final Hosts hosts;

    public InstallRoutes(Hosts hosts) {
        this.hosts = hosts;
    }

    record Rehearsal(String command, String xml) {}

    /** Adds the routes. */
    public void addTo(Route.Table table) {
        table.change("POST", "machines/install", Role.ADMIN, "machine.install", this::install);
    }

    private Object install(Exchange exchange) throws IOException {
        InstallForm form = exchange.body(InstallForm.class);
        exchange.note(form.name());
        Host host = hosts.named(form.host());
        Path userData = Files.createTempFile("jvirt-user-data", ".yaml");
        try {
            if (form.source() instanceof InstallForm.Source.Cloud cloud) Files.writeString(userData, document(cloud));
            if (exchange.query("dry").filter("true"::equals).isPresent()) {
                String xml = new Installer(host.connection(), form.words(userData.toString()), true, _ -> { }).document();
                return new Rehearsal(command(form.words("user-data.yaml")), xml);
            }
            return host.refresh(new Installer(host.connection(), form.words(userData.toString()), false, _ -> { }).begin().uuid());
        } catch (InstallException e) {
            throw Problem.of(400, "INSTALL", e.getMessage());
        } finally {
            Files.delete(userData);
        }
    }

    /** As it is typed. */
    private static String command(List<String> words) {
        return "jvirt install " + words.stream().map(word -> word.matches("[A-Za-z0-9_./:@%+=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    /** cloud-init's user data: what was written whole, or the few wishes of the form. JSON is YAML. */
    private static String document(InstallForm.Source.Cloud cloud) {
        if (cloud.userData().isPresent()) return cloud.userData().get();
        SequencedMap<String, Json> user = new LinkedHashMap<>();
        user.put("name", Json.of(cloud.user().orElse("admin")));
        user.put("sudo", Json.of("ALL=(ALL) NOPASSWD:ALL"));
        user.put("shell", Json.of("/bin/bash"));
        user.put("lock_passwd", Json.of(cloud.password().isEmpty()));
        cloud.password().ifPresent(password -> user.put("plain_text_passwd", Json.of(password)));
        cloud.sshKey().ifPresent(key -> user.put("ssh_authorized_keys", Json.array(List.of(Json.of(key)))));
        Json.Obj all = Json.object().with("users", Json.array(List.of(new Json.Obj(user)))).with("ssh_pwauth", cloud.password().isPresent());
        return "#cloud-config\n" + all;
    }
}
