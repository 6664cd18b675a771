package jvirt.conformance.differential;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import jvirt.api.VirtException;
import jvirt.client.Connection;
import jvirt.client.Domain;

/**
 * One machine's life on one side: defined, started, given what can be plugged, and gone again. What each step came to is its
 * document or its error, without what two hosts cannot have in common.
 */
final class Play {
    /** {@code VIR_DOMAIN_START_PAUSED}. */
    private static final int PAUSED = 1;
    /** {@code VIR_DOMAIN_AFFECT_*}. */
    private static final int LIVE = 1;
    private static final int CONFIG = 2;
    /** {@code VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | SNAPSHOTS_METADATA | NVRAM | CHECKPOINTS_METADATA}. */
    private static final int UNDEFINE_ALL = 1 | 2 | 4 | 16;

    /**
     * What is plugged into whatever runs, by name; {@code $IMG} is where the machine's images are. Most machines have no room for
     * one or another.
     */
    private static final Map<String, String> PLUGS = plugs();
    /** What goes without the guest's help, and what then is no more in the document. */
    private static final Map<String, String> UNPLUGGED = new TreeMap<>(Map.of("usb disk", "dev='sdy'",
            "channel", "name='org.example.plugged'"));
    /** On a busy host a daemon answers before it has heard from QEMU that a device is gone. */
    private static final Duration GONE = Duration.ofSeconds(60);

    private static final Pattern ID = Pattern.compile("(<domain type='qemu') id='\\d+'");
    private static final Pattern NUMBERED = Pattern.compile("domain-\\d+-");
    private static final Pattern TAP = Pattern.compile("'(vnet|macvtap)\\d+'");
    private static final Pattern PORT = Pattern.compile("(<graphics [^>]*)port='\\d+'( [^>]*autoport='yes')");
    /** An element in which nothing stands is one tag or two. */
    private static final Pattern EMPTY = Pattern.compile("<([\\w:]+)((?: [^<>]*[^<>/])?)>\\s*</\\1>");
    private static final Pattern PORT_ID = Pattern.compile("portid='[^']*'");

    private final Connection connection;
    private final String images;
    private final Neutral neutral;
    private final Map<String, String> outcomes = new LinkedHashMap<>();

    private Play(Connection connection, Path dir, String name) {
        this.connection = connection;
        this.images = dir.resolve("img/" + name).toString();
        this.neutral = new Neutral(dir);
    }

    private static Map<String, String> plugs() {
        Map<String, String> plugs = new LinkedHashMap<>();
        plugs.put("virtio disk", disk("vdy", "virtio", ""));
        plugs.put("scsi disk", disk("sdx", "scsi", "<shareable/>"));
        plugs.put("usb disk", disk("sdy", "usb", "<readonly/>"));
        plugs.put("card", "<interface type='user'><mac address='52:54:00:aa:bb:cc'/><model type='virtio'/></interface>");
        plugs.put("old card", "<interface type='network'><mac address='52:54:00:aa:bb:cd'/><source network='n1'/>"
                + "<model type='e1000'/></interface>");
        plugs.put("rng", "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>");
        plugs.put("watchdog", "<watchdog model='i6300esb' action='poweroff'/>");
        plugs.put("memory", "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target></memory>");
        plugs.put("channel", "<channel type='unix'><target type='virtio' name='org.example.plugged'/></channel>");
        plugs.put("serial", "<serial type='pty'/>");
        plugs.put("tablet", "<input type='tablet' bus='usb'/>");
        plugs.put("controller", "<controller type='scsi' model='virtio-scsi' index='7'/>");
        return plugs;
    }

    private static String disk(String target, String bus, String more) {
        return "<disk type='file'><driver name='qemu' type='raw'/><source file='$IMG-" + target + ".raw'/><target dev='" + target
                + "' bus='" + bus + "'/>" + more + "</disk>";
    }

