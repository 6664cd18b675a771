package jvirt.client.iso;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import jvirt.client.iso.IsoEntry.Extent;

/** An image, read in place. Not for several threads at once: it moves its channel about. */
public final class IsoImage {
    private static final int SECTOR = 2048;
    private static final int FIRST_DESCRIPTOR = 16;
    /** Real images have three or four; a broken one must not be read to its end. */
    private static final int DESCRIPTORS_MAX = 64;
    /** A folder of an installer takes some kilobytes; what claims more than this is broken. */
    private static final long FOLDER_MAX = 64 << 20;
    private static final int LINKS_MAX = 16;

    private final SeekableByteChannel channel;
    private final IsoLabels labels;
    private final IsoEntry root;
    private final Names names;

    /** Whose names are read. */
    private enum Names {
        ROCK_RIDGE(StandardCharsets.UTF_8), JOLIET(StandardCharsets.UTF_16BE), PLAIN(StandardCharsets.ISO_8859_1);

        private final Charset charset;

        Names(Charset charset) {
            this.charset = charset;
        }
    }

    private IsoImage(SeekableByteChannel channel, IsoLabels labels, IsoEntry root, Names names) {
        this.channel = channel;
        this.labels = labels;
        this.root = root;
        this.names = names;
    }

    /** The image in {@code channel}, or an exception that says why it is none. */
    public static IsoImage open(SeekableByteChannel channel) throws IOException {
        ByteBuffer primary = null;
        ByteBuffer joliet = null;
        for (int i = 0; i < DESCRIPTORS_MAX; i++) {
            ByteBuffer descriptor = read(channel, (long) (FIRST_DESCRIPTOR + i) * SECTOR, SECTOR);
            if (!text(descriptor, 1, 5, StandardCharsets.US_ASCII).equals("CD001")) break;
            int type = descriptor.get(0) & 0xff;
            if (type == 255) break;
            if (type == 1 && primary == null) primary = descriptor;
            // %/@, %/C and %/E in the escape sequences: UCS-2 of level 1, 2 or 3
            if (type == 2 && text(descriptor, 88, 3, StandardCharsets.US_ASCII).matches("%/[@CE]")) joliet = descriptor;
        }
        if (primary == null) throw new IOException("not an ISO 9660 image");
        IsoEntry root = root(primary);
        IsoLabels labels = labels(primary);
        if (new IsoImage(channel, labels, root, Names.PLAIN).hasRockRidge()) {
            return new IsoImage(channel, labels, root, Names.ROCK_RIDGE);
        }
        return joliet == null ? new IsoImage(channel, labels, root, Names.PLAIN)
                : new IsoImage(channel, labels, root(joliet), Names.JOLIET);
    }

    private static IsoLabels labels(ByteBuffer descriptor) {
        return new IsoLabels(label(descriptor, 40, 32), label(descriptor, 8, 32), label(descriptor, 318, 128), label(descriptor, 574, 128),
                Integer.toUnsignedLong(descriptor.getInt(80)) * Short.toUnsignedInt(descriptor.getShort(128)));
    }

    private static String label(ByteBuffer descriptor, int at, int length) {
        return text(descriptor, at, length, StandardCharsets.ISO_8859_1).strip();
    }

    private static IsoEntry root(ByteBuffer descriptor) {
        return new IsoEntry("", true, List.of(extent(descriptor, 156)), Optional.empty());
    }

    /** Where the bytes of the directory record at {@code at} lie. Its numbers are there twice, in both orders. */
    private static Extent extent(ByteBuffer in, int at) {
        long block = Integer.toUnsignedLong(in.getInt(at + 2)) + (in.get(at + 1) & 0xff);
        return new Extent(block * SECTOR, Integer.toUnsignedLong(in.getInt(at + 10)));
    }

    private static String text(ByteBuffer in, int at, int length, Charset charset) {
        return new String(in.array(), at, length, charset);
    }

