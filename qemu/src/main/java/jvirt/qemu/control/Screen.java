package jvirt.qemu.control;

import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.Video;
import jvirt.host.Descriptor;
import jvirt.host.Libc;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.caps.QemuCapabilities;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.MachineCommand;

/** What a machine shows. */
public record Screen(Vm vm) {
    /** A picture: {@code mime} says of what kind; whoever takes it closes it. */
    public record Picture(String mime, FileChannel data) {}

    private record Head(String device, int number) {}

    /** Takes a picture of a head; 0 is the first one. PNG where this QEMU can write it. */
    public Picture picture(int screen, boolean png) {
        try (var _ = vm.jobs().begin(Job.QUERY, "virDomainScreenshot")) {
            Active active = vm.running();
            Optional<Head> head = head(active, screen);
            // QEMU writes through a descriptor of ours: its account needs no right to any folder
            Path file = Files.createTempFile("jvirt-screen", null);
            try (Descriptor out = Libc.open(file.toString(), Libc.O_WRONLY, 0)) {
                DeviceCommand.FdAdded set = active.qemu().monitor().call(
                        new DeviceCommand.AddFd(Optional.empty(), Optional.of("screenshot")), out.number());
                try {
                    active.qemu().monitor().call(new MachineCommand.Screendump("/dev/fdset/" + set.set(), head.map(Head::device),
                            head.map(Head::number), png ? Optional.of("png") : Optional.empty()));
                } finally {
                    active.qemu().monitor().call(new DeviceCommand.RemoveFd(set.set(), Optional.empty()));
                }
                return new Picture(png ? "image/png" : "image/x-portable-pixmap",
                        FileChannel.open(file, StandardOpenOption.READ));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw QEMU.error(OPERATION_FAILED, e, "unable to take a screenshot: %s", e.getMessage());
        }
    }

    /** Whether this QEMU writes PNG. */
    public static boolean writesPng(QemuCapabilities caps) {
        return caps.has(QemuFlag.SCREENSHOT_FORMAT_PNG);
    }

    private static Optional<Head> head(Active active, int screen) {
        List<Video> videos = active.live().devices().videos();
        if (videos.isEmpty()) throw QEMU.error(OPERATION_INVALID, "no screens to take screenshot from");
        if (screen == 0) return Optional.empty();
        int left = screen;
        for (Video video : videos) {
            int heads = video.model().flatMap(Video.Model::heads).orElse(1);
            if (left < heads) return Optional.of(new Head(video.alias().orElse("video0"), left));
            left -= heads;
        }
        throw QEMU.error(OPERATION_INVALID, "no such screen ID");
    }
}
