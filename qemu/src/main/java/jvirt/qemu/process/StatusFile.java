package jvirt.qemu.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;
import jvirt.host.AtomicFile;
import jvirt.qemu.Condition;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.image.ImageWork;
import jvirt.qemu.migration.Moving;
import jvirt.qemu.migration.Phase;

/**
 * What a daemon that is started anew must know of a machine that runs: libvirt's {@code <domstatus>}, with the time at which
 * the process began, since numbers of processes are used again.
 *
 * @param pid QEMU's, or 0 while it is being started
 * @param asked the processor that QEMU was asked for, where it gave another one
 * @param moving how far its move to or from another host is
 */
public record StatusFile(Condition condition, int pid, long startTime, int id, boolean persistent, boolean fakeReboot,
        ImageWork work, Domain live, Optional<Cpu> asked, Optional<Moving> moving) {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    private static final List<String> STATES =
            List.of("nostate", "running", "blocked", "paused", "shutdown", "shutoff", "crashed", "pmsuspended");

    /** What is to be known of a machine as it is now. */
    public static StatusFile of(Active active, boolean persistent) {
        return new StatusFile(active.condition(), active.qemu().pid(), active.qemu().startTime(), active.qemu().id(), persistent,
                active.intent().fakeReboot(), active.work(), active.live(), active.asked(), active.moving());
    }

    /** Says that a machine is being started, before there is a process. */
    public static void begin(Path file, Domain live) {
        new StatusFile(Condition.PAUSED_STARTING_UP, 0, 0, live.id().orElse(0), false, false, ImageWork.NONE, live,
                Optional.empty(), Optional.empty()).write(file);
    }

    /** Writes it; whoever cannot goes on, since the machine does. Says whether it is written. */
    public boolean write(Path file) {
        try {
            AtomicFile.replace(file, format());
            return true;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Failed to save status on vm " + live.name(), e);
            return false;
        }
    }

    String format() {
        XmlWriter writer = new XmlWriter(View.LIVE);
        writer.start("domstatus").attribute("state", STATES.get(condition.state())).attribute("reason", condition.reason())
                .attribute("pid", pid).attribute("startTime", startTime).attribute("persistent", persistent ? "yes" : "no");
        writer.start("fakereboot").attribute("state", fakeReboot ? "yes" : "no").end();
        asked.ifPresent(cpu -> XmlBinding.write("cpu", cpu, writer));
        work.write(writer);
        moving.ifPresent(move -> writer.start("job").attribute("type", "none").attribute("async", move.phase().job())
                .attribute("phase", move.phase().word()).attribute("flags", "0x%x".formatted(move.flags())).end());
        XmlBinding.write("domain", live, writer);
        return writer.end().toString();
    }

    /** Reads one; nothing when it makes no sense. */
    static Optional<StatusFile> parse(String name, String text) {
        try {
            Element root = Element.parse(text, "domstatus");
            Domain live = Domain.of(root.child("domain").orElseThrow());
            return Optional.of(new StatusFile(
                    Condition.of(STATES.indexOf(root.required("state")), Integer.parseInt(root.required("reason"))),
                    Integer.parseInt(root.required("pid")), Long.parseLong(root.required("startTime")),
                    live.id().orElse(0), root.required("persistent").equals("yes"),
                    root.child("fakereboot").flatMap(flag -> flag.attribute("state")).filter("yes"::equals).isPresent(),
                    ImageWork.read(root), live, root.child("cpu").map(cpu -> XmlBinding.read(Cpu.class, cpu)),
                    root.child("job").flatMap(StatusFile::moving)));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the status of " + name + " is not readable", e);
            return Optional.empty();
        }
    }

    private static Optional<Moving> moving(Element job) {
        return Phase.of(job.attribute("async").orElse(""), job.attribute("phase").orElse(""))
                .map(phase -> new Moving(phase, job.attribute("flags").map(Integer::decode).orElse(0)));
    }

    /** All that were left by the daemon before. */
    public static Stream<StatusFile> read(Layout layout) throws IOException {
        return DefinitionFiles.read(layout.statuses()).stream()
                .flatMap(document -> parse(document.name(), document.text()).stream());
    }
}
