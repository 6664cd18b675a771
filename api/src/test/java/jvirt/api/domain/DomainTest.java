package jvirt.api.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.api.xml.View;
import org.junit.jupiter.api.Test;

class DomainTest {
    private static final String TUNED = """
            <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
              <name>web1</name>
              <uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>
              <metadata>
                <app:a xmlns:app="http://a/" k="v"/>
              </metadata>
              <maxMemory slots='16' unit='KiB'>2097152</maxMemory>
              <memory dumpCore='off' unit='KiB'>1048576</memory>
              <currentMemory unit='KiB'>524288</currentMemory>
              <memoryBacking>
                <hugepages>
                  <page size='2048' unit='KiB' nodeset='0-1'/>
                </hugepages>
                <locked/>
              </memoryBacking>
              <vcpu placement='static' cpuset='0-3,5' current='2'>4</vcpu>
              <cputune>
                <shares>2048</shares>
                <vcpupin vcpu='0' cpuset='1'/>
                <vcpusched vcpus='0' scheduler='fifo' priority='1'/>
                <vcpusched vcpus='1' scheduler='fifo' priority='1'/>
                <cachetune vcpus='0-1'>
                  <cache id='0' level='3' type='both' size='12' unit='MiB'/>
                </cachetune>
              </cputune>
              <sysinfo type='smbios'>
                <bios>
                  <entry name='vendor'>LENOVO</entry>
                </bios>
              </sysinfo>
              <os firmware='efi'>
                <type arch='x86_64' machine='q35'>hvm</type>
                <firmware>
                  <feature enabled='yes' name='secure-boot'/>
                </firmware>
                <loader readonly='yes' type='pflash'>/code.fd</loader>
                <nvram template='/vars.fd'>/web1.fd</nvram>
                <boot dev='hd'/>
              </os>
              <features>
                <acpi/>
                <apic/>
                <hyperv mode='custom'>
                  <relaxed state='on'/>
                  <spinlocks state='on' retries='8191'/>
                </hyperv>
                <smm state='on'>
                  <tseg unit='MiB'>48</tseg>
                </smm>
              </features>
              <cpu mode='custom' match='exact' check='partial'>
                <model fallback='allow'>Haswell</model>
                <topology sockets='1' dies='1' cores='2' threads='2'/>
                <feature policy='require' name='vmx'/>
                <numa>
                  <cell id='0' cpus='0-3' memory='1048576' unit='KiB'/>
                </numa>
              </cpu>
              <clock offset='variable' adjustment='3600' basis='utc'>
                <timer name='rtc' tickpolicy='catchup'>
                  <catchup threshold='123'/>
                </timer>
              </clock>
              <on_poweroff>destroy</on_poweroff>
              <on_reboot>restart</on_reboot>
              <on_crash>preserve</on_crash>
              <devices>
                <emulator>/usr/bin/qemu-system-x86_64</emulator>
              </devices>
              <seclabel type='dynamic' model='apparmor' relabel='yes'/>
              <launchSecurity type='sev'>
                <policy>0x0001</policy>
              </launchSecurity>
              <qemu:commandline>
                <qemu:arg value='-unknown'/>
              </qemu:commandline>
            </domain>
            """;

    @Test
    void whatIsNotADeviceGoesThereAndBack() {
        assertEquals(TUNED, Domain.parse(TUNED).format(View.INACTIVE));
    }

    @Test
    void aPrefixOfTheDocumentsChoiceIsRead() {
        String other = TUNED.replace("xmlns:qemu", "xmlns:q").replace("<qemu:", "<q:").replace("</qemu:", "</q:");
        assertEquals(TUNED, Domain.parse(other).format(View.INACTIVE));
    }

    @Test
    void sizesAreReadInAnyUnit() {
        Domain domain = Domain.parse("<domain type='qemu'><name>a</name><memory unit='G'>1</memory><os><type>hvm</type></os></domain>");
        assertEquals(1 << 20, domain.memory().orElseThrow().size().kib());
    }

    @Test
    void theIdBelongsToTheRunningMachine() {
        Domain running = Domain.parse(TUNED).with(draft -> draft.id = Optional.of(7));
        assertTrue(running.format(View.LIVE).startsWith("<domain type='kvm' id='7' xmlns:qemu="));
        assertTrue(running.format(View.INACTIVE).startsWith("<domain type='kvm' xmlns:qemu="));
    }

    @Test
    void aMachineNeedsAName() {
        var error = assertThrows(VirtException.class, () -> Domain.parse("<domain type='kvm'/>"));
        assertEquals(ErrorCode.NO_NAME, error.code());
        assertEquals("missing name information", error.getMessage());
    }
}
