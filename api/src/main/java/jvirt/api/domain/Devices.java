package jvirt.api.domain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import jvirt.api.domain.device.Audio;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Filesystem;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Hub;
import jvirt.api.domain.device.Input;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.Iommu;
import jvirt.api.domain.device.Lease;
import jvirt.api.domain.device.MemoryBalloon;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.domain.device.NvramDevice;
import jvirt.api.domain.device.Panic;
import jvirt.api.domain.device.Parallel;
import jvirt.api.domain.device.RedirFilter;
import jvirt.api.domain.device.Redirdev;
import jvirt.api.domain.device.Rng;
import jvirt.api.domain.device.Serial;
import jvirt.api.domain.device.Shmem;
import jvirt.api.domain.device.Smartcard;
import jvirt.api.domain.device.Sound;
import jvirt.api.domain.device.Tpm;
import jvirt.api.domain.device.Video;
import jvirt.api.domain.device.Vsock;
import jvirt.api.domain.device.Watchdog;
import jvirt.api.xml.InElement;
import jvirt.api.xml.KeepEmpty;
import jvirt.api.xml.Name;

/** The guest's devices, {@code <devices>}, in the order in which libvirt prints them. */
public record Devices(
        @InElement Optional<Path> emulator,
        @Name("disk") List<Disk> disks,
        @Name("controller") List<Controller> controllers,
        @Name("lease") List<Lease> leases,
        @Name("filesystem") List<Filesystem> filesystems,
        @Name("interface") List<Interface> interfaces,
        @Name("smartcard") List<Smartcard> smartcards,
        @Name("serial") List<Serial> serials,
        @Name("parallel") List<Parallel> parallels,
        @Name("console") List<Console> consoles,
        @Name("channel") List<Channel> channels,
        @Name("input") List<Input> inputs,
        @Name("tpm") List<Tpm> tpms,
        List<Graphics> graphics,
        @Name("sound") List<Sound> sounds,
        @Name("audio") List<Audio> audios,
        @Name("video") List<Video> videos,
        @Name("hostdev") List<Hostdev> hostdevs,
        @Name("redirdev") List<Redirdev> redirdevs,
        Optional<RedirFilter> redirfilter,
        @Name("hub") List<Hub> hubs,
        @KeepEmpty Optional<Watchdog> watchdog,
        @KeepEmpty Optional<MemoryBalloon> memballoon,
        @Name("rng") List<Rng> rngs,
        @KeepEmpty Optional<NvramDevice> nvram,
        @Name("panic") List<Panic> panics,
        @Name("shmem") List<Shmem> shmems,
        @Name("memory") List<MemoryModule> memories,
        @KeepEmpty Optional<Iommu> iommu,
        @KeepEmpty Optional<Vsock> vsock) {
    public static final Devices NONE = new Devices(
            Optional.empty(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
            List.of(), Optional.empty(), List.of(), Optional.empty(), Optional.empty(), List.of(), Optional.empty(),
            List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());

    /** Every device that has a name and a place, in the order in which they are printed. */
    public List<Device> all() {
        List<Device> all = new ArrayList<>();
        Stream.of(disks, controllers, filesystems, interfaces, smartcards, serials, parallels, consoles,
                        channels, inputs, tpms, sounds, videos, hostdevs, redirdevs, hubs, watchdog.stream().toList(),
                        memballoon.stream().toList(), rngs, nvram.stream().toList(), panics, shmems, memories,
                        iommu.stream().toList(), vsock.stream().toList())
                .forEach(all::addAll);
        return all;
    }

    /** The device of this alias. */
    public Optional<Device> named(String alias) {
        return all().stream().filter(device -> device.alias().filter(alias::equals).isPresent()).findFirst();
    }

    /** The devices after each went through {@code change}, which keeps its kind. */
    public Devices map(UnaryOperator<Device> change) {
        return with(draft -> {
            draft.disks = each(draft.disks, change);
            draft.controllers = each(draft.controllers, change);
            draft.filesystems = each(draft.filesystems, change);
            draft.interfaces = each(draft.interfaces, change);
            draft.smartcards = each(draft.smartcards, change);
            draft.serials = each(draft.serials, change);
            draft.parallels = each(draft.parallels, change);
            draft.consoles = each(draft.consoles, change);
            draft.channels = each(draft.channels, change);
            draft.inputs = each(draft.inputs, change);
            draft.tpms = each(draft.tpms, change);
            draft.sounds = each(draft.sounds, change);
            draft.videos = each(draft.videos, change);
            draft.hostdevs = each(draft.hostdevs, change);
            draft.redirdevs = each(draft.redirdevs, change);
            draft.hubs = each(draft.hubs, change);
            draft.watchdog = each(draft.watchdog, change);
            draft.memballoon = each(draft.memballoon, change);
            draft.rngs = each(draft.rngs, change);
            draft.nvram = each(draft.nvram, change);
            draft.panics = each(draft.panics, change);
            draft.shmems = each(draft.shmems, change);
            draft.memories = each(draft.memories, change);
            draft.iommu = each(draft.iommu, change);
            draft.vsock = each(draft.vsock, change);
        });
    }

    @SuppressWarnings("unchecked") // change keeps the kind of a device
    private static <T extends Device> List<T> each(List<T> devices, UnaryOperator<Device> change) {
        return devices.stream().map(device -> (T) change.apply(device)).toList();
    }

    @SuppressWarnings("unchecked") // change keeps the kind of a device
    private static <T extends Device> Optional<T> each(Optional<T> device, UnaryOperator<Device> change) {
        return device.map(one -> (T) change.apply(one));
    }

    /** A copy in which some parts are other ones. */
    public Devices with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.devices();
    }

    /** The devices while they are changed; lives within {@link #with} only. */
    public static final class Draft {
        public Optional<Path> emulator;
        public List<Disk> disks;
        public List<Controller> controllers;
        public List<Lease> leases;
        public List<Filesystem> filesystems;
        public List<Interface> interfaces;
        public List<Smartcard> smartcards;
        public List<Serial> serials;
        public List<Parallel> parallels;
        public List<Console> consoles;
        public List<Channel> channels;
        public List<Input> inputs;
        public List<Tpm> tpms;
        public List<Graphics> graphics;
        public List<Sound> sounds;
        public List<Audio> audios;
        public List<Video> videos;
        public List<Hostdev> hostdevs;
        public List<Redirdev> redirdevs;
        public Optional<RedirFilter> redirfilter;
        public List<Hub> hubs;
        public Optional<Watchdog> watchdog;
        public Optional<MemoryBalloon> memballoon;
        public List<Rng> rngs;
        public Optional<NvramDevice> nvram;
        public List<Panic> panics;
        public List<Shmem> shmems;
        public List<MemoryModule> memories;
        public Optional<Iommu> iommu;
        public Optional<Vsock> vsock;

        private Draft(Devices devices) {
            emulator = devices.emulator;
            disks = devices.disks;
            controllers = devices.controllers;
            leases = devices.leases;
            filesystems = devices.filesystems;
            interfaces = devices.interfaces;
            smartcards = devices.smartcards;
            serials = devices.serials;
            parallels = devices.parallels;
            consoles = devices.consoles;
            channels = devices.channels;
            inputs = devices.inputs;
            tpms = devices.tpms;
            graphics = devices.graphics;
            sounds = devices.sounds;
            audios = devices.audios;
            videos = devices.videos;
            hostdevs = devices.hostdevs;
            redirdevs = devices.redirdevs;
            redirfilter = devices.redirfilter;
            hubs = devices.hubs;
            watchdog = devices.watchdog;
            memballoon = devices.memballoon;
            rngs = devices.rngs;
            nvram = devices.nvram;
            panics = devices.panics;
            shmems = devices.shmems;
            memories = devices.memories;
            iommu = devices.iommu;
            vsock = devices.vsock;
        }

        private Devices devices() {
            return new Devices(
                    emulator, disks, controllers, leases, filesystems, interfaces, smartcards, serials, parallels,
                    consoles, channels, inputs, tpms, graphics, sounds, audios, videos, hostdevs, redirdevs,
                    redirfilter, hubs, watchdog, memballoon, rngs, nvram, panics, shmems, memories, iommu, vsock);
        }
    }
}
