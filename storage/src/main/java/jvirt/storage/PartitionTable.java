package jvirt.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The partitions of a disk and the room between them, as parted sees them; all figures in bytes, an end is the first byte behind.
 *
 * @param label what parted calls the kind of table, such as {@code msdos}
 * @param cylinder bytes of a cylinder, to whose boundaries an msdos table is aligned
 */
record PartitionTable(String label, long cylinder, List<Partition> partitions, List<Free> free) {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int SECTOR = 512;
    /** An msdos table has four entries, each with the kind of partition at its fifth byte; what is inside an extended one is counted from 5. */
    private static final int ENTRIES_AT = 446;
    private static final int ENTRY = 16;
    private static final int KIND_AT = 4;
    private static final int FIRST_LOGICAL = 5;
    private static final Set<Integer> EXTENDED_KINDS = Set.of(0x05, 0x0f, 0x85);

    enum Kind { PRIMARY, EXTENDED, LOGICAL }

    record Partition(int number, Kind kind, long start, long end) {
        long size() {
            return end - start;
        }
    }

    /** @param logical inside the extended partition */
    record Free(boolean logical, long start, long end) {
        long size() {
            return end - start;
        }
    }

    static PartitionTable read(String device) throws InterruptedException {
        String bytes = SystemErrors.run(List.of("parted", "-m", "-s", device, "unit", "B", "print", "free"), LIMIT);
        String geometry = SystemErrors.run(List.of("parted", "-m", "-s", device, "unit", "chs", "print"), LIMIT);
        byte[] first = new byte[SECTOR];
        try (RandomAccessFile disk = new RandomAccessFile(device, "r")) {
            disk.readFully(first);
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot open file '%s'", device);
        }
        return parse(bytes, geometry, first);
    }

    /**
     * @param text {@code parted -m unit B print free}: a line for the disk, one for each partition and free room
     * @param geometry {@code parted -m unit chs print}, whose third line has cylinders, heads and sectors
     * @param first the first sector: parted does not say which partition is an extended one
     */
    static PartitionTable parse(String text, String geometry, byte[] first) {
        List<String> lines = text.lines().toList();
        String label = lines.get(1).split(":")[5];
        String[] chs = geometry.lines().toList().get(2).split("[:;]");
        long cylinder = Long.parseLong(chs[1]) * Long.parseLong(chs[2]) * SECTOR;
        List<Partition> partitions = new ArrayList<>();
        List<Free> free = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            String[] fields = line.replace(";", "").split(":");
            long start = bytes(fields[1]);
            long end = bytes(fields[2]) + 1;
            if (fields.length > 4 && fields[4].equals("free")) {
                free.add(new Free(false, start, end));
            } else {
                int number = Integer.parseInt(fields[0]);
                partitions.add(new Partition(number, label.equals("msdos") ? kind(number, first) : Kind.PRIMARY, start, end));
            }
        }
        PartitionTable table = new PartitionTable(label, cylinder, List.copyOf(partitions), List.of());
        long last = label.equals("msdos") ? Long.parseLong(chs[0]) * cylinder : Long.MAX_VALUE;
        return new PartitionTable(label, cylinder, table.partitions,
                free.stream().map(room -> table.usable(room, last)).filter(room -> room.size() > 0).toList());
    }

    /** An msdos table gives out whole cylinders: what is behind the last one is nobody's. The first sector is the table's. */
    private Free usable(Free room, long last) {
        boolean logical = extended().filter(outer -> outer.start <= room.start && room.end <= outer.end).isPresent();
        return new Free(logical, room.start, logical ? room.end : Math.min(room.end, last));
    }

    private static long bytes(String field) {
        return Long.parseLong(field.substring(0, field.length() - 1));
    }

    private static Kind kind(int number, byte[] first) {
        if (number >= FIRST_LOGICAL) return Kind.LOGICAL;
        return EXTENDED_KINDS.contains(first[ENTRIES_AT + (number - 1) * ENTRY + KIND_AT] & 0xff) ? Kind.EXTENDED : Kind.PRIMARY;
    }

    boolean msdos() {
        return label.equals("msdos");
    }

    Optional<Partition> extended() {
        return partitions.stream().filter(partition -> partition.kind == Kind.EXTENDED).findFirst();
    }

    /** Whether the next partition is a logical one: of the others an msdos table has four. */
    boolean nextIsLogical() {
        return msdos() && partitions.stream().filter(partition -> partition.kind != Kind.LOGICAL).count() >= 4;
    }

    /** Where a partition could be, the last byte included. */
    record Place(long start, long end) {}

    /** The smallest room that is large enough for this much; in an msdos table a partition ends where a cylinder does. */
    Optional<Place> place(long size) {
        boolean logical = nextIsLogical();
        long extra = cylinder - size % cylinder;
        Free best = null;
        long needed = 0;
        for (Free room : free) {
            if (room.logical != logical) continue;
            long want = size;
            long start = from(room);
            if (msdos()) want += extra + (start % cylinder > extra ? cylinder : 0);
            long has = room.end - start - (msdos() && logical ? SECTOR : 0);
            if (has > want && (best == null || has < best.end - from(best))) {
                best = room;
                needed = want;
            }
        }
        if (best == null) return Optional.empty();
        // between logical partitions there is a sector that says where the next one is
        long start = from(best) + (logical ? SECTOR : 0);
        return Optional.of(new Place(start, start + needed - (msdos() ? start % cylinder : 0) - 1));
    }

    private static long from(Free room) {
        return room.start == 0 ? SECTOR : room.start;
    }
}
