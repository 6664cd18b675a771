package jvirt.api.network;

import java.util.Optional;
import jvirt.api.xml.Hex;

/** Where a network card sits on the host's PCI bus, {@code <address>}. */
public record PciAddress(Optional<String> type, @Hex(4) Optional<Integer> domain, @Hex(2) Optional<Integer> bus,
        @Hex(2) Optional<Integer> slot, @Hex(1) Optional<Integer> function) {
    public PciAddress {
        domain = domain.or(() -> Optional.of(0));
        bus = bus.or(() -> Optional.of(0));
        slot = slot.or(() -> Optional.of(0));
        function = function.or(() -> Optional.of(0));
    }

    /** As {@code <address type='pci'>}, and as it stands without its type elsewhere. */
    public PciAddress withType(Optional<String> other) {
        return new PciAddress(other, domain, bus, slot, function);
    }

    @Override
    public String toString() {
        return "%04x:%02x:%02x.%x".formatted(domain.orElse(0), bus.orElse(0), slot.orElse(0), function.orElse(0));
    }
}
