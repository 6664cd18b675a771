package jvirt.conformance.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Bandwidth;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.DevicePart;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.json.Json;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.host.Descriptor;
import jvirt.host.Libc;
import jvirt.host.Undo;
import jvirt.qemu.control.ProcessorCount;
import jvirt.qemu.definition.Definition;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.device.Resources;
import jvirt.qemu.device.Supplier;
import jvirt.qemu.hotplug.PlugSite;
import jvirt.qemu.hotplug.Plugging;
import jvirt.qemu.hotplug.Unplugging;
import jvirt.qemu.hotplug.Updating;
import jvirt.qemu.plug.FileGroups;
import jvirt.qemu.plug.NicPlug;

/** Devices that come, go and change while a guest runs: which commands QEMU gets, and what the machine looks like then. */
final class Hotplug implements Family {
    private static final int ID = 7;

    @Override
    public String name() {
        return "qemuhotplug";
    }

    /** Processors: the live document. */
    @Override
    public String answer(PeerCase peerCase) {
        Domain live = Definition.live(Definition.running(Domain.parse(peerCase.input()),
                PeerSetting.ofHotplug(peerCase, false)), ID);
        ScriptedQemu qemu = new ScriptedQemu();
        List<Json> talk = Json.parseAll(peerCase.auxText("monitor").orElseThrow());
        qemu.expect(IntStream.range(0, talk.size() / 2).<Json>mapToObj(i ->
                talk.get(2 * i).asObject().with("reply", talk.get(2 * i + 1))).toList());
        int count = (int) peerCase.fields().number("vcpus");
        return ProcessorCount.plugged(qemu, live, count).format(View.LIVE);
    }

    @Override
    public Verdict judge(PeerCase peerCase) {
        if (!peerCase.kind().equals("hotplug-sequence")) return Equality.judge(peerCase, () -> answer(peerCase));
        Setting setting = PeerSetting.ofHotplug(peerCase, peerCase.fields().flag("spice_tls"));
        ScriptedQemu qemu = new ScriptedQemu();
        Domain live = Definition.running(Domain.parse(peerCase.input()), setting);
        int number = 0;
        for (Json element : peerCase.fields().list("steps")) {
            Json.Obj step = element.asObject();
            qemu.expect(step.list("qmp"));
            String what = "step " + number++ + ": ";
            boolean succeeds = step.string("outcome").equals("success");
            DevicePart device = DevicePart.read(Element.parse(text(peerCase, step.string("device"))));
            try {
                Optional<Domain> after = act(step.string("action"), live, device, qemu, setting, peerCase);
                if (after.isPresent() != succeeds) {
                    return new Verdict.Fail(what + (succeeds ? "the device stays" : "succeeds, but must fail"));
                }
                live = after.orElse(live);
            } catch (VirtException e) {
                if (succeeds || e.getMessage().contains("instead of")) return new Verdict.Fail(what + "error: " + e.getMessage());
            }
            if (qemu.missing().isPresent()) return new Verdict.Fail(what + "never asked " + qemu.missing().get());
            Optional<String> expected = step.findString("expected_domain").map(name -> text(peerCase, name));
            if (expected.isPresent()) {
                Verdict same = Equality.compare(PlainXml.lines(expected.get()), PlainXml.lines(live.format(View.LIVE)), true);
                if (same instanceof Verdict.Fail(String why)) return new Verdict.Fail(what + why);
            }
        }
        return new Verdict.Pass(true);
    }

    private static String text(PeerCase peerCase, String reference) {
        return peerCase.auxText(reference.substring(1)).orElseThrow();
    }

    private static IntSupplier nodes(Domain live) {
        return new AtomicInteger(Supplier.lastNode(live))::incrementAndGet;
    }

    /** The machine afterwards; none where the guest keeps the device. */
    private static Optional<Domain> act(String action, Domain live, DevicePart device, ScriptedQemu qemu, Setting setting,
            PeerCase peerCase) {
        PlugSite site = new Site(setting, new PeerHost(peerCase, setting).resources(live.name(), ID));
        Undo undo = new Undo();
        switch (action) {
            case "attach" -> {
                return Optional.of(new Plugging(qemu, setting, site, nodes(live), _ -> { }).plug(live, device, undo).live());
            }
            case "update" -> {
                return Optional.of(new Updating(qemu, setting, site, nodes(live)).update(live, new Updating.Wish(device, false, () -> true), undo));
            }
            case "detach" -> {
                Unplugging unplugging = new Unplugging(qemu, setting, site);
                Device found = (Device) unplugging.find(live, device);
                boolean gone = unplugging.ask(live, found) || qemu.saw("DEVICE_DELETED", found.alias().orElse(""));
                return gone ? Optional.of(unplugging.gone(live, found)) : Optional.empty();
            }
            default -> throw new IllegalArgumentException(action);
        }
    }

    /** A host on which nothing is to be done. */
    private record Site(Setting setting, Resources base) implements PlugSite {
        @Override
        public Setting setting(Domain live) {
            return setting;
        }

        @Override
        public Resources resources(Domain live, Resources.Descriptors descriptors) {
            return new Resources(base.folder(), base.settings(), descriptors, base.secrets(), base.hugePages(), base.host(),
                    base.now(), base.placement());
        }

        @Override
        public FileGroups files() {
            return new FileGroups();
        }

        @Override
        public Disk locate(Disk disk) {
            return disk;
        }

        @Override
        public Disk open(Domain live, Disk disk, Undo undo) {
            return disk.withBackingStore(disk.backingStore().or(() -> Optional.of(BackingStore.NONE)));
        }

        @Override
        public void give(Domain live, Device device, Undo undo) {}

        @Override
        public Descriptor listen(Path path, Undo undo) {
            return opened();
        }

        @Override
        public NicPlug.Plugged join(Domain live, Interface nic, Undo undo) {
            boolean vdpa = nic.source() instanceof InterfaceSource.Vdpa;
            return new NicPlug.Plugged(nic, vdpa ? List.of(opened()) : List.of(), List.of());
        }

        /** Some open file. */
        private static Descriptor opened() {
            try {
                return Libc.open("/dev/null", Libc.O_WRONLY, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Interface move(Domain live, Interface before, Interface wanted, Undo undo) {
            return wanted;
        }

        @Override
        public void filter(Domain live, Interface before, Interface wanted, Undo undo) { }

        @Override
        public void moved(Domain live, Interface before, Interface after) { }

        @Override
        public void limit(Domain live, Interface card, Optional<Bandwidth> bandwidth) { }

        @Override
        public void keep(Domain live, Device device, Undo undo) { }

        @Override
        public void release(Domain live, Device device) { }
    }
}
