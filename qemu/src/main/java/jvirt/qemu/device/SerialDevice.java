package jvirt.qemu.device;

import static jvirt.api.domain.device.Serial.Model.Name.ISA_DEBUGCON;
import static jvirt.api.domain.device.Serial.Model.Name.PCI_SERIAL;
import static jvirt.api.domain.device.Serial.Model.Name.PL011;
import static jvirt.api.domain.device.Serial.Model.Name.SCLPCONSOLE;
import static jvirt.api.domain.device.Serial.Model.Name.SPAPR_VTY;
import static jvirt.api.domain.device.Serial.Model.Name.UART_16550A;
import static jvirt.api.domain.device.Serial.Model.Name.USB_SERIAL;

import java.util.Optional;
import jvirt.api.domain.device.Serial;
import jvirt.qemu.definition.Board;

/** Which kind a serial port is where its XML does not say. */
public final class SerialDevice {
    private static final Serial.Target UNKNOWN =
            new Serial.Target(Optional.empty(), Optional.empty(), Optional.empty());

    private SerialDevice() {}

    public static Serial complete(Serial serial, Board board) {
        Serial.Target target = serial.target().orElse(UNKNOWN);
        // isa-serial was once what every machine had by default, so it means "the default"
        Optional<Serial.Type> type = target.type().filter(one -> one != Serial.Type.ISA_SERIAL).or(() -> type(board));
        Optional<Serial.Model> model = target.model().or(() -> type.flatMap(one -> model(one, board)).map(Serial.Model::new));
        return serial.withTarget(new Serial.Target(type, target.port(), model));
    }

    private static Optional<Serial.Type> type(Board board) {
        if (board.x86()) return Optional.of(Serial.Type.ISA_SERIAL);
        if (board.pSeries()) return Optional.of(Serial.Type.SPAPR_VIO_SERIAL);
        if (board.armVirt() || board.riscvVirt()) return Optional.of(Serial.Type.SYSTEM_SERIAL);
        return board.s390() ? Optional.of(Serial.Type.SCLP_SERIAL) : Optional.empty();
    }

    private static Optional<Serial.Model.Name> model(Serial.Type type, Board board) {
        return switch (type) {
            case ISA_SERIAL -> Optional.of(Serial.Model.Name.ISA_SERIAL);
            case USB_SERIAL -> Optional.of(USB_SERIAL);
            case PCI_SERIAL -> Optional.of(PCI_SERIAL);
            case SPAPR_VIO_SERIAL -> Optional.of(SPAPR_VTY);
            case SYSTEM_SERIAL -> board.armVirt() ? Optional.of(PL011)
                    : board.riscvVirt() ? Optional.of(UART_16550A) : Optional.empty();
            case SCLP_SERIAL -> Optional.of(SCLPCONSOLE);
            case ISA_DEBUG -> Optional.of(ISA_DEBUGCON);
        };
    }
}
