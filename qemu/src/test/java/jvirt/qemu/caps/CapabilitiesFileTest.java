package jvirt.qemu.caps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import jvirt.api.VirtException;
import org.junit.jupiter.api.Test;

class CapabilitiesFileTest {
    private static final String FILE = """
            <qemuCaps>
              <emulator>/usr/bin/qemu-system-x86_64</emulator>
              <qemuctime>12</qemuctime>
              <selfctime>3</selfctime>
              <selfvers>9000000</selfvers>
              <flag name='kvm'/>
              <flag name='virtio-rng'/>
              <flag name='tcg'/>
              <version>7002022</version>
              <kvmVersion>0</kvmVersion>
              <microcodeVersion>7</microcodeVersion>
              <package>Debian 1:7.2</package>
              <kernelVersion>6.1.0</kernelVersion>
              <cpudata arch='x86'>
                <cpuid eax_in='0x00000001' ecx_in='0x00' eax='0x0' ebx='0x0' ecx='0x1' edx='0x2'/>
              </cpudata>
              <arch>x86_64</arch>
              <hostCPU type='kvm' model='base' migratability='yes'>
                <property name='vmx' type='boolean' value='true' migratable='no'/>
                <property name='level' type='number' value='13'/>
                <property name='vendor' type='string' value='Genuine&lt;Intel&gt;'/>
              </hostCPU>
              <cpu type='kvm' name='qemu64' typename='qemu64-x86_64-cpu' usable='no' deprecated='yes'>
                <blocker name='svm'/>
              </cpu>
              <machine type='kvm' name='pc-i440fx-7.2' alias='pc' hotplugCpus='yes' maxCpus='255' default='yes' \
            defaultCPU='qemu64-x86_64-cpu' defaultRAMid='pc.ram'/>
              <machine type='kvm' name='isapc' maxCpus='1' numaMemSupported='yes' deprecated='yes'/>
              <cpu type='tcg' name='max' typename='max-x86_64-cpu'/>
              <gic version='3' kernel='yes' emulated='no'/>
              <sev>
                <cbitpos>47</cbitpos>
                <reducedPhysBits>1</reducedPhysBits>
                <pdh>p</pdh>
                <certChain>c</certChain>
              </sev>
              <sgx supported='yes'>
                <flc>yes</flc>
                <sgx1>yes</sgx1>
                <sgx2>no</sgx2>
                <section_size unit='KiB'>2</section_size>
                <sections>
                  <section node='0' size='1024' unit='KiB'/>
                </sections>
              </sgx>
              <hypervCapabilities supported='yes'>
                <cap name='relaxed'/>
              </hypervCapabilities>
              <kvmSupportsNesting/>
            </qemuCaps>
            """;

    @Test
    void thereAndBack() {
        assertEquals(FILE, CapabilitiesFile.format(CapabilitiesFile.parse(FILE)));
    }

    @Test
    void machinesAndModels() {
        QemuCapabilities caps = CapabilitiesFile.parse(FILE);
        assertTrue(caps.has(QemuFlag.DEVICE_VIRTIO_RNG));
        assertEquals("pc-i440fx-7.2", caps.canonicalMachine(Accelerator.KVM, "pc"));
        assertEquals("pc", caps.canonicalMachine(Accelerator.TCG, "pc"));
        assertEquals(255, caps.maxCpus(Accelerator.KVM, "pc-i440fx-7.2"));
        assertEquals(Optional.of("qemu64"), caps.defaultCpu(Accelerator.KVM, "pc-i440fx-7.2"));
        assertEquals(Optional.empty(), caps.defaultCpu(Accelerator.KVM, "isapc"));
        assertTrue(caps.runs("i686"));
    }

    @Test
    void aStrangeFlagIsRefused() {
        var error = assertThrows(VirtException.class, () -> CapabilitiesFile.parse(FILE.replace("'tcg'/>", "'nosuch'/>")));
        assertEquals("internal error: Unknown qemu capabilities flag nosuch", error.getMessage());
    }
}
