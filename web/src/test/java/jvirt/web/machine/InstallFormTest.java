package jvirt.web.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jvirt.api.json.Json;
import jvirt.api.json.JsonBinding;
import jvirt.web.http.Problem;
import org.junit.jupiter.api.Test;

class InstallFormTest {
    private static String words(String source, String disk, String network) {
        String form = """
                {"host":"local","name":"web 1","memoryMib":2048,"vcpus":2,"osinfo":"debian12","firmware":"uefi","graphics":"vnc","autostart":true,
                 "source":%s,"disk":%s,"network":%s}
                """.formatted(source, disk, network);
        return String.join(" ", JsonBinding.read(InstallForm.class, Json.parse(form)).words("/tmp/user-data"));
    }

    private static final String BEGIN = "--name web 1 --memory 2048 --vcpus 2 --osinfo name=debian12 --boot uefi ";
    private static final String END = " --graphics vnc --noautoconsole --autostart";

    @Test void eachSourceIsAnOption() {
        String disk = "{\"kind\":\"new\",\"pool\":\"default\",\"sizeGib\":20,\"format\":\"qcow2\"}";
        String network = "{\"kind\":\"network\",\"name\":\"ovs\",\"portgroup\":\"vlan-100\"}";
        assertEquals(BEGIN + "--cdrom /iso/a.iso --disk pool=default,size=20,format=qcow2 --network network=ovs,portgroup=vlan-100" + END,
                words("{\"kind\":\"iso\",\"path\":\"/iso/a.iso\"}", disk, network));
        assertEquals(BEGIN + "--import --cloud-init user-data=/tmp/user-data --disk pool=default,size=20,format=qcow2,backing_store='/img/a,b.qcow2'"
                + " --network bridge=br0" + END, words("{\"kind\":\"cloud\",\"image\":\"/img/a,b.qcow2\"}", disk, "{\"kind\":\"bridge\",\"name\":\"br0\"}"));
        assertEquals(BEGIN + "--import --disk path=/img/old.qcow2 --network none" + END,
                words("{\"kind\":\"import\",\"path\":\"/img/old.qcow2\"}", "{\"kind\":\"none\"}", "{\"kind\":\"none\"}"));
        assertEquals(BEGIN + "--pxe --disk none --network user" + END, words("{\"kind\":\"pxe\"}", "{\"kind\":\"none\"}", "{\"kind\":\"user\"}"));
    }

    @Test void whatCouldBeAnotherOptionIsRefused() {
        for (String name : new String[] {"a'b", "a\\nb"}) {
            assertThrows(Problem.class, () -> words("{\"kind\":\"pxe\"}", "{\"kind\":\"none\"}", "{\"kind\":\"bridge\",\"name\":\"" + name + "\"}"));
        }
    }
}
