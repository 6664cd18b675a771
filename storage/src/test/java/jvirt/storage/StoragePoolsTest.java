package jvirt.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.storage.ImageFormat;
import jvirt.api.storage.Pool;
import jvirt.api.storage.Volume;
import jvirt.host.ImageFile;
import jvirt.host.Roots;
import jvirt.storage.Volumes.Resizing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class StoragePoolsTest {
    @TempDir Path folder;
    private Roots roots;
    private StoragePools pools;
    private Path images;
    private final List<String> events = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        roots = Roots.below(folder.resolve("root"));
        images = folder.resolve("images");
        pools = reopened();
    }

    private StoragePools reopened() throws IOException {
        StoragePools opened = StoragePools.open(roots, (_, _) -> new byte[0]);
        opened.listen(new PoolListener() {
            @Override
            public void changed(Pool pool, Change change) {
                events.add(change + " " + pool.name());
            }

            @Override
            public void refreshed(Pool pool) {
                events.add("REFRESHED " + pool.name());
            }
        });
        return opened;
    }

    private String pool(String name) {
        return "<pool type='dir'><name>" + name + "</name><uuid>00000000-0000-0000-0000-00000000000" + name.length()
                + "</uuid><target><path>" + images + "</path></target></pool>";
    }

    private StoragePool started() throws InterruptedException {
        StoragePool pool = pools.define(pool("p"));
        pool.start(Optional.of(Overwrite.UNSAID));
        return pool;
    }

    private static String volume(String name, String size, String format) {
        return "<volume><name>" + name + "</name><capacity>" + size + "</capacity><allocation>0</allocation><target><format type='"
                + format + "'/></target></volume>";
    }

    private static String refusal(Executable action) {
        return assertThrows(VirtException.class, action).getMessage();
    }

    @Test
    void aPoolLivesThroughAllItsStates() throws Exception {
        StoragePool pool = started();
        assertEquals("Requested operation is not valid: storage pool 'p' is already active",
                refusal(() -> pool.start(Optional.empty())));
        assertEquals("Requested operation is not valid: storage pool 'p' is still active", refusal(pool::undefine));
        pool.refresh();
        pool.stop();
        assertEquals("Requested operation is not valid: storage pool 'p' is not active", refusal(pool::volumes));
        pool.delete();
        assertFalse(Files.exists(images));
        pool.undefine();
        assertEquals("Storage pool not found: no storage pool with matching name 'p'", refusal(() -> pools.named("p")));
        assertEquals(List.of("DEFINED p", "STARTED p", "REFRESHED p", "STOPPED p", "DELETED p", "UNDEFINED p"), events);
        try (var left = Files.walk(roots.etc())) {
            assertEquals(0, left.filter(Files::isRegularFile).count());
        }
    }

    @Test
    void definitionsAndWhatWasActiveSurviveTheDaemon() throws Exception {
        pools.setAutostart(started(), true);
        Files.createDirectories(folder.resolve("other"));
        pools.create("<pool type='dir'><name>once</name><target><path>" + folder.resolve("other") + "</path></target></pool>",
                Optional.empty());
        pools = reopened();
        assertTrue(pools.named("p").isActive());
        assertTrue(pools.autostart(pools.named("p")));
        assertTrue(pools.named("once").isActive());
        assertFalse(pools.named("once").isPersistent());
        pools.named("once").stop();
        assertThrows(VirtException.class, () -> pools.named("once"));
    }

    @Test
    void twoPoolsNeverShareASource() {
        pools.define(pool("p"));
        assertEquals("operation failed: Storage source conflict with pool: 'p'", refusal(() -> pools.define(pool("pp"))));
        assertEquals("operation failed: pool 'p' already exists with uuid 00000000-0000-0000-0000-000000000001",
                refusal(() -> pools.define("<pool type='dir'><name>p</name><target><path>/x</path></target></pool>")));
    }

    @Test
    void aPoolWithoutFolderDoesNotStartAndLeavesNothing() {
        StoragePool pool = pools.define(pool("p"));
        assertEquals("cannot open directory '" + images + "': No such file or directory",
                refusal(() -> pool.start(Optional.empty())));
        assertFalse(pool.isActive());
        assertFalse(Files.exists(roots.run().resolve("storage/p.xml")));
    }

    @Test
    void volumesAreMadeGrownAndDeleted() throws Exception {
        StoragePool pool = started();
        Volume raw = pools.volumes().create(pool, volume("a", "1048576", "raw"), false);
        Volume qcow2 = pools.volumes().create(pool, volume("b", "8589934592", "qcow2"), false);
        assertEquals(1 << 20, Files.size(Path.of(raw.path())));
        assertEquals(ImageFormat.QCOW2, ImageFile.header(Path.of(qcow2.path())).format());
        assertEquals(8L << 30, qcow2.capacity());
        assertEquals("storage volume 'a' exists already",
                refusal(() -> pools.volumes().create(pool, volume("a", "1", "raw"), false)));
        assertEquals("Requested operation is not valid: volume name '../x' cannot contain '/'",
                refusal(() -> pools.volumes().create(pool, volume("../x", "1", "raw"), false)));
        pools.volumes().resize(pool, "a", 1 << 20, new Resizing(false, true, false));
        assertEquals(2 << 20, Files.size(Path.of(raw.path())));
        assertEquals("invalid argument: Can't shrink capacity below current capacity unless shrink flag explicitly specified",
                refusal(() -> pools.volumes().resize(pool, "a", 1024, new Resizing(false, false, false))));
        assertEquals("b", pools.withPath(qcow2.path()).volume().name());
        pools.volumes().delete(pool, "a");
        assertFalse(Files.exists(Path.of(raw.path())));
        assertEquals(List.of("b"), pool.volumes().stream().map(Volume::name).toList());
    }

    @Test
    void aCopyIsAsLargeAsItsOriginalAndAsSparse() throws Exception {
        StoragePool pool = started();
        Volume original = pools.volumes().create(pool, volume("a", "4194304", "raw"), false);
        try (var out = new RandomAccessFile(original.path(), "rw")) {
            out.seek(3 << 20);
            out.write(new byte[] {1, 2, 3});
        }
        Volume copy = pools.volumes().createFrom(pool, "<volume><name>c</name><capacity>1</capacity><allocation>0</allocation>"
                + "<target><format type='raw'/></target></volume>", pool, "a", false, false);
        assertEquals(-1, Files.mismatch(Path.of(original.path()), Path.of(copy.path())));
        assertTrue(copy.allocated() < 1 << 20, copy::toString);
        assertEquals(0, pool.entry("a").users());
    }

    @Test
    void aCopyHasWhatWasWrittenBeyondTheEnd() throws Exception {
        StoragePool pool = started();
        Volume original = pools.volumes().create(pool, volume("a", "4096", "raw"), false);
        Files.write(Path.of(original.path()), new byte[] {1, 2, 3});
        Files.write(Path.of(original.path()), new byte[8192], java.nio.file.StandardOpenOption.APPEND);
        Volume copy = pools.volumes().createFrom(pool, volume("c", "1", "raw"), pool, "a", false, false);
        assertEquals(-1, Files.mismatch(Path.of(original.path()), Path.of(copy.path())));
        assertEquals(8195, pool.volume("a").capacity());
    }

    @Test
    void streamsWriteReadAndSpareZeros() throws Exception {
        StoragePool pool = started();
        pools.volumes().create(pool, volume("a", "4194304", "raw"), false);
        try (VolumeStream upload = VolumeStream.upload(pools, pool, "a", 0, 0)) {
            upload.writeHole(2 << 20);
            upload.write(new byte[] {7, 7});
            upload.writeHole((2 << 20) - 2);
            assertEquals("Requested operation is not valid: volume 'a' is still in use.",
                    refusal(() -> pools.volumes().delete(pool, "a")));
        }
        try (VolumeStream download = VolumeStream.download(pools, pool, "a", 0, 0)) {
            assertEquals(new VolumeStream.Run(false, 2 << 20), download.next());
            VolumeStream.Run data = download.next();
            assertTrue(data.data() && data.length() <= 1 << 16, data::toString);
            byte[] bytes = new byte[2];
            assertEquals(2, download.read(bytes, 2));
            assertEquals(7, bytes[0]);
        }
        try (VolumeStream bounded = VolumeStream.upload(pools, pool, "a", 0, 1)) {
            assertEquals("cannot write to stream: No space left on device", refusal(() -> bounded.write(new byte[2])));
        }
        pools.volumes().delete(pool, "a");
    }

    @Test
    void whatCannotBeMadeLeavesNothing() throws Exception {
        StoragePool pool = started();
        assertThrows(VirtException.class, () -> pools.volumes().create(pool, volume("huge", "1000000000000000", "raw")
                .replace("<allocation>0</allocation>", ""), false));
        assertThrows(VirtException.class, () -> pools.volumes().create(pool,
                "<volume><name>x</name><capacity>1</capacity><target><format type='qcow2'/></target>"
                + "<backingStore><path>/nowhere</path></backingStore></volume>", false));
        assertEquals(List.of(), pool.volumes());
        try (var left = Files.list(images)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void refreshKnowsImagesByTheirHeaders() throws Exception {
        StoragePool pool = started();
        pools.volumes().create(pool, volume("base", "1048576", "qcow2"), false);
        pools.volumes().create(pool, "<volume><name>top</name><target><format type='qcow2'/></target><capacity>2097152</capacity>"
                + "<backingStore><path>base</path><format type='qcow2'/></backingStore></volume>", false);
        Files.createDirectory(images.resolve("dir"));
        Files.createSymbolicLink(images.resolve("dangling"), folder.resolve("nothing"));
        pool.refresh();
        assertEquals(List.of("base", "dir", "top"), pool.volumes().stream().map(Volume::name).toList());
        Volume top = pool.volume("top");
        assertEquals(images.resolve("base").toString(), top.backing().orElseThrow().path().orElseThrow());
        assertEquals(Optional.of("qcow2"), top.backing().orElseThrow().format());
        assertEquals(2 << 20, top.capacity());
        assertEquals(Volume.Type.DIR, pool.volume("dir").type());
    }
}
