package jvirt.qemu.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.xml.View;
import jvirt.host.ConfFile;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.caps.CpuModel;
import jvirt.qemu.caps.Identity;
import jvirt.qemu.caps.MachineType;
import jvirt.qemu.caps.Offer;
import jvirt.qemu.caps.QemuCapabilities;
import jvirt.qemu.caps.QemuFlag;
import org.junit.jupiter.api.Test;

class DefinitionTest {
    private static final String MINIMAL = """
            <domain type='qemu'>
              <name>web1</name>
              <memory unit='MiB'>512</memory>
              <os><type arch='x86_64' machine='%s'>hvm</type></os>
              <devices>
                <disk type='file' device='disk'><source file='/a.img'/><target dev='vda' bus='virtio'/></disk>
                <interface type='user'/>
                <graphics type='vnc'/>
                <serial type='pty'/>
                <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
              </devices>
            </domain>
            """;

    static Setting setting() {
        MachineType pc = new MachineType("pc-i440fx-7.2", Optional.of("pc"), true, 255, true, Optional.of("qemu64-cpu"), true,
                Optional.empty(), false);
        MachineType q35 = new MachineType("pc-q35-7.2", Optional.of("q35"), true, 255, false, Optional.of("qemu64-cpu"), true,
                Optional.empty(), false);
        Map<Accelerator, Offer> offers = new EnumMap<>(Accelerator.class);
        offers.put(Accelerator.TCG, new Offer(Optional.empty(), List.of(new CpuModel("qemu64", Optional.of("qemu64-cpu"),
                Optional.of(true), List.of(), false)), List.of(pc, q35)));
        QemuCapabilities caps = new QemuCapabilities(new Identity("/usr/bin/qemu-system-x86_64", 0, Optional.empty(), 0, 0, 0,
                Optional.empty(), Optional.empty(), Optional.empty()), EnumSet.allOf(QemuFlag.class), 7_002_000, 0,
                Optional.empty(), "x86_64", offers, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), false, false);
        return new Setting(caps, new Host("x86_64", Optional.empty(), "none", () -> List.of("2.0"), new Random(1)),
                new Settings(ConfFile.parse("qemu.conf", ""), Path.of("/lib"), Path.of("/lib/channel"), Path.of("/lib/nvram"),
                        Optional.empty()));
    }

    private static Domain defined(String machine) {
        return Definition.define(MINIMAL.formatted(machine), setting());
    }

    @Test
    void everyDeviceOfAPcHasItsPlace() {
        String xml = defined("pc").format(View.INACTIVE);
        assertTrue(xml.contains("machine='pc-i440fx-7.2'"), xml);
        assertTrue(xml.contains("<controller type='usb' index='0' model='piix3-uhci'>"), xml);
        assertTrue(xml.contains("<address type='virtio-serial' controller='0' bus='0' port='1'/>"), xml);
        assertTrue(xml.contains("<model type='cirrus' vram='16384' heads='1' primary='yes'/>"), xml);
    }

    /** Reading groups controllers by kind once; from then on nothing changes any more. */
    @Test
    void aDefinitionThatIsCompleteStaysAsItIs() {
        for (String machine : List.of("pc", "q35")) {
            String once = again(defined(machine)).format(View.INACTIVE);
            assertEquals(once, again(Domain.parse(once)).format(View.INACTIVE));
        }
    }

    private static Domain again(Domain definition) {
        return Definition.complete(Domain.parse(definition.format(View.INACTIVE)), setting());
    }

    @Test
    void aRunningGuestHasNamesThatItsDefinitionLacks() {
        Domain definition = defined("q35");
        Domain live = Definition.live(definition, 3);
        String xml = live.format(View.LIVE);
        assertTrue(xml.contains("<alias name='virtio-disk0'/>"), xml);
        assertTrue(xml.contains("<alias name='net0'/>"), xml);
        assertTrue(xml.contains("<alias name='pcie.0'/>"), xml);
        assertFalse(live.format(View.INACTIVE).contains("<alias"));
        assertEquals(definition, Definition.persistent(live));
    }

    @Test
    void twoDevicesCannotBeInOnePlace() {
        String twice = "<rng model='virtio'><backend model='random'/><address type='pci' domain='0' bus='0' slot='9' function='0'/></rng>";
        String xml = MINIMAL.formatted("pc").replace("</devices>", twice + twice + "</devices>");
        var error = assertThrows(VirtException.class, () -> Definition.define(xml, setting()));
        assertEquals("XML error: Attempted double use of PCI Address 0000:00:09.0", error.getMessage());
    }
}
