package jvirt.api.domain;

import static jvirt.api.ErrorCode.XML_DETAIL;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.ByAttr;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Is;
import jvirt.api.xml.Text;
import jvirt.api.xml.Uuids;

/** What the guest's firmware tells of the machine, {@code <sysinfo>}. */
@ByAttr("type")
public sealed interface SysInfo {
    /** Tables of SMBIOS. */
    @Is("smbios")
    record SmBios(Optional<Bios> bios, Optional<System> system, List<BaseBoard> baseBoard, Optional<Chassis> chassis,
            Optional<OemStrings> oemStrings) implements SysInfo {
        public SmBios {
            baseBoard = baseBoard.stream().filter(board -> !board.entry.isEmpty()).toList();
        }
    }

    /** Files of QEMU's configuration device. */
    @Is("fwcfg")
    record FwCfg(List<FwEntry> entry) implements SysInfo {}

    record Bios(List<Entry> entry) {
        public Bios {
            entry = Entry.known(entry, "vendor", "version", "date", "release");
        }
    }

    record System(List<Entry> entry) {
        public System {
            entry = Entry.known(entry, "manufacturer", "product", "version", "serial", "uuid", "sku", "family");
        }
    }

    record BaseBoard(List<Entry> entry) {
        public BaseBoard {
            entry = Entry.known(entry, "manufacturer", "product", "version", "serial", "asset", "location");
        }
    }

    record Chassis(List<Entry> entry) {
        public Chassis {
            entry = Entry.known(entry, "manufacturer", "version", "serial", "asset", "sku");
        }
    }

    record OemStrings(@InElement List<String> entry) {}

    /** One field of a table. */
    record Entry(String name, @Text Optional<String> value) {
        /** The first entry of each name that libvirt knows, in its order. */
        static List<Entry> known(List<Entry> entries, String... names) {
            return Stream.of(names)
                    .flatMap(name -> entries.stream()
                            .filter(entry -> entry.name.equals(name) && entry.value.isPresent())
                            .limit(1))
                    .map(Entry::tidy)
                    .toList();
        }

        /** The UUID as QEMU wants it. */
        private Entry tidy() {
            if (!name.equals("uuid")) return this;
            return new Entry(name, Optional.of(value.flatMap(Uuids::parse)
                    .orElseThrow(() -> ErrorDomain.SYSINFO.error(XML_DETAIL, "malformed <sysinfo> uuid element"))
                    .toString()));
        }
    }

    /** A file by its name in the guest: a text, or a file of the host. */
    record FwEntry(Optional<String> name, Optional<Path> file, @Text Optional<String> value) {
        public FwEntry {
            if (name.isEmpty()) {
                throw ErrorDomain.SYSINFO.error(XML_ERROR, "Firmware entry is missing 'name' attribute");
            }
            if (value.isEmpty() && file.isEmpty()) {
                throw ErrorDomain.SYSINFO.error(XML_ERROR, "Firmware entry must have either value or 'file' attribute");
            }
        }
    }
}
