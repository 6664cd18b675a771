package jvirt.qemu.image;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.json.Json;
import jvirt.host.Undo;
import jvirt.qemu.Vm;
import jvirt.qemu.device.Blocks;
import jvirt.qemu.device.Image;
import jvirt.qemu.device.ImageCreation.Shape;
import jvirt.qemu.device.ImageCreation;
import jvirt.qemu.device.ImageName;
import jvirt.qemu.device.Part;
import jvirt.qemu.device.Resources;
import jvirt.qemu.device.Supplier;
import jvirt.qemu.hotplug.Parts;
import jvirt.qemu.qmp.BlockCommand;

/** Has a running QEMU open, make and close images. For one machine, by who holds its turn. */
public final class LiveImages {
    private final Vm vm;

    public LiveImages(Vm vm) {
        this.vm = vm;
    }

    private Resources resources() {
        return vm.machines().plugs().resources(vm.running().live(), _ -> List.of());
    }

    private Parts qemu() {
        return new Parts(vm.running().qemu().monitor());
    }

    /** Opens an image, which stands on nodes that are there already or on none. */
    public void open(Image image, Undo undo) {
        qemu().give(Blocks.own(image, new Supplier(resources(), 0)), undo);
    }

    /** Opens an image and all that it stands on. */
    void openChain(Image top, Undo undo) {
        for (Image image : top.chain().reversed()) open(image, undo);
    }

    /**
     * Makes an image and opens it.
     *
     * @param lower the image that it names, in its header, as the one it stands on
     */
    public void make(Image image, Optional<Image> lower, Shape shape, Undo undo) throws InterruptedException {
        if (!image.source().extras().slice().isEmpty()) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "creation of images with slice type='storage' is not supported");
        }
        Resources resources = resources();
        List<Part> parts = Blocks.own(image, new Supplier(resources, 0));
        boolean sized = image.source() instanceof DiskSource.Network
                || image.source() instanceof DiskSource.File && image.format() == Disk.Format.RAW;
        if (sized) create(image.storageNode(), ImageCreation.storage(image, shape, resources));
        qemu().give(parts.subList(0, parts.size() - 1), undo);
        create(image.formatNode(), ImageCreation.format(image, lower, shape, resources));
        qemu().give(List.of(parts.getLast()), undo);
    }

    private void create(String node, Optional<Json.Obj> options) throws InterruptedException {
        if (options.isEmpty()) return;
        OneJob.run(vm, "create-" + node, job -> new BlockCommand.Create(job, options.get()), "failed to format image");
    }

    /** What an image that comes to stand on this one is to call it in its header. */
    String name(Image lower) {
        return ImageName.of(lower, resources());
    }

    /** Closes an image; what cannot be closed stays. */
    public void close(Image image) {
        qemu().takeBackends(Blocks.own(image, new Supplier(resources(), 0)));
    }

    /** Opens images for writing, which the guest only reads, for as long as the work takes. */
    public void writing(List<Image> images, Runnable work) {
        List<Image> opened = new ArrayList<>();
        try {
            for (Image image : images) {
                reopen(image, false);
                opened.add(image);
            }
            work.run();
        } finally {
            for (Image image : opened) reopen(image, true);
        }
    }

    /** Opens an image anew, so that it may be written to, or no more. */
    void reopen(Image image, boolean readonly) {
        vm.running().qemu().monitor().call(new BlockCommand.Reopen(List.of(Blocks.format(image.withReadonly(readonly)))));
    }

    /** The size of the image at this node, for another of this format that is to hold the same. */
    public Shape shape(String node, Disk.Format from, Disk.Format to) {
        BlockCommand.Image image = vm.running().qemu().monitor().call(new BlockCommand.QueryNodes(Optional.of(true))).stream()
                .filter(one -> one.nodeName().equals(Optional.of(node))).findFirst().orElseThrow(() ->
                        QEMU.error(INTERNAL_ERROR, "failed to update capacity data for block node '%s'", node)).image();
        boolean alike = from == Disk.Format.QCOW2 && to == Disk.Format.QCOW2;
        boolean extended = alike && image.formatSpecific().map(Json::asObject).flatMap(data -> data.find("data"))
                .map(data -> data.asObject().flag("extended-l2")).orElse(false);
        return new Shape(image.virtualSize(), to == Disk.Format.RAW ? image.virtualSize() : image.actualSize().orElse(0L),
                alike ? image.clusterSize() : Optional.empty(), extended);
    }

    /** Makes an empty file that nobody else can read. */
    public static void makeFile(Path path, String failure, Undo undo) {
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            undo.add("remove " + path, () -> Files.deleteIfExists(path));
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "%s: %s", failure, reason(e));
        }
    }

    static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException _ -> "No such file or directory";
            case java.nio.file.AccessDeniedException _ -> "Permission denied";
            case java.nio.file.FileAlreadyExistsException _ -> "File exists";
            default -> e.getMessage();
        };
    }
}
