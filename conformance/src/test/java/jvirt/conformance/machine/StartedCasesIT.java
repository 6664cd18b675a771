package jvirt.conformance.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recorded machines, started with the QEMU of this host: paused, emulated. What QEMU then has is compared with the live document, and
 * what is left when all are gone with what was there before. How many started is printed; who wants to know why others did not says
 * {@code -Dcases=print}. Every fourth document is played; {@code -Dcases.every=1} plays all.
 */
class StartedCasesIT {
    private static final Path ROOT = Path.of(System.getProperty("jvirt.root", ".."));
    private static final Path PEER = Path.of(System.getProperty("jvirt.peer", ROOT.resolve("../shared/peer").toString()));
    private static final List<String> FAMILIES = List.of("qemuxml2argv", "qemuxml2argv-regen");
    private static final int EVERY = Integer.getInteger("cases.every", 4);
    private static final int PAUSED = 1;
    private static final int AT_ONCE = 3;

    @TempDir Path folder;
    private final Map<String, String> refused = new TreeMap<>();
    private final Map<String, String> different = new TreeMap<>();
    private int started;

    @Test
    void whatQemuHasIsWhatTheDocumentSays() throws Exception {
        assertTrue(Files.isDirectory(PEER), () -> "no peer data at " + PEER.toAbsolutePath());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Startable startable = new Startable(folder, LiveDaemon.guest());
        Map<String, String> documents = documents(startable);
        try (LiveDaemon daemon = LiveDaemon.start(folder.resolve("root"))) {
            Set<String> before = left();
            try (var workers = Executors.newFixedThreadPool(AT_ONCE)) {
                documents.forEach((name, document) -> workers.submit(() -> play(daemon, name, document)));
            }
            Set<String> after = left();
            after.removeAll(before);
            System.out.printf("started cases: %d of %d documents started; %d refused, %d differ, %d things left behind%n", started,
                    documents.size(), refused.size(), different.size(), after.size());
            if (System.getProperty("cases", "").equals("print")) refused.forEach((name, why) -> System.out.println("refused " + name + ": " + why));
            after.forEach(thing -> System.out.println("left behind: " + thing));
            assertEquals(Map.of(), different);
            assertEquals(Set.of(), after);
        }
        assertTrue(started > documents.size() * 3 / 4, () -> "only " + started + " of " + documents.size() + " started: " + refused);
    }

    /** The cases' documents as this host can start them, each once. */
    private static Map<String, String> documents(Startable startable) throws IOException {
        Map<String, String> documents = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        for (String family : FAMILIES) {
            for (String line : Files.readAllLines(PEER.resolve(family).resolve("manifest.jsonl"))) {
                Json.Obj fields = Json.parse(line).asObject();
                if (!fields.string("kind").equals("args-equal")) continue;
                String written = Files.readString(PEER.resolve(family).resolve(fields.string("input")));
                if (written.contains("<nic") || !written.contains("x86_64") && !written.contains("i686")) continue;
                if (!seen.add(startable.document(written, "same", new UUID(0, 1)))) continue;
                if (seen.size() % EVERY != 0) continue;
                String name = "c" + seen.size();
                documents.put(name, startable.document(written, name, new UUID(0x1111_2222_3333_4444L, seen.size())));
            }
        }
        return documents;
    }

    private void play(LiveDaemon daemon, String name, String document) {
        jvirt.client.Domain machine;
        try {
            machine = daemon.connection().domains().create(document, PAUSED);
        } catch (VirtException e) {
            synchronized (this) {
                refused.put(name, e.getMessage().strip().lines().reduce((_, last) -> last).orElse(""));
            }
            return;
        }
        List<String> faults = new ArrayList<>();
        try {
            faults.addAll(faults(machine, Domain.parse(machine.xml(0))));
        } catch (RuntimeException e) {
            faults.add(e.toString());
        } finally {
            machine.destroy(0);
        }
        synchronized (this) {
            started++;
            if (!faults.isEmpty()) different.put(name, faults + "\n" + document);
        }
    }

    /** Devices that the document names and QEMU has not, the other way round, and those that sit elsewhere. */
    private static List<String> faults(jvirt.client.Domain machine, Domain live) {
        List<String> faults = new ArrayList<>();
        Set<String> has = ask(machine, "{\"execute\":\"qom-list\",\"arguments\":{\"path\":\"/machine/peripheral\"}}").asList().stream()
                .map(Json::asObject).filter(child -> child.string("type").startsWith("child<")).map(child -> child.string("name"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = new TreeSet<>();
        for (Device device : live.devices().all()) device.alias().ifPresent(named::add);
        for (String name : has) {
            boolean nameless = name.matches("vcpu\\d+|vmgenid0");
            if (!nameless && named.stream().noneMatch(alias -> name.equals(alias) || name.startsWith(alias + "-"))) faults.add("QEMU alone has " + name);
        }
        for (Device device : live.devices().all()) {
            String alias = device.alias().orElse("");
            // companions of a USB controller go by its name and have none in QEMU
            boolean companions = device instanceof Controller usb && usb.type() == Controller.Type.USB && live.devices().controllers()
                    .stream().filter(other -> other.alias().equals(usb.alias())).count() > 1;
            if (companions || !(device.address().orElse(null) instanceof Address.Pci at) || !has.contains(alias)) continue;
            // the slot in five bits, the function in three
            long place = ask(machine, "{\"execute\":\"qom-get\",\"arguments\":{\"path\":\"/machine/peripheral/" + alias
                    + "\",\"property\":\"addr\"}}").asLong();
            if (place != at.slot() * 8L + at.function()) faults.add(alias + " is at " + place / 8 + "." + place % 8 + ", not " + at);
        }
        for (Device device : live.devices().all()) {
            boolean plugged = device.address().filter(Address.Pci.class::isInstance).isPresent()
                    && !(device instanceof Controller controller && (builtIn(controller) || controller.info().master().isPresent()));
            String alias = device.alias().orElse("");
            if (plugged && !has.contains(alias)) faults.add("QEMU has no " + alias);
        }
        return faults;
    }

    /** Controllers of the chipset's own have no name in QEMU. */
    private static boolean builtIn(Controller controller) {
        return controller.address().orElse(null) instanceof Address.Pci at && at.bus() == 0
                && (at.slot() == 1 && at.function() > 0 || at.slot() == 0x1f);
    }

    private static Json ask(jvirt.client.Domain machine, String command) {
        return Json.parse(machine.monitorCommand(command, 0)).asObject().get("return");
    }

    /** Files, sockets and processes of the daemon's machines; what a firmware or a TPM remembers stays. */
    private Set<String> left() throws IOException {
        Set<String> left = new TreeSet<>();
        try (Stream<Path> files = Files.walk(folder.resolve("root"))) {
            files.filter(file -> !file.startsWith(folder.resolve("root/log")) && !file.toString().contains("/lib/cache") && !file.toString().contains("/nvram/") && !file.toString().contains("/swtpm"))
                    .filter(file -> !file.toString().endsWith(".lock") && !file.endsWith("owners")).map(Path::toString).forEach(left::add);
        }
        ProcessHandle.allProcesses().map(ProcessHandle::info).flatMap(info -> info.commandLine().stream())
                .filter(line -> line.contains(folder.toString()) && line.contains("qemu-system")).forEach(left::add);
        return left;
    }
}
