package jvirt.client.iso;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * Writes an image of a few files in one folder: a plain tree with short names, and Joliet's with the real ones. That is all
 * that cloud-init asks of a medium, and needs no program that may not be there.
 */
public final class IsoWriter {
    private static final int SECTOR = 2048;
    // the layout: descriptors, a path table in either byte order for either tree, the two folders, the files
    private static final int PRIMARY_TABLE = 19;
    private static final int JOLIET_TABLE = 21;
    private static final int PRIMARY_ROOT = 23;
    private static final int JOLIET_ROOT = 24;
    private static final int FILES = 25;

    private IsoWriter() {}

    private record Placed(String name, byte[] content, int sector) {}

    /** Writes {@code files} into an empty image that is called {@code volume}. */
    public static void write(SeekableByteChannel channel, String volume, SequencedMap<String, byte[]> files) throws IOException {
        List<Placed> placed = new ArrayList<>();
        int next = FILES;
        for (var file : files.entrySet()) {
            placed.add(new Placed(file.getKey(), file.getValue(), next));
            next += sectors(file.getValue().length);
        }
        put(channel, 16, descriptor(1, volume, next, PRIMARY_TABLE, PRIMARY_ROOT));
        put(channel, 17, descriptor(2, volume, next, JOLIET_TABLE, JOLIET_ROOT));
        put(channel, 18, terminator());
        put(channel, PRIMARY_TABLE, pathTable(ByteOrder.LITTLE_ENDIAN, PRIMARY_ROOT));
        put(channel, PRIMARY_TABLE + 1, pathTable(ByteOrder.BIG_ENDIAN, PRIMARY_ROOT));
        put(channel, JOLIET_TABLE, pathTable(ByteOrder.LITTLE_ENDIAN, JOLIET_ROOT));
        put(channel, JOLIET_TABLE + 1, pathTable(ByteOrder.BIG_ENDIAN, JOLIET_ROOT));
        put(channel, PRIMARY_ROOT, folder(placed, PRIMARY_ROOT, false));
        put(channel, JOLIET_ROOT, folder(placed, JOLIET_ROOT, true));
        for (Placed file : placed) put(channel, file.sector(), Arrays.copyOf(file.content(), sectors(file.content().length) * SECTOR));
    }

    private static int sectors(int bytes) {
        return Math.max(1, (bytes + SECTOR - 1) / SECTOR);
    }

    private static void put(SeekableByteChannel channel, int sector, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        channel.position((long) sector * SECTOR);
        while (buffer.hasRemaining()) channel.write(buffer);
    }

    /** A number in both byte orders, as ECMA-119 wants most of them. */
    private static void both(ByteBuffer buffer, int value) {
        buffer.order(ByteOrder.LITTLE_ENDIAN).putInt(value).order(ByteOrder.BIG_ENDIAN).putInt(value);
    }

    private static void bothShort(ByteBuffer buffer, int value) {
        buffer.order(ByteOrder.LITTLE_ENDIAN).putShort((short) value).order(ByteOrder.BIG_ENDIAN).putShort((short) value);
    }

    private static byte[] padded(String text, int length, boolean joliet) {
        byte[] bytes = new byte[length];
        if (!joliet) Arrays.fill(bytes, (byte) ' ');
        else for (int i = 0; i + 1 < length; i += 2) bytes[i + 1] = ' ';
        byte[] own = text.getBytes(joliet ? StandardCharsets.UTF_16BE : StandardCharsets.US_ASCII);
        System.arraycopy(own, 0, bytes, 0, Math.min(own.length, length));
        return bytes;
    }

    private static byte[] descriptor(int type, String volume, int sectors, int table, int root) {
        boolean joliet = type == 2;
        ByteBuffer d = ByteBuffer.allocate(SECTOR);
        d.put((byte) type).put("CD001".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 0);
        d.put(padded("LINUX", 32, joliet)).put(padded(volume, 32, joliet)).position(80);
        both(d, sectors);
        if (joliet) d.put("%/E".getBytes(StandardCharsets.US_ASCII));
        d.position(120);
        bothShort(d, 1);
        bothShort(d, 1);
        bothShort(d, SECTOR);
        both(d, 10);        // the path table's size: one folder
        d.order(ByteOrder.LITTLE_ENDIAN).putInt(table).putInt(0).order(ByteOrder.BIG_ENDIAN).putInt(table + 1).putInt(0);
        d.put(record(new byte[] {0}, root, SECTOR, true));
        d.put(padded("", 128, joliet)).put(padded("", 128, joliet)).put(padded("", 128, joliet)).put(padded("JVIRT", 128, joliet));
        d.position(813);
        for (int i = 0; i < 4; i++) d.put("0000000000000000".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        d.put((byte) 1);
        return d.array();
    }

    private static byte[] terminator() {
        ByteBuffer d = ByteBuffer.allocate(SECTOR);
        d.put((byte) 255).put("CD001".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
        return d.array();
    }

    private static byte[] pathTable(ByteOrder order, int root) {
        ByteBuffer table = ByteBuffer.allocate(SECTOR).order(order);
        table.put((byte) 1).put((byte) 0).putInt(root).putShort((short) 1).put((byte) 0);
        return table.array();
    }

    private static byte[] folder(List<Placed> files, int sector, boolean joliet) {
        ByteBuffer folder = ByteBuffer.allocate(SECTOR);
        folder.put(record(new byte[] {0}, sector, SECTOR, true)).put(record(new byte[] {1}, sector, SECTOR, true));
        for (int i = 0; i < files.size(); i++) {
            Placed file = files.get(i);
            byte[] name = joliet ? file.name().getBytes(StandardCharsets.UTF_16BE) : shortName(file.name(), i).getBytes(StandardCharsets.US_ASCII);
            folder.put(record(name, file.sector(), file.content().length, false));
        }
        return folder.array();
    }

    /** Eight letters, three of them behind a dot, and a version: what the plain tree allows. */
    private static String shortName(String name, int number) {
        String plain = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return plain.substring(0, Math.min(6, plain.length())) + "_" + number + ".;1";
    }

    private static byte[] record(byte[] name, int sector, int size, boolean folder) {
        int length = 33 + name.length + (name.length % 2 == 0 ? 1 : 0);
        ByteBuffer record = ByteBuffer.allocate(length);
        record.put((byte) length).put((byte) 0);
        both(record, sector);
        both(record, size);
        record.position(25);
        record.put((byte) (folder ? 2 : 0)).position(28);
        bothShort(record, 1);
        record.put((byte) name.length).put(name);
        return record.array();
    }
}
