package jvirt.conformance.howto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon dies at a step of an operation: before a file gets its name, a process starts, QEMU is asked. When it comes again, what
 * was there is there, whatever the operation came to can be undone by the usual commands, and then nothing is left of it.
 * {@code -Dfaults.points=N} dies at so many of each operation's steps, {@code -Dfaults.only=PATTERN} plays some operations.
 */
class FaultPointsIT {
    private static final String ONLY = System.getProperty("faults.only", ".*");
    private static final int POINTS = Integer.getInteger("faults.points", 3);
    /** {@code qemu-img check} found nothing worse. */
    private static final int LEAKS = 3;
    private static final Tools TOOLS = Tools.STOCK;
    private static final String NAT = """
            <network><name>nat</name><forward mode='nat'/><bridge name='virbr7'/><ip address='192.168.57.1' netmask='255.255.255.0'>
            <dhcp><range start='192.168.57.2' end='192.168.57.254'/></dhcp></ip></network>
            """;
    private static final String MACHINE = """
            <domain type='qemu'><name>%1$s</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>
            <os><type arch='x86_64' machine='q35'>hvm</type></os>
            <devices><disk type='file'><driver name='qemu' type='qcow2'/><source file='%2$s/m.qcow2'/><target dev='vda' bus='virtio'/></disk>
            <memballoon model='none'/></devices></domain>
            """;

    @TempDir Path dir;
    private Stage stage;

    /** @param before makes ready for it; @param after takes back what it may have come to */
    private record Operation(String words, List<String> before, List<String> after) {}

    private List<Operation> operations() {
        String images = stage.dir() + "/images";
        List<String> off = List.of("destroy m");
        return List.of(
                new Operation("define " + stage.file("other.xml", MACHINE.formatted("other", images)), List.of(), List.of("undefine other")),
                new Operation("start m", List.of(), off),
                new Operation("destroy m", List.of("start m"), off),
                new Operation("snapshot-create-as m s1", List.of(), List.of("snapshot-delete m s1")),
                new Operation("snapshot-create-as m s2", List.of("start m"), List.of("snapshot-delete m s2", "destroy m")),
                new Operation("save m " + stage.dir() + "/m.save", List.of("start m"), List.of("destroy m")),
                new Operation("managedsave m", List.of("start m"), List.of("destroy m", "managedsave-remove m")),
                new Operation("attach-disk m " + images + "/extra.qcow2 vdb --subdriver qcow2 --live", List.of("start m"),
                        List.of("detach-disk m vdb --live", "destroy m")),
                new Operation("net-start nat", List.of(), List.of("net-destroy nat")),
                new Operation("net-destroy nat", List.of("net-start nat"), List.of("net-destroy nat")),
                new Operation("pool-create-as more dir --target " + stage.dir() + "/more", List.of(), List.of("pool-destroy more")),
                new Operation("vol-create-as images v 8M --format qcow2", List.of(), List.of("vol-delete v --pool images")),
                new Operation("undefine other", List.of("define " + stage.dir() + "/files/other.xml"), List.of("undefine other")));
    }

