package jvirt.qemu.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jvirt.api.domain.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceFilesTest {
    private static List<Path> of(String device) {
        Domain domain = Domain.parse("<domain type='qemu'><name>x</name><memory>1024</memory><os><type>hvm</type></os><devices>" + device
                + "</devices></domain>");
        return domain.devices().all().stream().flatMap(one -> DeviceFiles.of(one).stream()).distinct().toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <serial type='unix'><source mode='connect' path='/s/console'/></serial>                                    | /s/console
            <serial type='unix'><source mode='bind' path='/s/console'/></serial>                                       |
            <serial type='dev'><source path='/dev/ttyS0'/></serial>                                                    | /dev/ttyS0
            <serial type='file'><source path='/s/said'/></serial>                                                      |
            <channel type='unix'><source mode='connect' path='/s/c'/><target type='virtio' name='a.0'/></channel>      | /s/c
            <input type='evdev'><source dev='/dev/input/event3'/></input>                                              | /dev/input/event3
            <tpm model='tpm-tis'><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>                | /dev/tpm0
            <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>                                   |
            <channel type='unix'><source mode='connect' path='/s/c'><seclabel model='dac' relabel='no'/></source><target type='virtio' name='a.0'/></channel> |
            """)
    void whatQemuOpensForADevice(String device, String file) {
        assertEquals(Stream.ofNullable(file).map(Path::of).toList(), of(device));
    }

    @Test
    void aPipeMayBeTwoFiles(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe");
        String device = "<parallel type='pipe'><source path='" + pipe + "'/></parallel>";
        assertEquals(List.of(pipe), of(device));
        Files.createFile(folder.resolve("pipe.in"));
        Files.createFile(folder.resolve("pipe.out"));
        assertEquals(List.of(folder.resolve("pipe.in"), folder.resolve("pipe.out")), of(device));
    }
}
