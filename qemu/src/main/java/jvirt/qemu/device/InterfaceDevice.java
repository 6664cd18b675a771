package jvirt.qemu.device;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Setting;

/** Which card the guest sees where its XML does not say, and by which address. */
public final class InterfaceDevice {
    private InterfaceDevice() {}

    public static Interface complete(Interface written, Board board, Setting setting) {
        Interface card = written;
        if (card.mac().isEmpty()) {
            card = card.withMac(new Interface.Mac(generate(setting.host().random()), Optional.empty(), Optional.empty()));
        }
        if (card.model().isPresent() || card.source() instanceof InterfaceSource.Hostdev) return card;
        if (card.source() instanceof InterfaceSource.Vdpa) return card.withModel(new Interface.Model("virtio"));
        return card.withModel(new Interface.Model(defaultModel(board, setting)));
    }

    /** An address of the range that QEMU and KVM guests have. */
    public static String generate(RandomGenerator random) {
        byte[] tail = new byte[3];
        random.nextBytes(tail);
        return "52:54:00:" + HexFormat.ofDelimiter(":").formatHex(tail);
    }

    /** What old guests can drive, as far as this QEMU has it. */
    private static String defaultModel(Board board, Setting setting) {
        if (board.s390() || board.armVirt() || board.riscvVirt()) return "virtio";
        if (board.arm()) return board.machine().equals("versatilepb") ? "smc91c111" : "lan9118";
        if (setting.can(QemuFlag.DEVICE_RTL8139)) return "rtl8139";
        if (setting.can(QemuFlag.DEVICE_E1000)) return "e1000";
        return setting.can(QemuFlag.DEVICE_VIRTIO_NET) ? "virtio" : "rtl8139";
    }
}