    @Test
    void diesAtStepsOfEachOperation() throws Exception {
        // others may walk there before the first daemon chooses whom QEMU runs as, so that all choose alike
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Stage set = Stage.set(dir)) {
            stage = set;
            String images = stage.dir() + "/images";
            stage.ok("mkdir -p %1$s %2$s/more; qemu-img create -q -f qcow2 %1$s/m.qcow2 64M; qemu-img create -q -f qcow2 %1$s/extra.qcow2 16M; chmod 755 %1$s"
                    .formatted(images, stage.dir()));
            TOOLS.virsh(stage, "define " + stage.file("m.xml", MACHINE.formatted("m", images)));
            TOOLS.virsh(stage, "net-define " + stage.file("nat.xml", NAT));
            TOOLS.virsh(stage, "pool-define-as images dir --target " + images);
            TOOLS.virsh(stage, "pool-start images");
            TOOLS.virsh(stage, "pool-autostart images");
            List<String> complaints = new ArrayList<>();
            for (Operation operation : operations()) {
                if (operation.words.matches(ONLY)) complaints.addAll(play(operation));
            }
            assertEquals(List.of(), complaints);
        }
    }

    private List<String> play(Operation operation) throws Exception {
        List<String> complaints = new ArrayList<>();
        List<String> steps = stepsOf(operation);
        assertTrue(!steps.isEmpty(), operation.words + " passes no step");
        for (int step : chosen(steps.size())) {
            String where = operation.words + ", step " + step + " of " + steps.size() + ", " + steps.get(step - 1) + ": ";
            // what the first run leaves behind for good (a log, an empty folder) is no trace of this one
            Inventory before = inventory();
            attempt(operation, Integer.toString(step));
            stage.startDaemon();
            intact(where, complaints);
            undo(operation);
            // only now does nobody write to it; clusters that nobody uses do no harm
            Stage.Outcome image = stage.sh("qemu-img check -q " + stage.dir() + "/images/m.qcow2");
            if (image.status() != 0 && image.status() != LEAKS) complaints.add(where + "the image is damaged: " + image.output());
            for (String change : inventory().changes(before)) complaints.add(where + change);
        }
        complaints.forEach(System.out::println);
        System.out.println("faults: " + operation.words + ": " + chosen(steps.size()).size() + " of " + steps.size() + " steps");
        return complaints;
    }

    /** What there is, once the daemon has found out which QEMUs there are. */
    private Inventory inventory() throws Exception {
        String probes = "ls " + stage.dir() + "/root/run | grep probe";
        Stage.await("the end of probes", () -> stage.sh(probes).status() != 0);
        return Inventory.of(stage);
    }

    /** Does it without a fault, and writes down its steps. */
    private List<String> stepsOf(Operation operation) throws Exception {
        attempt(operation, "0");
        Files.delete(stage.faults());
        undo(operation);
        return Files.readAllLines(stage.faults().resolveSibling("passed"));
    }

    private void attempt(Operation operation, String step) throws Exception {
        Files.deleteIfExists(stage.faults().resolveSibling("passed"));
        for (String words : operation.before) TOOLS.virsh(stage, words);
        Files.writeString(stage.faults(), step);
        Stage.Outcome outcome = TOOLS.tryVirsh(stage, operation.words);
        if (step.equals("0")) {
            assertEquals(0, outcome.status(), operation.words + ": " + outcome.output());
            return;
        }
        // it may have ended before this step came: then it dies now
        stage.sh("kill -9 $(cat " + stage.dir().resolve("jvirtd") + ")");
        Stage.await("jvirtd's end", () -> stage.sh("kill -0 $(cat " + stage.dir().resolve("jvirtd") + ")").status() != 0);
        Files.delete(stage.faults());
    }

    /** The first, the last, and some between. */
    private static TreeSet<Integer> chosen(int steps) {
        TreeSet<Integer> chosen = new TreeSet<>();
        for (int i = 0; i < POINTS; i++) chosen.add(1 + Math.round((float) i * (steps - 1) / Math.max(1, POINTS - 1)));
        return chosen;
    }

    private void undo(Operation operation) throws IOException, InterruptedException {
        for (String words : operation.after) TOOLS.tryVirsh(stage, words);
        Files.deleteIfExists(stage.dir().resolve("m.save"));
    }

    /** What was there is there: each machine that runs has its QEMU, and each QEMU its machine. */
    private void intact(String where, List<String> complaints) throws IOException, InterruptedException {
        if (!TOOLS.virsh(stage, "list --all --name").lines().toList().contains("m")) complaints.add(where + "the machine is lost");
        if (!TOOLS.virsh(stage, "net-list --all --name").contains("nat")) complaints.add(where + "the network is lost");
        if (!TOOLS.virsh(stage, "pool-list --name").contains("images")) complaints.add(where + "the pool is lost");
        long running = TOOLS.virsh(stage, "list --name").lines().filter(line -> !line.isBlank()).count();
        long processes = stage.sh("pgrep -c -f [g]uest=").output().lines().mapToLong(line -> Long.parseLong(line.strip())).sum();
        if (running != processes) complaints.add(where + running + " machines run, and " + processes + " QEMUs");
    }
}