    private static ByteBuffer read(SeekableByteChannel channel, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(offset);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) throw new EOFException("the image ends at " + channel.size() + ", before " + offset);
        }
        return buffer.flip();
    }

    /** The root's own record begins its system use area with SP where the image speaks of more than ISO 9660 does. */
    private boolean hasRockRidge() throws IOException {
        ByteBuffer in = read(channel, root.extents().getFirst().offset(), SECTOR);
        int system = 34;   // the name of "." is one byte
        boolean sharing = (in.get(0) & 0xff) >= system + 7 && in.get(system) == 'S' && in.get(system + 1) == 'P';
        if (!sharing) return false;
        for (SystemUse use : uses(in, 0)) {
            if (List.of("RR", "PX", "NM", "ER").contains(use.signature)) return true;
        }
        return false;
    }

    /** The image's name, as {@code blkid} prints it. */
    public String label() {
        return labels.volume();
    }

    /** All that it says about itself. */
    public IsoLabels labels() {
        return labels;
    }

    /** The entries of a folder, by path; none for what is no folder. */
    public List<IsoEntry> list(String path) throws IOException {
        Optional<IsoEntry> folder = find(path);
        return folder.isPresent() && folder.get().folder() ? entries(folder.get()) : List.of();
    }

    /** The file or folder at a path. Links are followed; names match in any case where the image has only capitals. */
    public Optional<IsoEntry> find(String path) throws IOException {
        Deque<String> steps = new ArrayDeque<>(Arrays.asList(path.split("/")));
        Deque<IsoEntry> way = new ArrayDeque<>(List.of(root));
        int links = 0;
        while (!steps.isEmpty()) {
            String step = steps.pop();
            if (step.isEmpty() || step.equals(".")) continue;
            if (step.equals("..")) {
                if (way.size() > 1) way.pop();
                continue;
            }
            if (!way.peek().folder()) return Optional.empty();
            Optional<IsoEntry> next = entries(way.peek()).stream().filter(entry -> matches(entry.name(), step)).findFirst();
            if (next.isEmpty()) return Optional.empty();
            if (next.get().link().isPresent()) {
                if (++links > LINKS_MAX) throw new IOException("too many levels of symbolic links: " + path);
                String target = next.get().link().get();
                if (target.startsWith("/")) way = new ArrayDeque<>(List.of(root));
                List<String> more = Arrays.asList(target.split("/"));
                for (String part : more.reversed()) steps.push(part);
            } else {
                way.push(next.get());
            }
        }
        return Optional.of(way.peek());
    }

    private boolean matches(String name, String wanted) {
        return names == Names.PLAIN ? name.equalsIgnoreCase(wanted) : name.equals(wanted);
    }

    /** Writes a file's bytes to {@code out}. */
    public void copy(IsoEntry file, OutputStream out) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(1 << 20);
        for (Extent extent : file.extents()) {
            channel.position(extent.offset());
            for (long left = extent.length(); left > 0; ) {
                piece.clear().limit((int) Math.min(piece.capacity(), left));
                int read = channel.read(piece);
                if (read < 0) throw new EOFException("the image ends within " + file.name());
                out.write(piece.array(), 0, read);
                left -= read;
            }
        }
    }

    private List<IsoEntry> entries(IsoEntry folder) throws IOException {
        List<IsoEntry> entries = new ArrayList<>();
        if (folder.size() > FOLDER_MAX) throw new IOException("folder " + folder.name() + " claims " + folder.size() + " bytes");
        for (Extent extent : folder.extents()) {
            ByteBuffer in = read(channel, extent.offset(), (int) extent.length());
            for (int at = 0; at < in.limit(); ) {
                int length = in.get(at) & 0xff;
                if (length == 0) {                                   // a record never crosses a sector
                    at = (at / SECTOR + 1) * SECTOR;
                    continue;
                }
                if (length < 34 || at + length > in.limit()) throw new IOException("broken record in folder " + folder.name());
                add(entries, in, at);
                at += length;
            }
        }
        return entries;
    }

    private void add(List<IsoEntry> entries, ByteBuffer in, int at) throws IOException {
        int flags = in.get(at + 25);
        int nameLength = in.get(at + 32) & 0xff;
        if (33 + nameLength > (in.get(at) & 0xff)) throw new IOException("broken name in a folder");
        if (nameLength == 1 && (in.get(at + 33) == 0 || in.get(at + 33) == 1)) return;   // "." and ".."
        IsoEntry entry = new IsoEntry(text(in, at + 33, nameLength, names.charset), (flags & 2) != 0,
                List.of(extent(in, at)), Optional.empty());
        if (names == Names.ROCK_RIDGE) {
            Optional<IsoEntry> ridged = ridged(entry, in, at);
            if (ridged.isEmpty()) return;
            entry = ridged.get();
        } else {
            entry = renamed(entry, withoutVersion(entry.name()));
        }
        IsoEntry before = entries.isEmpty() ? null : entries.getLast();
        if (before != null && before.name().equals(entry.name()) && !entry.folder()) {   // the next part of a large file
            List<Extent> extents = new ArrayList<>(before.extents());
            extents.addAll(entry.extents());
            entries.set(entries.size() - 1, new IsoEntry(entry.name(), false, extents, Optional.empty()));
        } else {
            entries.add(entry);
        }
    }

    private static IsoEntry renamed(IsoEntry entry, String name) {
        return new IsoEntry(name, entry.folder(), entry.extents(), entry.link());
    }

    /** {@code VMLINUZ.;1} is {@code VMLINUZ}. */
    private static String withoutVersion(String name) {
        int version = name.lastIndexOf(';');
        String plain = version > 0 ? name.substring(0, version) : name;
        return plain.endsWith(".") && plain.length() > 1 ? plain.substring(0, plain.length() - 1) : plain;
    }

    /** One entry of a record's system use area: two letters and their data. */
    private record SystemUse(String signature, ByteBuffer in, int at, int length) {
        int flags() {
            return in.get(at + 4);
        }

        String text(int from) {
            return IsoImage.text(in, at + from, length - from, StandardCharsets.UTF_8);
        }
    }

    /** The entry with what Rock Ridge says of it; empty for a folder that is shown elsewhere. */
    private Optional<IsoEntry> ridged(IsoEntry entry, ByteBuffer in, int at) throws IOException {
        StringBuilder name = new StringBuilder();
        StringBuilder link = new StringBuilder();
        boolean folder = entry.folder();
        List<Extent> extents = entry.extents();
        for (SystemUse use : uses(in, at)) {
            switch (use.signature) {
                case "NM" -> name.append(use.text(5));
                case "SL" -> appendLink(link, use);
                case "RE" -> {
                    return Optional.empty();
                }
                case "CL" -> {                                      // a folder too deep for ISO 9660: it lies elsewhere
                    long block = Integer.toUnsignedLong(use.in.getInt(use.at + 4));
                    extents = List.of(extent(read(channel, block * SECTOR, SECTOR), 0));
                    folder = true;
                }
                default -> { }
            }
        }
        String shown = name.isEmpty() ? withoutVersion(entry.name()) : name.toString();
        return Optional.of(new IsoEntry(shown, folder, extents,
                link.isEmpty() ? Optional.empty() : Optional.of(link.toString())));
    }

    /** Components of a link: a text, or a flag for {@code .}, {@code ..} and the root. */
    private static void appendLink(StringBuilder link, SystemUse use) {
        int end = use.at + use.length;
        for (int at = use.at + 5; at + 2 <= end; ) {
            int flags = use.in.get(at);
            int length = use.in.get(at + 1) & 0xff;
            if (at + 2 + length > end) break;
            if (!link.isEmpty() && link.charAt(link.length() - 1) != '/') link.append('/');
            if ((flags & 8) != 0) {
                link.append('/');
            } else {
                link.append((flags & 2) != 0 ? "." : (flags & 4) != 0 ? ".." : text(use.in, at + 2, length,
                        StandardCharsets.UTF_8));
            }
            at += 2 + length;
        }
    }

    /** The system use entries of the record at {@code at}, with those that are continued elsewhere. */
    private List<SystemUse> uses(ByteBuffer in, int at) throws IOException {
        List<SystemUse> uses = new ArrayList<>();
        int nameLength = in.get(at + 32) & 0xff;
        int start = at + 33 + nameLength + (nameLength % 2 == 0 ? 1 : 0);
        ByteBuffer area = in;
        int from = start;
        int end = at + (in.get(at) & 0xff);
        for (int areas = 0; areas < DESCRIPTORS_MAX; areas++) {
            SystemUse next = null;
            for (int use = from; use + 4 <= end; ) {
                int length = area.get(use + 2) & 0xff;
                if (length < 4 || use + length > end) break;
                SystemUse one = new SystemUse(text(area, use, 2, StandardCharsets.US_ASCII), area, use, length);
                if (one.signature.equals("ST")) break;
                if (one.signature.equals("CE") && length >= 28) next = one;
                uses.add(one);
                use += length;
            }
            if (next == null) break;
            long block = Integer.toUnsignedLong(next.in.getInt(next.at + 4));
            int offset = next.in.getInt(next.at + 12);
            int length = next.in.getInt(next.at + 20);
            if (length <= 0 || length > SECTOR || offset < 0 || offset > SECTOR) break;
            area = read(channel, block * SECTOR + offset, length);
            from = 0;
            end = length;
        }
        return uses;
    }
}
