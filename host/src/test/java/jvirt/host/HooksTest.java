package jvirt.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.host.Hooks.Happening;
import jvirt.host.Hooks.Kind;
import jvirt.host.Hooks.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HooksTest {
    private static final Happening START = new Happening("web1", "start", Phase.BEGIN);

    @TempDir Path folder;

    private Path script(String name, String words) throws IOException {
        Path script = folder.resolve(name);
        Files.createDirectories(script.getParent());
        Files.writeString(script, "#!/bin/sh\n" + words + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private Hooks hooks() {
        return new Hooks(List.of(folder));
    }

    private String heard() throws IOException {
        return Files.readString(folder.resolve("heard"));
    }

    @Test
    void scriptsAreToldOneAfterTheOther() throws Exception {
        String tell = "echo $(basename $0) \"$@\" $(cat) >> " + folder.resolve("heard");
        script("qemu.d/20-last", tell);
        script("qemu.d/10-first", tell);
        script("qemu", tell);
        script("network", tell);
        Files.setPosixFilePermissions(script("qemu.d/15-not", tell), PosixFilePermissions.fromString("rw-------"));
        hooks().tell(Kind.QEMU, START, () -> "<domain/>");
        hooks().tell(Kind.NETWORK, new Happening("net", "stopped", Phase.END, "more"), () -> "");
        assertEquals("""
                qemu web1 start begin - <domain/>
                10-first web1 start begin - <domain/>
                20-last web1 start begin - <domain/>
                network net stopped end more
                """, heard());
    }

    @Test
    void nobodyIsAskedForADocumentThatNobodyReads() {
        hooks().tell(Kind.QEMU, START, () -> {
            throw new AssertionError("there is no script");
        });
        assertEquals(Optional.empty(), Hooks.NONE.ask(Kind.DAEMON, START, () -> ""));
    }

    @Test
    void eachReadsWhatTheOneBeforeSaid() throws Exception {
        script("qemu", "sed s/a/b/");
        script("qemu.d/1", "cat > /dev/null");
        script("qemu.d/2", "sed s/b/c/");
        assertEquals(Optional.of("c\n"), hooks().ask(Kind.QEMU, START, () -> "a\n"));
    }

    @Test
    void aRefusalIsTheCallersAndTheOthersAreToldAllTheSame() throws Exception {
        Path refusing = script("qemu", "echo not today >&2; exit 3");
        script("qemu.d/1", "touch " + folder.resolve("heard"));
        VirtException refused = assertThrows(VirtException.class, () -> hooks().tell(Kind.QEMU, START, () -> ""));
        assertEquals(ErrorCode.HOOK_SCRIPT_FAILED, refused.code());
        assertTrue(refused.getMessage().startsWith("Hook script execution failed: internal error: Child process (LC_ALL=C "),
                refused::getMessage);
        assertTrue(refused.getMessage().endsWith(refusing + " web1 start begin -) unexpected exit status 3: not today\n"),
                refused::getMessage);
        assertEquals("", heard());
        hooks().report(Kind.QEMU, START, () -> "");
    }

    @Test
    void aScriptThatTwoFoldersHaveIsCalledOnce() throws Exception {
        script("qemu", "echo $0 >> " + folder.resolve("heard"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        new Hooks(List.of(link, folder)).tell(Kind.QEMU, START, () -> "");
        assertEquals(link.resolve("qemu") + "\n", heard());
    }
}
