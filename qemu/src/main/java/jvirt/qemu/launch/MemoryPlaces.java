package jvirt.qemu.launch;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.json.Json;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.MachineCommand;

/** Where in the guest's memory its modules are: QEMU places them. */
final class MemoryPlaces {
    private MemoryPlaces() {}

    static Domain told(Domain live, Conversation qemu) {
        if (live.devices().memories().isEmpty()) return live;
        Map<String, Long> bases = new HashMap<>();
        for (Json.Obj module : qemu.call(new MachineCommand.QueryMemoryDevices())) {
            Json.Obj data = module.object("data");
            if (data.findString("id").isPresent() && data.find("addr").isPresent()) bases.put(data.string("id"), data.number("addr"));
        }
        return live.with(draft -> draft.devices = draft.devices.map(device -> placed(device, bases)));
    }

    private static Device placed(Device device, Map<String, Long> bases) {
        Long base = bases.get(device.alias().orElse(""));
        boolean slotted = device instanceof MemoryModule && device.address().orElse(null) instanceof Address.Dimm;
        if (!slotted || base == null) return device;
        int slot = ((Address.Dimm) device.address().orElseThrow()).slot();
        return device.withInfo(device.info().withAddress(new Address.Dimm(slot, Optional.of(base))));
    }
}
