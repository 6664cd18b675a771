package jvirt.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.storage.Adapter;
import jvirt.api.storage.Pool;
import jvirt.api.storage.PoolType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters, sessions and multipath devices of a sysfs that is made up, and an iscsiadm that is played. */
class ScsiTest {
    private static final String TARGET = "iqn.2013-06.com.example:pool";

    @TempDir Path root;

    private void file(String path, String text) throws Exception {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private void unit(String place, String type, String device) throws Exception {
        file("sys/bus/scsi/devices/" + place + "/type", type);
        if (!device.isEmpty()) Files.createDirectories(root.resolve("sys/bus/scsi/devices/" + place + "/block/" + device));
    }

    @Test void disksOfAnAdapterInTheirOrder() throws Exception {
        unit("3:0:0:10", "0", "sdc");
        unit("3:0:0:2", "0", "sdb");
        unit("3:0:1:0", "5", "sr0");
        unit("3:0:2:0", "12", "");
        unit("33:0:0:0", "0", "sdd");
        assertEquals(List.of("unit:0:0:2 sdb", "unit:0:0:10 sdc", "unit:0:1:0 sr0"),
                new ScsiUnits(root).of(3).stream().map(unit -> unit.name() + " " + unit.device()).toList());
    }

    @Test void adapterByNameByPlaceAndByItsNameInTheFabric() throws Exception {
        ScsiUnits units = new ScsiUnits(root);
        assertEquals(5, units.number(new Adapter.Named("scsi_host5")));
        assertEquals(5, units.number(new Adapter.Named("host5")));
        assertThrows(VirtException.class, () -> units.number(new Adapter.Named("card5")));
        file("sys/devices/pci0000:00/0000:00:1f.2/ata1/host4/scsi_host/host4/unique_id", "2");
        Files.createDirectories(root.resolve("sys/class/scsi_host"));
        Files.createSymbolicLink(root.resolve("sys/class/scsi_host/host4"),
                root.resolve("sys/devices/pci0000:00/0000:00:1f.2/ata1/host4/scsi_host/host4"));
        assertEquals(4, units.number(new Adapter.Plugged(new Adapter.Parent(2, new Adapter.PciAddress(0, 0, 0x1f, 2)))));
        assertThrows(VirtException.class, () -> units.number(new Adapter.Plugged(new Adapter.Parent(1, new Adapter.PciAddress(0, 0, 0x1f, 2)))));
        file("sys/class/fc_host/host7/node_name", "0x20000000c9831b4b");
        file("sys/class/fc_host/host7/port_name", "0x10000000c9831b4b");
        assertEquals(7, units.number(new Adapter.FibreChannel(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), "20000000c9831b4b", "10000000c9831b4b")));
    }

    @Test void multipathDevicesAreThoseOfMultipathd() throws Exception {
        file("sys/class/block/dm-10/dm/uuid", "mpath-36001405");
        file("sys/class/block/dm-10/dm/name", "mpathb");
        file("sys/class/block/dm-2/dm/uuid", "mpath-36001406");
        file("sys/class/block/dm-2/dm/name", "mpatha");
        file("sys/class/block/dm-3/dm/uuid", "LVM-x");
        file("sys/class/block/dm-3/dm/name", "vg-lv");
        assertEquals(List.of(new MultipathBackend.Device("dm-2", "mpatha"), new MultipathBackend.Device("dm-10", "mpathb")),
                new MultipathBackend(root).devices());
    }

    /** An iscsiadm: what it was asked, and what it knows. */
    private static final class Iscsiadm {
        private final List<String> asked = new ArrayList<>();
        private final Map<String, String> answers = new HashMap<>();

        String run(List<String> words) {
            String command = String.join(" ", words.subList(1, words.size()));
            asked.add(command);
            String answer = answers.getOrDefault(command, "");
            if (answer.startsWith("!")) throw ErrorDomain.NONE.error(ErrorCode.INTERNAL_ERROR, answer.substring(1));
            return answer;
        }
    }

    private static Pool pool(String more) {
        return Pool.parse("<pool type='iscsi'><name>i</name><source><host name='10.0.0.1'/><device path='" + TARGET + "'/>" + more
                + "</source><target><path>/dev/disk/by-path</path></target></pool>");
    }

    @Test void loginsAndLogoutsAreWhatOpenIscsiWants() throws Exception {
        Iscsiadm iscsiadm = new Iscsiadm();
        iscsiadm.answers.put("--mode session", "!iscsiadm: No active sessions.");
        IscsiBackend backend = new IscsiBackend(root, iscsiadm::run, (purpose, _) -> purpose.name().getBytes());
        Pool pool = pool("<auth type='chap' username='me'><secret usage='x'/></auth>");
        assertFalse(backend.isActive(pool));
        backend.start(pool);
        String node = "--mode node --portal 10.0.0.1:3260,1 --target";
        String update = node + " " + TARGET + " --op update --name node.session.auth.";
        assertEquals(List.of("--mode session", "--mode session", node + "name " + TARGET + " --op new", update + "authmethod --value CHAP",
                update + "username --value me", update + "password --value ISCSI", node + "name " + TARGET + " --login"), iscsiadm.asked);
        iscsiadm.answers.put("--mode session", "tcp: [1] 10.0.0.1:3260,1 iqn.other (non-flash)\ntcp: [4] 10.0.0.1:3260,1 " + TARGET + " (non-flash)\n");
        assertTrue(backend.isActive(pool));
        iscsiadm.asked.clear();
        backend.stop(pool);
        assertEquals(List.of("--mode session", node + "name " + TARGET + " --logout"), iscsiadm.asked);
        Files.createDirectories(root.resolve("sys/class/iscsi_session/session4/device/target6:0:0"));
        assertEquals(6, backend.adapter("4"));
    }

    @Test void anInitiatorOfItsOwnGetsAnInterface() throws Exception {
        Iscsiadm iscsiadm = new Iscsiadm();
        iscsiadm.answers.put("--mode session", "!iscsiadm: No active sessions.");
        iscsiadm.answers.put("--mode iface", "default tcp,<empty>,<empty>,<empty>,<empty>\nmine tcp,<empty>,<empty>,<empty>,iqn.me\n");
        new IscsiBackend(root, iscsiadm::run, (_, _) -> new byte[0]).start(pool("<initiator><iqn name='iqn.me'/></initiator>"));
        assertEquals("--mode node --portal 10.0.0.1:3260,1 --targetname " + TARGET + " --login --interface mine", iscsiadm.asked.getLast());
    }

    @Test void targetsOfAPortalAreSources() throws Exception {
        Iscsiadm iscsiadm = new Iscsiadm();
        iscsiadm.answers.put("--mode discovery --type sendtargets --portal 10.0.0.1:3260,1 --op nonpersistent",
                "10.0.0.1:3260,1 iqn.a\n10.0.0.1:3260,1 iqn.b\n");
        String sources = new IscsiBackend(root, iscsiadm::run, (_, _) -> new byte[0])
                .findSources(PoolType.ISCSI, Optional.of("<source><host name='10.0.0.1'/></source>"));
        assertTrue(sources.contains("<host name='10.0.0.1' port='3260'/>"), sources);
        assertTrue(sources.contains("<device path='iqn.b'"), sources);
    }
}
