package jvirt.qemu.image;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.snapshot.Backup;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlWriter;

/**
 * What goes on with the images of a running machine, which a daemon that is started anew must know.
 *
 * @param lastNode the highest number that a block node has had in this run: none is given twice
 */
public record ImageWork(List<ImageJob> jobs, Optional<Backup> backup, int lastNode) {
    public static final ImageWork NONE = new ImageWork(List.of(), Optional.empty(), 0);

    public ImageWork {
        jobs = List.copyOf(jobs);
    }

    /** The job of a disk; it has one at a time. */
    public Optional<ImageJob> of(String target) {
        return jobs.stream().filter(job -> job.target().equals(target)).findFirst();
    }

    public Optional<ImageJob> named(String id) {
        return jobs.stream().filter(job -> job.id().equals(id)).findFirst();
    }

    public ImageWork with(ImageJob job) {
        return new ImageWork(Stream.concat(without(job.id()).jobs.stream(), Stream.of(job)).toList(), backup, lastNode);
    }

    public ImageWork without(String id) {
        return new ImageWork(jobs.stream().filter(job -> !job.id().equals(id)).toList(), backup, lastNode);
    }

    public ImageWork withBackup(Optional<Backup> now) {
        return new ImageWork(jobs, now, lastNode);
    }

    public ImageWork withLastNode(int number) {
        return new ImageWork(jobs, backup, number);
    }

    /** Writes it into libvirt's status file. */
    public void write(XmlWriter writer) {
        writer.start("nodename").attribute("index", lastNode).end();
        writer.start("blockjobs").attribute("active", jobs.isEmpty() ? "no" : "yes");
        jobs.forEach(job -> job.write(writer));
        writer.end();
        backup.ifPresent(some -> {
            writer.start("backups");
            some.writeKept(writer);
            writer.end();
        });
    }

    public static ImageWork read(Element status) {
        List<ImageJob> jobs = status.child("blockjobs").map(all -> all.children("blockjob")).orElse(List.of()).stream()
                .flatMap(job -> ImageJob.read(job).stream()).toList();
        Optional<Backup> backup = status.child("backups").flatMap(all -> all.child("domainbackup")).map(Backup::kept);
        int last = status.child("nodename").flatMap(node -> node.attribute("index")).map(Integer::valueOf).orElse(0);
        return new ImageWork(jobs, backup, last);
    }
}
