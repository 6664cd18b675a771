package jvirt.conformance.howto;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What cannot be is refused with the culprit's name, and the host is as it was: no tap, bridge, rule, process, lease or file more. */
class BadInputIT {
    private static final String GUEST = """
            <domain type='qemu'><name>%1$s</name><uuid>%2$s</uuid><memory unit='MiB'>64</memory><os><type arch='x86_64' machine='pc'>hvm</type></os>
            <devices>%3$s</devices></domain>
            """;

    /** A command that must fail, and a word that its error must hold. */
    private record Wrong(String command, String culprit) {}

    @ParameterizedTest @EnumSource void theHostIsAsBefore(Tools tools, @TempDir Path dir) throws Exception {
        try (Stage stage = Stage.set(dir)) {
            stage.ok("mkdir -p %1$s/images; qemu-img create -q -f qcow2 %1$s/images/busy.qcow2 16M; ip link add busybr type bridge; ip addr add 192.168.77.1/24 dev busybr; ip link set busybr up"
                    .formatted(stage.dir()));
            tools.virsh(stage, "define " + stage.file("holder.xml", GUEST.formatted("holder", "11111111-2222-4333-8444-555555555555",
                    "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='" + stage.dir() + "/images/busy.qcow2'/><target dev='vda' bus='virtio'/></disk>")));
            tools.virsh(stage, "start holder");
            tools.virsh(stage, "net-define " + stage.file("kept.xml", "<network><name>kept</name><uuid>aaaaaaaa-2222-4333-8444-555555555555</uuid><bridge name='virbr7'/></network>"));
            tools.virsh(stage, "pool-define-as images dir --target " + stage.dir() + "/images");
            tools.virsh(stage, "pool-start images");
            List<Wrong> wrongs = wrongs(stage);
            List<Executable> judged = new ArrayList<>();
            for (Wrong wrong : wrongs) {
                Inventory before = Inventory.of(stage);
                Stage.Outcome outcome = tools.tryVirsh(stage, wrong.command());
                List<String> changes = Inventory.of(stage).changes(before);
                judged.add(() -> {
                    assertNotEquals(0, outcome.status(), wrong.command() + " succeeded: " + outcome.output());
                    assertTrue(outcome.output().contains(wrong.culprit()), wrong.command() + " does not name '" + wrong.culprit() + "': " + outcome.output());
                    assertEquals(List.of(), changes, wrong.command());
                });
            }
            assertAll(judged);
        }
    }

    private static List<Wrong> wrongs(Stage stage) {
        String disk = "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='%s'/><target dev='vda' bus='virtio'/></disk>";
        String nic = "<interface type='%s'><source %s/></interface>";
        List<Wrong> wrongs = new ArrayList<>();
        wrongs.add(new Wrong("define " + stage.file("w1.xml", "<domain type='qemu'><name>x</name>"), "w1.xml"));
        wrongs.add(new Wrong("define " + stage.file("w2.xml", "<network><name>x</name></network>"), "network"));
        wrongs.add(new Wrong("define " + stage.file("w3.xml", GUEST.formatted("holder", "99999999-2222-4333-8444-555555555555", "")), "holder"));
        wrongs.add(new Wrong("define " + stage.file("w4.xml", GUEST.formatted("other", "11111111-2222-4333-8444-555555555555", "")), "11111111-2222-4333-8444-555555555555"));
        wrongs.add(new Wrong("define " + stage.file("w5.xml", GUEST.formatted("other", "99999999-2222-4333-8444-555555555555", "").replace("arch='x86_64'", "arch='pdp11'")), "pdp11"));
        wrongs.add(new Wrong("create " + stage.file("w6.xml", GUEST.formatted("other", "99999999-2222-4333-8444-555555555555", disk.formatted("/nowhere/a.qcow2"))), "/nowhere/a.qcow2"));
        wrongs.add(new Wrong("create " + stage.file("w7.xml", GUEST.formatted("other", "99999999-2222-4333-8444-555555555555", disk.formatted(stage.dir() + "/images/busy.qcow2"))), "busy.qcow2"));
        wrongs.add(new Wrong("create " + stage.file("w8.xml", GUEST.formatted("other", "99999999-2222-4333-8444-555555555555", nic.formatted("bridge", "bridge='nobr'"))), "nobr"));
        wrongs.add(new Wrong("create " + stage.file("w9.xml", GUEST.formatted("other", "99999999-2222-4333-8444-555555555555", nic.formatted("network", "network='nonet'"))), "nonet"));
        wrongs.add(new Wrong("create " + stage.file("w10.xml", GUEST.formatted("other", "99999999-2222-4333-8444-555555555555", nic.formatted("network", "network='kept'"))), "kept"));
        wrongs.add(new Wrong("net-define " + stage.file("w11.xml", "<network><name>kept</name><uuid>bbbbbbbb-2222-4333-8444-555555555555</uuid><bridge name='virbr8'/></network>"), "kept"));
        wrongs.add(new Wrong("net-define " + stage.file("w12.xml", "<network><name>x</name><bridge name='virbr7'/></network>"), "virbr7"));
        wrongs.add(new Wrong("net-define " + stage.file("w13.xml", "<network><name>x</name><ip address='10.0.0.1' netmask='255.255.255.0'><dhcp><range start='10.9.0.2' end='10.9.0.9'/></dhcp></ip></network>"), "10.9.0.2"));
        wrongs.add(new Wrong("net-create " + stage.file("w14.xml", "<network><name>x</name><bridge name='virbr9'/><ip address='192.168.77.1' netmask='255.255.255.0'/></network>"), "busybr"));
        wrongs.add(new Wrong("pool-define-as images dir --target /elsewhere", "images"));
        wrongs.add(new Wrong("pool-create-as x dir --target /nowhere/at/all", "/nowhere/at/all"));
        wrongs.add(new Wrong("vol-create-as images busy.qcow2 1M", "busy.qcow2"));
        wrongs.add(new Wrong("vol-create-as images x.img 1X", "1X"));
        wrongs.add(new Wrong("start nobody", "nobody"));
        wrongs.add(new Wrong("snapshot-revert holder never", "never"));
        wrongs.add(new Wrong("attach-disk holder /nowhere/b.qcow2 vdb --live", "/nowhere/b.qcow2"));
        wrongs.add(new Wrong("setvcpus holder 99 --live", "99"));
        return wrongs;
    }
}
