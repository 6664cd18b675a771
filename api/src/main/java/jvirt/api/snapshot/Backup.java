package jvirt.api.snapshot;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.DOMAIN;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;
import jvirt.api.xml.YesNo;

/**
 * A backup of a running machine's disks, {@code <domainbackup>}: pushed into images, or offered to be pulled.
 *
 * @param incremental the checkpoint since which changes are wanted
 * @param server where what is to be pulled is served
 * @param objects what QEMU has for it besides, known to us alone
 * @param flags what its beginner asked for; with what has been done so far, known to us alone
 */
public record Backup(Mode mode, Optional<String> incremental, Optional<Server> server, List<Part> disks, Objects objects,
        int flags, Done done) {
    public enum Mode { PUSH, PULL }

    /** Where an NBD server listens. */
    public record Server(Optional<DiskSource.Host.Transport> transport, Optional<YesNo> tls, Optional<String> name,
            Optional<Integer> port, Optional<String> socket) {
        /** Where one listens when nobody says. */
        public static final Server LOCAL = new Server(Optional.of(DiskSource.Host.Transport.TCP), Optional.empty(),
                Optional.of("localhost"), Optional.empty(), Optional.empty());

        public boolean encrypted() {
            return tls.filter(YesNo::yes).isPresent();
        }
    }

    /** Names of QEMU's objects: certificates, and the secret that opens their key. */
    public record Objects(Optional<String> secret, Optional<String> certificates) {
        public static final Objects NONE = new Objects(Optional.empty(), Optional.empty());
    }

    /** Bytes that were pushed, or that were saved for who pulls, of disks that are done; the first error. */
    public record Done(long transferred, long total, long tempUsed, long tempTotal, Optional<String> error) {
        public static final Done NOTHING = new Done(0, 0, 0, 0, Optional.empty());
    }

    /**
     * One disk.
     *
     * @param taken whether it is part of the backup
     * @param amount all of it, or what has changed since the checkpoint {@code incremental}
     * @param format the word for the format of {@code store}
     * @param store the image to which it is pushed, or that keeps what the guest overwrites while it is pulled
     */
    public record Part(String name, boolean taken, Optional<State> state, Optional<Amount> amount, Optional<String> incremental,
            Optional<String> exportName, Optional<String> exportBitmap, Optional<String> format, Optional<DiskSource> store) {
        public enum State { RUNNING, COMPLETE, FAILED, CANCELLING, CANCELLED }

        public enum Amount { FULL, INCREMENTAL }

        public static Part leftOut(String name) {
            return new Part(name, false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty());
        }

        public static Part of(String name, DiskSource store) {
            return new Part(name, true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.of(store));
        }

        public Part with(Optional<Amount> much, Optional<String> since) {
            return new Part(name, taken, state, much, since, exportName, exportBitmap, format, store);
        }

        public Part with(State now) {
            return new Part(name, taken, Optional.of(now), amount, incremental, exportName, exportBitmap, format, store);
        }

        public Part exported(Optional<String> as, Optional<String> bitmap) {
            return new Part(name, taken, state, amount, incremental, as, bitmap, format, store);
        }

        public Part stored(String word, DiskSource image) {
            return new Part(name, taken, state, amount, incremental, exportName, exportBitmap, Optional.of(word), Optional.of(image));
        }

        public boolean is(State some) {
            return state.filter(some::equals).isPresent();
        }

        private static Part read(Element element, Mode mode, boolean kept) {
            String name = element.attribute("name").orElseThrow(() ->
                    DOMAIN.error(XML_ERROR, "missing name from disk backup element"));
            if (element.attribute("backup").filter("no"::equals).isPresent()) return leftOut(name);
            boolean pull = mode == Mode.PULL;
            return new Part(name, true, kept ? word(State.class, element, "state") : Optional.empty(),
                    word(Amount.class, element, "backupmode"), element.attribute("incremental"),
                    element.attribute("exportname").filter(_ -> pull), element.attribute("exportbitmap").filter(_ -> pull),
                    element.child("driver").flatMap(driver -> driver.attribute("type")), Optional.of(store(element, pull, kept)));
        }

        private static <E extends Enum<E>> Optional<E> word(Class<E> type, Element element, String attribute) {
            return element.attribute(attribute).map(word -> List.of(type.getEnumConstants()).stream()
                    .filter(some -> some.name().toLowerCase(Locale.ROOT).equals(word)).findFirst().orElseThrow(() ->
                            DOMAIN.error(XML_ERROR, "Invalid value for attribute '%s' in element 'disk': '%s'.", attribute, word)));
        }

        private static DiskSource store(Element element, boolean pull, boolean kept) {
            Optional<Element> image = element.child(pull ? "scratch" : "target");
            DiskSource source = switch (element.attribute("type").orElse("file")) {
                case "file" -> image.<DiskSource>map(some -> XmlBinding.read(DiskSource.File.class, some))
                        .orElse(new DiskSource.File(Optional.empty(), Optional.empty(), DiskSource.Extras.NONE));
                case "block" -> image.<DiskSource>map(some -> XmlBinding.read(DiskSource.Block.class, some))
                        .orElse(new DiskSource.Block(Optional.empty(), DiskSource.Extras.NONE));
                case String other -> throw DOMAIN.error(XML_ERROR, "unsupported disk backup type '%s'", other);
            };
            Optional<Integer> index = kept ? element.attribute("index").map(Integer::valueOf) : Optional.empty();
            return index.map(number -> source.withExtras(source.extras().withIndex(number))).orElse(source);
        }

        private void write(XmlWriter writer, Mode mode, boolean kept) {
            writer.start("disk").attribute("name", name).attribute("backup", taken ? "yes" : "no");
            if (kept) state.ifPresent(now -> writer.attribute("state", XmlBinding.word(now)));
            if (taken) writeStore(writer, store.orElseThrow(), mode);
            writer.end();
        }

        private void writeStore(XmlWriter writer, DiskSource image, Mode mode) {
            writer.attribute("type", image instanceof DiskSource.Block ? "block" : "file");
            amount.ifPresent(much -> writer.attribute("backupmode", XmlBinding.word(much)));
            incremental.ifPresent(since -> writer.attribute("incremental", since));
            exportName.ifPresent(as -> writer.attribute("exportname", as));
            exportBitmap.ifPresent(bitmap -> writer.attribute("exportbitmap", bitmap));
            image.extras().index().ifPresent(number -> writer.attribute("index", number));
            format.ifPresent(word -> writer.start("driver").attribute("type", word).end());
            DiskSource.Extras extras = image.extras();
            DiskSource plain = image.withExtras(new DiskSource.Extras(extras.slice(), extras.seclabel(), extras.auth(),
                    extras.encryption(), extras.reservations(), extras.startupPolicy(), Optional.empty()));
            if (path(image).isPresent()) XmlBinding.write(mode == Mode.PULL ? "scratch" : "target", plain, writer);
        }

        private static Optional<String> path(DiskSource image) {
            return image instanceof DiskSource.File file ? file.file() : image instanceof DiskSource.Block block ? block.dev()
                    : Optional.empty();
        }
    }

    public Backup {
        disks = List.copyOf(disks);
    }

    /** A backup that is asked for. */
    public static Backup request(String document, int flags) {
        Element element = Element.parse(document, "domainbackup");
        Backup asked = read(element, false);
        return new Backup(asked.mode, asked.incremental, asked.server, asked.disks, Objects.NONE, flags, Done.NOTHING);
    }

    /** One that was under way. */
    public static Backup kept(Element element) {
        return read(element, true);
    }

    private static Backup read(Element element, boolean kept) {
        Mode mode = switch (element.attribute("mode").orElse("push")) {
            case "push" -> Mode.PUSH;
            case "pull" -> Mode.PULL;
            case String other -> throw DOMAIN.error(CONFIG_UNSUPPORTED, "unknown backup mode '%s'", other);
        };
        List<Part> disks = element.child("disks").map(Element::children).orElse(List.of()).stream()
                .map(disk -> Part.read(disk, mode, kept)).toList();
        Optional<Element> hidden = element.child("privateData").filter(_ -> kept);
        Optional<Element> done = hidden.flatMap(data -> data.child("done"));
        return new Backup(mode, element.child("incremental").map(Element::text).filter(text -> !text.isEmpty()),
                element.child("server").map(server -> server(server, mode)), disks,
                hidden.flatMap(data -> data.child("objects")).map(Backup::objects).orElse(Objects.NONE),
                done.flatMap(some -> some.attribute("flags")).map(Integer::valueOf).orElse(0),
                done.map(Backup::done).orElse(Done.NOTHING));
    }

    private static Server server(Element element, Mode mode) {
        if (mode != Mode.PULL) throw DOMAIN.error(CONFIG_UNSUPPORTED, "use of <server> requires pull mode backup");
        Server server = XmlBinding.read(Server.class, element);
        if (server.transport.filter(DiskSource.Host.Transport.RDMA::equals).isPresent()) {
            throw DOMAIN.error(CONFIG_UNSUPPORTED, "transport rdma is not supported for <server>");
        }
        boolean unix = server.transport.filter(DiskSource.Host.Transport.UNIX::equals).isPresent();
        if (unix && server.socket.filter(path -> path.startsWith("/")).isEmpty()) {
            throw DOMAIN.error(XML_ERROR, "backup socket path '%s' must be absolute", server.socket.orElse(""));
        }
        return server.transport.isPresent() ? server
                : new Server(Optional.of(DiskSource.Host.Transport.TCP), server.tls, server.name, server.port, server.socket);
    }

    private static Objects objects(Element element) {
        return new Objects(element.children("secret").stream().filter(secret -> secret.attribute("type").filter("tlskey"::equals)
                .isPresent()).findFirst().flatMap(secret -> secret.attribute("alias")),
                element.child("TLSx509").flatMap(tls -> tls.attribute("alias")));
    }

    private static Done done(Element element) {
        return new Done(number(element, "transferred"), number(element, "total"), number(element, "tempUsed"),
                number(element, "tempTotal"), element.attribute("error"));
    }

    private static long number(Element element, String attribute) {
        return element.attribute(attribute).map(Long::parseLong).orElse(0L);
    }

    public Backup withDisks(List<Part> now) {
        return new Backup(mode, incremental, server, now, objects, flags, done);
    }

    public Backup withServer(Server now) {
        return new Backup(mode, incremental, Optional.of(now), disks, objects, flags, done);
    }

    public Backup withObjects(Objects now) {
        return new Backup(mode, incremental, server, disks, now, flags, done);
    }

    public Backup withDone(Done now) {
        return new Backup(mode, incremental, server, disks, objects, flags, now);
    }

    /** The same, with this part in the place of the one of its disk. */
    public Backup with(Part changed) {
        return withDisks(disks.stream().map(part -> part.name().equals(changed.name) ? changed : part).toList());
    }

    /** The disks that are backed up. */
    public List<Part> taken() {
        return disks.stream().filter(Part::taken).toList();
    }

    public boolean any(Part.State state) {
        return disks.stream().anyMatch(part -> part.is(state));
    }

    public String format() {
        XmlWriter writer = new XmlWriter(View.PUBLIC);
        write(writer, false);
        return writer.toString();
    }

    /** With what only we need to know. */
    public String formatKept() {
        XmlWriter writer = new XmlWriter(View.PUBLIC);
        writeKept(writer);
        return writer.toString();
    }

    public void writeKept(XmlWriter writer) {
        write(writer, true);
    }

    private void write(XmlWriter writer, boolean kept) {
        writer.start("domainbackup").attribute("mode", XmlBinding.word(mode));
        incremental.ifPresent(since -> writer.element("incremental", since));
        server.ifPresent(where -> XmlBinding.write("server", where, writer));
        if (!disks.isEmpty()) {
            writer.start("disks");
            disks.forEach(disk -> disk.write(writer, mode, kept));
            writer.end();
        }
        if (kept) writeHidden(writer);
        writer.end();
    }

    private void writeHidden(XmlWriter writer) {
        boolean begun = flags != 0 || !done.equals(Done.NOTHING);
        if (objects.equals(Objects.NONE) && !begun) return;
        writer.start("privateData");
        if (!objects.equals(Objects.NONE)) {
            writer.start("objects");
            objects.secret.ifPresent(alias -> writer.start("secret").attribute("type", "tlskey").attribute("alias", alias).end());
            objects.certificates.ifPresent(alias -> writer.start("TLSx509").attribute("alias", alias).end());
            writer.end();
        }
        if (begun) {
            writer.start("done").attribute("flags", flags).attribute("transferred", done.transferred).attribute("total", done.total)
                    .attribute("tempUsed", done.tempUsed).attribute("tempTotal", done.tempTotal);
            done.error.ifPresent(text -> writer.attribute("error", text));
            writer.end();
        }
        writer.end();
    }
}
