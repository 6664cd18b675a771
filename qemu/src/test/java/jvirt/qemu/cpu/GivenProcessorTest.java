package jvirt.qemu.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.domain.Cpu;
import jvirt.api.json.Json;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlBinding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenProcessorTest {
    private CpuMap map;

    @BeforeEach
    void readMap(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("index.xml"), """
                <cpus><arch name='x86'>
                  <feature name='fpu'><cpuid eax_in='0x01' edx='0x01'/></feature>
                  <feature name='svm'><cpuid eax_in='0x80000001' ecx='0x04'/></feature>
                  <feature name='hypervisor'><cpuid eax_in='0x01' ecx='0x80000000'/></feature>
                  <feature name='by-kernel'><msr index='0x10a' eax='0x01'/></feature>
                  <model name='old'><decode host='on' guest='on'/>
                    <feature name='fpu'/><feature name='svm'/><feature name='by-kernel'/></model>
                </arch></cpus>""");
        map = CpuMap.read(folder);
    }

    private static Cpu asked(String check) {
        return XmlBinding.read(Cpu.class, Element.parse(
                "<cpu mode='custom' match='exact' check='" + check + "'><model fallback='forbid'>old</model></cpu>"));
    }

    private BitSet words(String words) {
        return FeatureWords.bits(map, Json.parse("[" + words + "]"));
    }

    private static String word(long leaf, String register, long features) {
        return "{\"cpuid-input-eax\":" + leaf + ",\"cpuid-register\":\"" + register + "\",\"features\":" + features + "}";
    }

    private GivenProcessor given() {
        return new GivenProcessor(map, words(word(1, "EDX", 1) + "," + word(1, "ECX", 0x8000_0000L)),
                words(word(0x8000_0001L, "ECX", 4)));
    }

    @Test
    void whatQemuAddsIsRequiredAndWhatItLacksDisabled() {
        Cpu live = given().of(asked("none"));
        assertEquals(Optional.of(Cpu.Check.FULL), live.check());
        assertEquals("[Feature[policy=Optional[DISABLE], name=svm], Feature[policy=Optional[REQUIRE], name=hypervisor]]",
                live.feature().toString());
    }

    @Test
    void whatHadToBeExactIsRefused() {
        VirtException refusal = assertThrows(VirtException.class, () -> given().of(asked("full")));
        assertEquals("operation failed: guest CPU doesn't match specification: extra features: hypervisor, missing features: svm",
                refusal.getMessage());
    }

    @Test
    void theHostsOwnStaysAsItIs() {
        Cpu hosts = XmlBinding.read(Cpu.class, Element.parse("<cpu mode='host-passthrough' check='none'/>"));
        assertEquals(hosts, given().of(hosts));
    }
}
