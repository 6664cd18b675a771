package jvirt.api.domain.device;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Refused;

/** A serial port. */
@Is("serial")
public record Serial(
        @Inline Chardev chardev,
        Optional<Target> target,
        @Inline DeviceInfo info) implements Device {
    public Serial {
        chardev.needVirtio(false);
        info = info.plain();
    }

    @Override
    public Serial withInfo(DeviceInfo changed) {
        return new Serial(chardev, target, changed);
    }

    public record Target(Optional<Type> type, @Refused(unknown = "Invalid port number: %s", code = XML_ERROR) Optional<Integer> port, Optional<Model> model) {}

    public enum Type { ISA_SERIAL, USB_SERIAL, PCI_SERIAL, SPAPR_VIO_SERIAL, SYSTEM_SERIAL, SCLP_SERIAL, ISA_DEBUG }

    public record Model(Name name) {
        public enum Name {
            ISA_SERIAL, USB_SERIAL, PCI_SERIAL, SPAPR_VTY, PL011, SCLPCONSOLE, SCLPLMCONSOLE,
            @jvirt.api.xml.Name("16550a") UART_16550A, ISA_DEBUGCON
        }
    }

    public Serial withTarget(Target changed) {
        return new Serial(chardev, Optional.of(changed), info);
    }

    public Serial withChardev(Chardev changed) {
        return new Serial(changed, target, info);
    }
}
