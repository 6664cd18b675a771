package jvirt.qemu.launch;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import jvirt.api.MemorySize;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Memory;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.MemoryBalloon;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.json.Json;
import jvirt.qemu.definition.Settings;
import jvirt.qemu.control.ProcessorCount;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.MachineCommand;
import jvirt.qemu.qmp.Monitor;

/** What a QEMU is told once, before its guest runs: what the command line has no words for. */
final class FirstWords {
    private FirstWords() {}

    /**
     * @param incoming the guest's memory comes from elsewhere, and with it the size of its balloon
     * @return the machine with the memory that it has now: its balloon takes some only when the guest runs
     */
    static Domain say(Domain live, Settings settings, boolean incoming, Monitor monitor) {
        ProcessorCount.plugFirst(monitor, live);
        for (Graphics graphics : live.devices().graphics()) {
            switch (graphics) {
                case Graphics.Vnc vnc -> password("vnc", vnc.password(), settings.conf().text("vnc_password"), monitor);
                case Graphics.Spice spice -> password("spice", spice.password(), settings.conf().text("spice_password"), monitor);
                case Graphics.Sdl _, Graphics.Rdp _, Graphics.Desktop _, Graphics.EglHeadless _, Graphics.Dbus _ -> { }
            }
        }
        for (Interface nic : live.devices().interfaces()) {
            if (nic.link().filter(link -> link.state() == Interface.Link.State.DOWN).isPresent()) {
                monitor.call(new DeviceCommand.SetLink(nic.alias().orElseThrow(), false));
            }
        }
        Optional<MemoryBalloon> balloon = live.devices().memballoon().filter(one -> one.model() != MemoryBalloon.Model.NONE);
        balloon.ifPresent(one -> balloon(live, one, incoming, monitor));
        if (incoming) return live;
        Optional<MemorySize> now = balloon.isEmpty() ? live.memory().map(Memory::size)
                : Optional.of(new MemorySize(monitor.call(new MachineCommand.QueryBalloon()).actual() / 1024 + taken(live)));
        return live.with(draft -> draft.currentMemory = now);
    }

    /** KiB of the modules that the guest takes into use by and by: the balloon does not count them. */
    private static long taken(Domain live) {
        return live.devices().memories().stream().filter(module -> module.model() == MemoryModule.Model.VIRTIO_MEM)
                .flatMap(module -> module.target().current().stream()).mapToLong(MemorySize::kib).sum();
    }

    private static void password(String protocol, Graphics.Password password, Optional<String> usual, Monitor monitor) {
        Optional<String> text = password.passwd().or(() -> usual);
        if (text.isEmpty()) return;
        monitor.call(new MachineCommand.SetPassword(protocol, text.get(),
                password.connected().map(what -> what.name().toLowerCase(Locale.ROOT))));
        Optional<Instant> until = password.passwdValidTo().map(end -> LocalDateTime.parse(end).toInstant(ZoneOffset.UTC));
        boolean over = text.get().isEmpty() || until.filter(end -> !end.isAfter(Instant.now())).isPresent();
        monitor.call(new MachineCommand.ExpirePassword(protocol,
                over ? "now" : until.map(end -> Long.toString(end.getEpochSecond())).orElse("never")));
    }

    private static void balloon(Domain live, MemoryBalloon balloon, boolean incoming, Monitor monitor) {
        balloon.stats().ifPresent(stats -> monitor.call(new MachineCommand.QomSet(
                "/machine/peripheral/" + balloon.alias().orElseThrow(), "guest-stats-polling-interval", Json.of((long) stats.period()))));
        long all = live.memory().map(memory -> memory.size().kib()).orElse(0L);
        long now = live.currentMemory().map(MemorySize::kib).orElse(all);
        if (!incoming && now < all) monitor.call(new MachineCommand.Balloon(now * 1024));
    }
}
