package jvirt.network.filter;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.NWFILTER;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import jvirt.api.VirtException;
import jvirt.api.nwfilter.FilterBinding;
import jvirt.api.nwfilter.NetworkFilter;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlWriter;
import jvirt.host.AtomicFile;
import jvirt.host.Roots;

/** Filters and bindings on disk: {@code etc/nwfilter/NAME.xml}, {@code run/nwfilter-binding/PORT.xml}. */
final class FilterStore {
    private static final Logger LOG = System.getLogger("jvirt.network");
    private final Path definitions;
    private final Path bindings;

    FilterStore(Roots roots) {
        this.definitions = roots.etc().resolve("nwfilter");
        this.bindings = roots.run().resolve("nwfilter-binding");
    }

    /** The definitions; on a new host those that everybody expects. One that was taken away stays away. */
    List<NetworkFilter> definitions() {
        if (!Files.exists(definitions)) predefined().forEach(this::save);
        return read(definitions, NetworkFilter::parse, NetworkFilter::name).stream().map(filter -> {
            if (filter.uuid().isPresent()) return filter;
            NetworkFilter identified = filter.withUuid(UUID.randomUUID());
            save(identified);
            return identified;
        }).toList();
    }

    /** Those that come with libvirt, under their names. */
    static List<NetworkFilter> predefined() {
        try (InputStream documents = FilterStore.class.getResourceAsStream("predefined.xml")) {
            Element all = Element.parse(new String(documents.readAllBytes(), StandardCharsets.UTF_8), "filters");
            return all.children().stream().map(filter -> NetworkFilter.read(filter).withUuid(UUID.randomUUID())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void save(NetworkFilter filter) {
        Path file = file(definitions, filter.name());
        String comment = """
                <!--
                WARNING: THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE
                OVERWRITTEN AND LOST. Changes to this xml configuration should be made using:
                  jvirt nwfilter-edit %s
                or other application using the libvirt API.
                -->

                """.formatted(filter.name().contains("--") ? filter.uuid().orElseThrow() : filter.name());
        try {
            AtomicFile.write(file, comment + filter.format());
        } catch (IOException e) {
            throw NWFILTER.error(SYSTEM_ERROR, e, "cannot create config file '%s': %s", file, e.getMessage());
        }
    }

    void delete(NetworkFilter filter) {
        try {
            AtomicFile.delete(file(definitions, filter.name()));
        } catch (IOException e) {
            throw NWFILTER.error(INTERNAL_ERROR, e, "cannot remove config for %s", filter.name());
        }
    }

    List<FilterBinding> bindings() {
        return read(bindings, FilterStore::status, FilterBinding::port);
    }

    private static FilterBinding status(String document) {
        Element root = Element.parse(document, "filterbindingstatus");
        return FilterBinding.read(root.child("filterbinding").orElseThrow(() ->
                NWFILTER.error(INTERNAL_ERROR, "filter binding status missing content")));
    }

    void save(FilterBinding binding) {
        Path file = file(bindings, binding.port());
        XmlWriter writer = new XmlWriter(View.LIVE).start("filterbindingstatus");
        binding.write(writer);
        try {
            AtomicFile.replace(file, writer.end().toString());
        } catch (IOException e) {
            throw NWFILTER.error(SYSTEM_ERROR, e, "cannot create config file '%s': %s", file, e.getMessage());
        }
    }

    void delete(FilterBinding binding) {
        Path file = file(bindings, binding.port());
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw NWFILTER.error(SYSTEM_ERROR, e, "Unable to remove status '%s' for nwfilter binding %s: %s", file, binding.port(),
                    e.getMessage());
        }
    }

    /** A name is one name in its folder, whatever a document says. */
    private static Path file(Path folder, String name) {
        if (name.contains("/") || name.equals(".") || name.equals("..")) {
            throw NWFILTER.error(XML_ERROR, "name %s cannot contain '/'", name);
        }
        return folder.resolve(name + ".xml");
    }

    /** All documents of a folder; one that cannot be read, or lies under another name, is logged and left alone. */
    private static <T> List<T> read(Path folder, Function<String, T> parser, Function<T, String> name) {
        if (!Files.isDirectory(folder)) return List.of();
        List<T> all = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder, "*.xml")) {
            for (Path file : files) {
                try {
                    T read = parser.apply(Files.readString(file));
                    if (!file.getFileName().toString().equals(name.apply(read) + ".xml")) {
                        throw NWFILTER.error(XML_ERROR, "network filter config filename '%s' does not match name '%s'", file,
                                name.apply(read));
                    }
                    all.add(read);
                } catch (IOException | VirtException e) {
                    LOG.log(Level.ERROR, file + " is passed over: " + e.getMessage(), e);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, folder + " cannot be read", e);
        }
        return all;
    }
}
