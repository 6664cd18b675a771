package jvirt.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jvirt.cli.Jvirt;
import jvirt.cli.Output;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same command lines for stock virsh and for ours, against the same stock libvirtd: output, complaints and status agree. */
class CliAgainstVirshIT {
    private static StockLibvirtd stock;
    private static Path folder;

    private record Result(int status, String out, String err) {
        /** Without what differs between any two runs: the clock, made-up UUIDs, figures that the test driver takes from the time. */
        Result comparable() {
            return new Result(status, comparable(out), comparable(err));
        }

        private static String comparable(String text) {
            return text.replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}", "TIME")
                    .replaceAll("CPU time: .*", "CPU time")
                    .replaceAll("(?m)^UUID: .*", "UUID")
                    .replaceAll("(?m)^(\\S* (?:(?:rd|wr|rx|tx)_\\w+|errs)|.*number of \\w+.*:|error count:) +\\d+", "$1 N")
                    .replaceAll("\\b1[789]\\d{8}\\b", "SECONDS");
        }
    }

    @BeforeAll static void start() throws IOException {
        stock = StockLibvirtd.start();
        folder = Files.createDirectories(stock.folder().resolve("files"));
        Files.writeString(folder.resolve("net.xml"), """
                <network><name>n1</name><uuid>11111111-2222-3333-4444-555555555555</uuid><bridge name='vb9'/>
                <ip address='192.168.99.1' netmask='255.255.255.0'><dhcp><range start='192.168.99.2' end='192.168.99.99'/></dhcp></ip></network>
                """);
        Files.writeString(folder.resolve("vol.xml"), "<volume><name>v2</name><capacity>1048576</capacity></volume>");
        Files.writeString(folder.resolve("sec.xml"), """
                <secret ephemeral='no' private='no'><uuid>0a81f5b2-8403-7b23-c8d6-21ccc2f80d6f</uuid>
                <usage type='ceph'><name>s1</name></usage></secret>
                """);
        Files.writeString(folder.resolve("machine.xml"), """
                <domain type='test'><name>m1</name><uuid>22222222-2222-3333-4444-555555555555</uuid><memory>8388608</memory>
                <os><type>hvm</type></os></domain>
                """);
        Files.writeString(folder.resolve("disk.xml"), "<disk type='file'><source file='/x.img'/><target dev='vdz' bus='virtio'/></disk>");
        Files.writeString(folder.resolve("checkpoint.xml"), "<domaincheckpoint><name>c1</name></domaincheckpoint>");
        Files.writeString(folder.resolve("snapshot.xml"), "<domainsnapshot><name>s1</name><description>one</description></domainsnapshot>");
        Files.writeString(folder.resolve("iface.xml"), "<interface type='ethernet' name='eth9'><start mode='none'/></interface>");
        Files.writeString(folder.resolve("port.xml"), """
                <networkport><uuid>11111111-2222-3333-4444-555555555555</uuid><owner><name>o</name>
                <uuid>22222222-2222-3333-4444-555555555555</uuid></owner><mac address='52:54:00:00:00:01'/></networkport>
                """);
        Files.writeString(folder.resolve("filter.xml"), "<filter name='f1' chain='root'><rule action='drop' direction='in'/></filter>");
        Files.writeString(folder.resolve("pool.xml"), """
                <pool type='dir'><name>pool1</name><uuid>33333333-2222-3333-4444-555555555555</uuid>
                <target><path>/nonexistent/pool1</path></target></pool>
                """);
    }

    @AfterAll static void stop() {
        stock.close();
    }

    @TestFactory Stream<DynamicTest> testDriver() throws IOException {
        String uri = stock.uri("test:///default");
        return commands("test-driver.commands").map(line -> DynamicTest.dynamicTest(line, () -> compare(uri, line)));
    }

    private static Stream<String> commands(String resource) throws IOException {
        try (InputStream in = CliAgainstVirshIT.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList()
                    .stream().map(line -> line.replace("@DIR@", folder.toString()));
        }
    }

    private static void compare(String uri, String line) throws Exception {
        Result virsh = virsh(uri, line).comparable();
        Result ours = ours(uri, line).comparable();
        assertEquals(virsh.out, ours.out);
        assertEquals(virsh.err, ours.err);
        assertEquals(virsh.status, ours.status);
    }

    private static Result virsh(String uri, String line) throws IOException, InterruptedException {
        Path out = folder.resolve("virsh.out");
        Path err = folder.resolve("virsh.err");
        Process process = new ProcessBuilder("virsh", "-c", uri, line).directory(folder.toFile()).redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        return new Result(process.waitFor(), Files.readString(out), Files.readString(err));
    }

    private static Result ours(String uri, String line) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int status = new Jvirt(new Output(new PrintStream(out), new PrintStream(err)), InputStream.nullInputStream(), Map.of(), folder)
                .run(List.of("-c", uri, line));
        return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
