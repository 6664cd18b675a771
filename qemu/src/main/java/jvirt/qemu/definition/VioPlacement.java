package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.NvramDevice;
import jvirt.api.domain.device.Serial;

/** Gives registers to devices on the virtual bus of POWER machines: each kind has a range of its own. */
final class VioPlacement {
    private static final long STEP = 0x1000;

    private VioPlacement() {}

    static void apply(Making making) {
        Set<Long> taken = new HashSet<>();
        making.each(device -> {
            OptionalLong first = first(device);
            return first.isEmpty() ? device : placed(device, first.getAsLong(), taken);
        });
    }

    /** Where a kind's registers begin; none for what is not on this bus. */
    private static OptionalLong first(Device device) {
        boolean said = device.address().orElse(null) instanceof Address.SpaprVio;
        return switch (device) {
            case Interface nic when said || nic.model().filter(model -> model.type().equals("spapr-vlan")).isPresent() ->
                    OptionalLong.of(0x1000);
            case Controller controller when said || controller.type() == Controller.Type.SCSI
                    && controller.model().filter("ibmvscsi"::equals).isPresent() -> OptionalLong.of(0x2000);
            case NvramDevice _ when said -> OptionalLong.of(0x3000);
            case Serial _ when said -> OptionalLong.of(0x3000_0000L);
            default -> OptionalLong.empty();
        };
    }

    @SuppressWarnings("unchecked") // a device keeps its kind
    private static <D extends Device> D placed(D device, long first, Set<Long> taken) {
        if (device.address().orElse(null) instanceof Address.SpaprVio(var reg) && reg.isPresent()) {
            if (taken.add(reg.get())) return device;
            throw ErrorDomain.QEMU.error(XML_ERROR, "spapr-vio address 0x%x already in use", reg.get());
        }
        long register = first;
        while (!taken.add(register)) register += STEP;
        return (D) device.withInfo(device.info().withAddress(new Address.SpaprVio(Optional.of(register))));
    }
}
