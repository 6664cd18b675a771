package jvirt.api.domain.device;

import jvirt.api.xml.Default;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;

/** A timer that the guest must keep from running out. */
@Is("watchdog")
public record Watchdog(
        Model model,
        @Default("reset") Action action,
        @Inline DeviceInfo info) implements Device {
    public Watchdog {
        info = info.plain();
    }

    @Override
    public Watchdog withInfo(DeviceInfo changed) {
        return new Watchdog(model, action, changed);
    }

    public enum Model { I6300ESB, IB700, DIAG288 }

    public enum Action { RESET, SHUTDOWN, POWEROFF, PAUSE, DUMP, NONE, INJECT_NMI }
}
