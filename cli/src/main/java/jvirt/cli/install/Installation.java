package jvirt.cli.install;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.cli.Output;
import jvirt.cli.install.media.CloudInit;
import jvirt.cli.install.media.Initrd;
import jvirt.client.Connection;
import jvirt.client.Domain;
import jvirt.client.Pool;
import jvirt.client.Volume;

/** Carries a plan out: volumes, boot files, the guest's first boot, its definition. What fails leaves nothing behind. */
final class Installation {
    /** {@code VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA}: a qcow2 image grows without looking up where. */
    private static final int PREALLOCATE_METADATA = 1;

    private final Arguments options;
    private final Connection connection;
    private final ConnectionFacts facts;
    private final InstallPlan plan;
    private final Output out;

    Installation(Arguments options, Connection connection, ConnectionFacts facts, InstallPlan plan, Output out) {
        this.options = options;
        this.connection = connection;
        this.facts = facts;
        this.plan = plan;
        this.out = out;
    }

    /** The documents as they would be; nothing is made but files that are gone again. */
    Documents rehearse() {
        if (!needsFiles()) return plan.documents(Optional.empty(), Optional.empty());
        try (Scratch scratch = Scratch.of(connection, facts)) {
            return plan.documents(bootFiles(scratch), seed(scratch));
        }
    }

    private boolean needsFiles() {
        return plan.method() instanceof Method.Tree || plan.method() instanceof Method.Kernel || plan.cloudInit().isPresent();
    }

    private Optional<BootFiles> bootFiles(Scratch scratch) {
        return switch (plan.method()) {
            case Method.Tree(var tree) -> {
                Path kernel = scratch.file("vmlinuz");
                Path initrd = scratch.file("initrd");
                out.extra("Retrieving the installer's kernel and initrd...\n");
                tree.extract(kernel, initrd);
                yield Optional.of(files(scratch, kernel, Optional.of(initrd)));
            }
            case Method.Kernel(String kernel, Optional<String> initrd) ->
                    Optional.of(new BootFiles(kernel, initrd, plan.kernelArguments()));
            case Method.Cdrom _, Method.Device _, Method.Import _, Method.Unsaid _ -> Optional.empty();
        };
    }

    private BootFiles files(Scratch scratch, Path kernel, Optional<Path> initrd) {
        if (initrd.isPresent()) {
            try {
                Initrd.inject(initrd.get(), options.all("initrd-inject").stream().map(Path::of).toList());
            } catch (IOException e) {
                throw new InstallException("cannot inject into the initrd: " + e.getMessage(), e);
            }
        }
        return new BootFiles(scratch.publish(kernel), initrd.map(scratch::publish), plan.kernelArguments());
    }

    private Optional<String> seed(Scratch scratch) {
        return plan.cloudInit().map((CloudInit data) -> {
            Path image = scratch.file("cloudinit.iso");
            data.write(image);
            return scratch.publish(image);
        });
    }

    /** Makes the guest, and boots it unless that is not wanted. */
    Domain begin() {
        String name = plan.guest().name().orElseThrow();
        if (facts.domains().stream().anyMatch(domain -> domain.child("name").filter(one -> one.text().equals(name)).isPresent())) {
            throw InstallException.of("Guest name '%s' is already in use.", name);
        }
        try (Takeback undo = new Takeback(facts)) {
            for (Pool pool : facts.madePools()) undo.add(() -> dropPool(pool));
            for (DiskSource.Created disk : plan.guest().disks().created()) {
                Volume volume = create(disk);
                undo.add(() -> volume.delete(0));
            }
            Domain domain = needsFiles() ? bootFromFiles(undo) : boot(plan.documents(Optional.empty(), Optional.empty()), undo);
            if (options.has("autostart")) domain.autostart(true);
            undo.keep();
            return domain;
        }
    }

    private Domain bootFromFiles(Takeback undo) {
        try (Scratch scratch = Scratch.of(connection, facts)) {
            return boot(plan.documents(bootFiles(scratch), seed(scratch)), undo);
        }
    }

    private static void dropPool(Pool pool) {
        pool.destroy();
        pool.undefine();
    }

    private Volume create(DiskSource.Created disk) {
        NewVolume volume = disk.volume();
        boolean qcow2 = volume.format().filter("qcow2"::equals).isPresent();
        Pool pool = facts.running(Pools.name(disk.pool()));
        try {
            Volume made = pool.createVolume(volume.xml(), qcow2 && volume.backing().isEmpty() ? PREALLOCATE_METADATA : 0);
            out.extra(String.format("Allocating '%s' | %s%n", volume.name(), size(volume.capacity())));
            return made;
        } catch (VirtException e) {
            throw new InstallException("Couldn't create storage volume '" + volume.name() + "': '" + e.getMessage() + "'", e);
        }
    }

    private static String size(long bytes) {
        return bytes >= 1 << 30 ? String.format("%.1f GB", bytes / (double) (1 << 30)) : String.format("%.1f MB", bytes / (double) (1 << 20));
    }

    private Domain boot(Documents documents, Takeback undo) {
        out.extra("Creating domain...\n");
        boolean transientGuest = options.has("transient");
        boolean boots = transientGuest || !options.has("noreboot") || documents.first().isPresent();
        Domain domain = null;
        if (boots) {
            Domain running = connection.domains().create(documents.first().orElse(documents.last()).toXml(), 0);
            undo.add(() -> running.destroy(0));
            domain = running;
        }
        if (!transientGuest) {
            Domain defined = connection.domains().define(documents.last().toXml(), 0);
            undo.add(() -> defined.undefine(0));
            domain = defined;
        }
        return domain;
    }
}
