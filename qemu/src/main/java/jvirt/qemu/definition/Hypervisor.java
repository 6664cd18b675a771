package jvirt.qemu.definition;

import java.util.Optional;
import jvirt.api.domain.device.Device;

/** What one kind of hypervisor adds to what holds for any guest; each method is called once, in this order. */
interface Hypervisor {
    /** Before anything else: the emulator. */
    void begin(Making making);

    /** The machine type, the devices that every guest gets, the processor. */
    void defaults(Making making);

    /** One device: what it is where its XML does not say. May be called again for a device that was added later. */
    <D extends Device> D complete(D device, Making making);

    /** Where each device sits. */
    void addresses(Making making);

    /** Whether a device comes to a guest that runs: buses are those that are there, and a controller is like the last of its kind. */
    boolean plugs();

    /** What confines a guest that does not say. */
    Optional<String> securityModel();

    /** None in particular: the document alone. */
    Hypervisor NONE = new Hypervisor() {
        @Override
        public void begin(Making making) {}

        @Override
        public void defaults(Making making) {}

        @Override
        public <D extends Device> D complete(D device, Making making) {
            return device;
        }

        @Override
        public void addresses(Making making) {}

        @Override
        public boolean plugs() {
            return false;
        }

        @Override
        public Optional<String> securityModel() {
            return Optional.empty();
        }
    };
}
