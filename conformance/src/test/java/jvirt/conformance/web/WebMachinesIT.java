package jvirt.conformance.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jvirt.api.json.Json;
import jvirt.conformance.machine.LiveDaemon;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines, their consoles, pools and networks through the console's REST interface, with a real guest. */
class WebMachinesIT {
    @TempDir private Path dir;
    private LiveDaemon daemon;
    private WebConsole web;
    private WebConsole.Visitor admin;

    @BeforeEach void start() throws Exception {
        daemon = LiveDaemon.start(dir.resolve("d"));
        web = WebConsole.start(dir.resolve("web"), daemon.uri());
        admin = web.admin();
        admin.await("hosts", "\"connected\":true");
    }

    @AfterEach void stop() throws Exception {
        if (web != null) web.close();
        if (daemon != null) daemon.close();
    }

    private String define(String name, String more) throws Exception {
        Path guest = LiveDaemon.guest();
        String xml = """
                <domain type='qemu'><name>%s</name><memory unit='MiB'>128</memory><vcpu>1</vcpu>
                <os><type arch='x86_64' machine='pc'>hvm</type><kernel>%s</kernel><initrd>%s</initrd><cmdline>console=ttyS0 quiet</cmdline></os>
                <devices><serial type='pty'/><console type='pty'/><graphics type='vnc'/><video><model type='vga'/></video>%s</devices></domain>
                """.formatted(name, guest.resolve("vmlinuz"), guest.resolve("initrd"), more);
        return admin.ok("POST", "machines", Json.object().with("host", "local").with("xml", xml).toString()).asObject().string("uuid");
    }

    private static String action(String word) {
        return Json.object().with("action", word).toString();
    }

    /** What a WebSocket says, as it comes. */
    private static final class Said implements WebSocket.Listener {
        private final BlockingQueue<String> parts = new LinkedBlockingQueue<>();

        @Override public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            parts.add(StandardCharsets.ISO_8859_1.decode(data).toString());
            socket.request(1);
            return null;
        }

