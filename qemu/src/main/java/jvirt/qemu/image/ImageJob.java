package jvirt.qemu.image;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlWriter;

/**
 * Work on the images of one disk that goes on while its machine runs.
 *
 * @param id QEMU's name of it, which is libvirt's
 * @param target the disk
 * @param flags what its beginner asked for, as libvirt keeps it
 */
public record ImageJob(String id, String target, Stage stage, int flags, Work work) {
    /** How far it is; the words are those of libvirt's status file. The last three: QEMU has ended it, we have not yet. */
    public enum Stage {
        RUNNING, READY, PIVOTING, ABORTING, COMPLETED, FAILED, CANCELLED;

        /** How it has ended, if it has. */
        Optional<End> end() {
            return ordinal() < COMPLETED.ordinal() ? Optional.empty() : Optional.of(End.values()[ordinal() - COMPLETED.ordinal()]);
        }
    }

    /** How it ended, {@code virConnectDomainEventBlockJobStatus}. */
    public enum End { COMPLETED, FAILED, CANCELED }

    /** What is done. Images are named by the nodes that read their format. */
    public sealed interface Work {
        /** {@code virDomainBlockJobType}. */
        int number();

        /** libvirt's word. */
        String word();
    }

    /** What is below goes into the disk's image, as far as {@code base}. */
    public record Pull(Optional<String> base) implements Work {
        @Override
        public int number() {
            return 1;
        }

        @Override
        public String word() {
            return "pull";
        }
    }

    /** The disk goes elsewhere; {@code inherits}: the new image stands on what the old one stands on. */
    public record Copy(boolean inherits) implements Work {
        @Override
        public int number() {
            return 2;
        }

        @Override
        public String word() {
            return "copy";
        }
    }

    /** Images from {@code top} on go into {@code base}; {@code above} stands on it then. */
    public record Commit(String base, String top, Optional<String> above, boolean delete) implements Work {
        /** The guest writes to the topmost of them. */
        boolean active() {
            return above.isEmpty();
        }

        @Override
        public int number() {
            return active() ? 4 : 3;
        }

        @Override
        public String word() {
            return active() ? "active-commit" : "commit";
        }
    }

    /** A part of a backup; {@code bitmap} was made for it on the disk's image. */
    public record Backup(Optional<String> bitmap) implements Work {
        @Override
        public int number() {
            return 5;
        }

        @Override
        public String word() {
            return "backup";
        }
    }

    public static ImageJob begun(String id, String target, int flags, Work work) {
        return new ImageJob(id, target, Stage.RUNNING, flags, work);
    }

    public ImageJob at(Stage now) {
        return new ImageJob(id, target, now, flags, work);
    }

    /** Somebody has asked for its end. */
    public boolean ending() {
        return stage.ordinal() >= Stage.PIVOTING.ordinal();
    }

    /** It goes on, with the guest's writes in both places, until it is told how to end. */
    public boolean waits() {
        return work instanceof Copy || work instanceof Commit commit && commit.active();
    }

    void write(XmlWriter writer) {
        writer.start("blockjob").attribute("name", id).attribute("type", work.word())
                .attribute("state", stage.name().toLowerCase(Locale.ROOT)).attribute("jobflags", "0x" + Integer.toHexString(flags));
        if (work instanceof Copy(var inherits) && inherits) writer.attribute("shallownew", "yes");
        writer.start("disk").attribute("dst", target);
        if (work instanceof Copy) writer.attribute("mirror", "yes");
        writer.end();
        switch (work) {
            case Pull(var base) -> base.ifPresent(node -> node(writer, "base", node));
            case Commit commit -> {
                node(writer, "base", commit.base);
                node(writer, "top", commit.top);
                commit.above.ifPresent(node -> node(writer, "topparent", node));
                if (commit.delete) writer.element("deleteCommittedImages");
            }
            case Copy _ -> { }
            case Backup(var bitmap) -> bitmap.ifPresent(name -> writer.start("bitmap").attribute("name", name).end());
        }
        writer.end();
    }

    private static void node(XmlWriter writer, String element, String node) {
        writer.start(element).attribute("node", node).end();
    }

    /** Reads one; nothing of a kind, or at a stage, that we do not keep. */
    static Optional<ImageJob> read(Element element) {
        Optional<Element> disk = element.child("disk");
        Optional<Stage> stage = List.of(Stage.values()).stream()
                .filter(some -> some.name().toLowerCase(Locale.ROOT).equals(element.attribute("state").orElse(""))).findFirst();
        Optional<Work> work = work(element);
        if (disk.isEmpty() || stage.isEmpty() || work.isEmpty()) return Optional.empty();
        return Optional.of(new ImageJob(element.required("name"), disk.get().required("dst"), stage.get(),
                Integer.decode(element.attribute("jobflags").orElse("0")), work.get()));
    }

    private static Optional<Work> work(Element element) {
        return switch (element.attribute("type").orElse("")) {
            case "pull" -> Optional.of(new Pull(node(element, "base")));
            case "copy" -> Optional.of(new Copy(element.attribute("shallownew").filter("yes"::equals).isPresent()));
            case "commit", "active-commit" -> Optional.of(new Commit(node(element, "base").orElseThrow(),
                    node(element, "top").orElseThrow(), node(element, "topparent"),
                    element.child("deleteCommittedImages").isPresent()));
            case "backup" -> Optional.of(new Backup(element.child("bitmap").map(bitmap -> bitmap.required("name"))));
            default -> Optional.empty();
        };
    }

    private static Optional<String> node(Element element, String name) {
        return element.child(name).map(child -> child.required("node"));
    }
}