    /** @return by step, what came of it */
    static Map<String, String> of(Connection connection, Path dir, String name, String document)
            throws IOException, InterruptedException {
        var play = new Play(connection, dir, name);
        for (String device : PLUGS.values()) Images.of(play.here(device)).make();
        Domain machine;
        try {
            machine = connection.domains().define(document, 0);
        } catch (VirtException e) {
            play.outcomes.put("define", play.error(e));
            return play.outcomes;
        }
        play.outcomes.put("define", "");
        try {
            play.life(machine);
        } finally {
            play.step("undefine", () -> machine.undefine(UNDEFINE_ALL));
        }
        return play.outcomes;
    }

    private void life(Domain machine) {
        document("inactive", () -> machine.xml(Domain.XML_INACTIVE));
        if (step("start", () -> machine.start(PAUSED))) {
            document("live", () -> machine.xml(Domain.XML_SECURE));
            PLUGS.forEach((name, device) -> step("attach " + name, () -> machine.attachDevice(here(device), LIVE, false)));
            step("attach cpu", () -> machine.setCpuCount(2, LIVE));
            document("plugged", () -> machine.xml(0));
            UNPLUGGED.forEach((name, mark) -> {
                boolean going = step("detach " + name, () -> machine.detachDevice(here(PLUGS.get(name)), LIVE, false));
                if (going) awaitWithout(machine, mark);
            });
            document("unplugged", () -> machine.xml(0));
            document("inactive while it runs", () -> machine.xml(Domain.XML_INACTIVE));
            step("destroy", () -> machine.destroy(0));
        }
        PLUGS.forEach((name, device) -> step("attach " + name + " to the definition",
                () -> machine.attachDevice(here(device), CONFIG, false)));
        document("changed", () -> machine.xml(Domain.XML_INACTIVE));
    }

    private static void awaitWithout(Domain machine, String mark) {
        long deadline = System.nanoTime() + GONE.toNanos();
        try {
            while (machine.xml(0).contains(mark) && System.nanoTime() < deadline) Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String here(String device) {
        return device.replace("$IMG", images);
    }

    private boolean step(String name, Runnable action) {
        String outcome = outcome(() -> {
            action.run();
            return "";
        });
        outcomes.put(name, outcome);
        return outcome.isEmpty();
    }

    private void document(String name, Supplier<String> text) {
        outcomes.put(name, outcome(text));
    }

    private String outcome(Supplier<String> action) {
        try {
            return plain(action.get());
        } catch (VirtException e) {
            return error(e);
        }
    }

    private String error(VirtException e) {
        return "error " + e.code() + " of " + e.domain() + ": " + plain(e.getMessage());
    }

    /** Without paths, what is generated, and numbers that depend on who else runs. */
    private String plain(String text) {
        String plain = neutral.of(text, true);
        plain = ID.matcher(plain).replaceFirst("$1 id='(id)'");
        plain = NUMBERED.matcher(plain).replaceAll("domain-(id)-");
        plain = TAP.matcher(plain).replaceAll("'$1(n)'");
        plain = PORT.matcher(plain).replaceAll("$1port='(port)'$2");
        plain = EMPTY.matcher(plain).replaceAll("<$1$2/>");
        return PORT_ID.matcher(plain).replaceAll("portid='(id)'");
    }

    /** What two sides' outcomes do not have in common, for people to read; when one side gets no further, that alone. */
    static Map<String, String> differing(Map<String, String> stock, Map<String, String> ours) {
        Map<String, String> differing = new LinkedHashMap<>();
        for (String step : stock.keySet()) {
            String mine = ours.getOrDefault(step, "");
            if (stock.get(step).equals(mine)) continue;
            differing.put(step, DifferentialIT.lines(stock.get(step), mine));
            boolean further = stock.get(step).isEmpty() == mine.isEmpty();
            if (!further && (step.equals("define") || step.equals("start"))) break;
        }
        return differing;
    }
}