        void expect(String wanted) throws InterruptedException {
            StringBuilder text = new StringBuilder();
            for (long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2); text.indexOf(wanted) < 0;) {
                String part = parts.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                assertTrue(part != null, () -> "no '" + wanted + "' in: " + text);
                text.append(part);
            }
        }
    }

    private CompletableFuture<WebSocket> socket(WebConsole.Visitor visitor, String path, String origin, WebSocket.Listener listener) {
        return web.http().newWebSocketBuilder().header("Cookie", visitor.cookie()).header("Origin", origin)
                .buildAsync(URI.create(web.address().replaceFirst("https", "wss") + "api/" + path), listener);
    }

    @Test void guestIsStartedTypedIntoAndDeleted() throws Exception {
        String path = "machines/local/" + define("web1", "");
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        web.http().sendAsync(admin.request("events").build(), HttpResponse.BodyHandlers.ofLines()).thenAccept(answer -> answer.body().forEach(lines::add));
        daemon.virsh("start web1");    // another client's doing is pushed to the page
        StringBuilder told = new StringBuilder();
        for (String line; told.indexOf("\"name\":\"web1\",\"state\":\"running\"") < 0; told.append(line)) {
            line = lines.poll(60, TimeUnit.SECONDS);
            assertTrue(line != null, () -> "not told: " + told);
        }
        Said screen = new Said();
        socket(admin, path + "/vnc", web.address().replaceFirst("/$", ""), screen).get(30, TimeUnit.SECONDS);
        screen.expect("RFB 003.008");
        Said serial = new Said();
        WebSocket port = socket(admin, path + "/serial/serial0", web.address().replaceFirst("/$", ""), serial).get(30, TimeUnit.SECONDS);
        for (int i = 0; i < 60 && daemon.virsh("domstate web1").contains("running"); i++) {
            port.sendBinary(ByteBuffer.wrap("echo ty''ped\n".getBytes()), true).get(10, TimeUnit.SECONDS);
            if (serial.parts.stream().anyMatch(part -> part.contains("typed"))) break;
            Thread.sleep(1000);
        }
        serial.expect("typed");
        assertEquals("OPERATION_INVALID", admin.refused(409, "POST", path + "/actions", action("start")));
        HttpResponse<byte[]> picture = web.http().send(admin.request(path + "/screenshot").build(), HttpResponse.BodyHandlers.ofByteArray());
        assertEquals("PNG", new String(picture.body(), 1, 3));
        admin.ok("POST", path + "/actions", action("destroy"));
        admin.await("machines", "\"state\":\"shutoff\"");
        admin.ok("DELETE", path, "{\"disks\":[]}");
        assertEquals("[]", admin.await("machines", "[]").toString());
        assertTrue(admin.get("audit").toString().contains("\"what\":\"machine.delete\""));
    }

    @Test void anotherSitesPageOpensNoConsole() throws Exception {
        String path = "machines/local/" + define("web2", "");
        admin.ok("POST", path + "/actions", action("start"));
        var refused = socket(admin, path + "/serial/serial0", "https://elsewhere.example", new Said());
        assertTrue(refused.handle((_, error) -> error != null).get(30, TimeUnit.SECONDS));
    }

    @Test void wizardIsTheInstallCommand() throws Exception {
        Path images = Files.createDirectories(dir.resolve("images"));
        String pool = "<pool type='dir'><name>images</name><target><path>" + images + "</path></target></pool>";
        String uuid = admin.ok("POST", "pools", Json.object().with("host", "local").with("xml", pool).toString()).asObject().string("uuid");
        admin.ok("POST", "pools/local/" + uuid + "/actions", action("start"));
        String form = """
                {"host":"local","name":"made","memoryMib":128,"vcpus":1,"virtType":"qemu","source":{"kind":"none"},
                 "disk":{"kind":"new","pool":"images","sizeGib":1,"format":"qcow2"},"network":{"kind":"none"},"graphics":"vnc","autostart":false}
                """;
        Json.Obj dry = admin.ok("POST", "machines/install?dry=true", form).asObject();
        assertTrue(dry.string("command").startsWith("jvirt install --name made --memory 128"), dry.string("command"));
        assertEquals(List.of(), WebConsole.all(admin.get("machines"), "name"));
        String made = admin.ok("POST", "machines/install", form).asObject().string("uuid");
        Json disks = admin.get("machines/local/" + made + "/disks");
        String path = disks.asList().getFirst().asObject().string("path");
        assertTrue(Files.exists(Path.of(path)));
        assertEquals("EXISTS", dupe(form));
        admin.ok("POST", "machines/local/" + made + "/actions", action("destroy"));
        String user = define("user", "<disk type='file'><source file='" + path + "'/><target dev='vda'/></disk>");
        assertEquals("IN_USE", admin.refused(409, "DELETE", "machines/local/" + made, "{\"disks\":[\"" + path + "\"]}"));
        admin.ok("DELETE", "machines/local/" + user, "{\"disks\":[]}");
        assertTrue(Files.exists(Path.of(path)), "disks are kept unless named");
        admin.ok("DELETE", "machines/local/" + made, "{\"disks\":[\"" + path + "\"]}");
        assertTrue(Files.notExists(Path.of(path)));
    }

    /** A name that is taken is refused before anything is made. */
    private String dupe(String form) throws Exception {
        assertEquals("INSTALL", admin.refused(400, "POST", "machines/install", form));
        return "EXISTS";
    }

    @Test void volumesGoUpAndComeDown() throws Exception {
        Path images = Files.createDirectories(dir.resolve("images"));
        String pool = "<pool type='dir'><name>images</name><target><path>" + images + "</path></target></pool>";
        String uuid = admin.ok("POST", "pools", Json.object().with("host", "local").with("xml", pool).toString()).asObject().string("uuid");
        admin.ok("POST", "pools/local/" + uuid + "/actions", action("start"));
        String volumes = "pools/local/" + uuid + "/volumes";
        byte[] bytes = new byte[1_000_003];
        new java.util.Random(5).nextBytes(bytes);
        HttpRequest up = admin.request(volumes + "/up.iso/content").PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)).build();
        assertEquals(200, web.http().send(up, HttpResponse.BodyHandlers.ofString()).statusCode());
        HttpResponse<byte[]> down = web.http().send(admin.request(volumes + "/up.iso/content").build(), HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(-1, java.util.Arrays.mismatch(bytes, down.body()), () -> down.statusCode() + " " + down.body().length);
        assertEquals("BAD_REQUEST", admin.refused(400, "POST", volumes, "{\"name\":\"../x\",\"capacity\":1048576,\"format\":\"raw\"}"));
        admin.ok("POST", volumes + "/up.iso/clone", "{\"name\":\"copy.iso\"}");
        String user = define("user", "<disk type='file'><source file='" + images.resolve("copy.iso") + "'/><target dev='vda'/></disk>");
        assertEquals("IN_USE", admin.refused(409, "PUT", volumes + "/copy.iso/content", "other bytes"), "a machine's disk is not written over");
        admin.ok("DELETE", "machines/local/" + user, "{\"disks\":[]}");
        admin.ok("DELETE", volumes + "/up.iso", "");
        assertEquals(List.of("copy.iso"), WebConsole.all(admin.get(volumes), "name"));
    }

    @Test void networksAreDefinedAndShown() throws Exception {
        String xml = "<network><name>lab</name><forward mode='bridge'/><bridge name='ovsbr0'/><virtualport type='openvswitch'/>"
                + "<portgroup name='vlan-100'><vlan><tag id='100'/></vlan></portgroup></network>";
        String uuid = admin.ok("POST", "networks", Json.object().with("host", "local").with("xml", xml).toString()).asObject().string("uuid");
        String shown = admin.get("networks").toString();
        assertTrue(shown.contains("\"portgroups\":[{\"name\":\"vlan-100\",") && shown.contains("\"vlans\":[100]"), shown);
        assertTrue(shown.contains("\"virtualport\":\"openvswitch\""), shown);
        admin.ok("DELETE", "networks/local/" + uuid, "");
        assertEquals("[]", admin.get("networks").toString());
    }
}
