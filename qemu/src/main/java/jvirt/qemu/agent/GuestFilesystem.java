package jvirt.qemu.agent;

import java.util.List;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Disk;
import jvirt.api.json.Json;

/** A file system that a guest has mounted, and the disks that it is on. */
public record GuestFilesystem(String name, String mountPoint, String type, Optional<Long> total, Optional<Long> used,
        List<Place> disks) {
    /** Where a disk is plugged in, as the guest finds it. */
    public record Place(Pci pci, int bus, int target, int unit, Optional<String> serial, Optional<String> device) {
        private record Pci(int domain, int bus, int slot, int function) {}

        static Place of(Json.Obj disk) {
            Json.Obj pci = disk.object("pci-controller");
            return new Place(new Pci(number(pci, "domain"), number(pci, "bus"), number(pci, "slot"), number(pci, "function")),
                    number(disk, "bus"), number(disk, "target"), number(disk, "unit"), disk.findString("serial"),
                    disk.findString("dev"));
        }

        private static int number(Json.Obj object, String name) {
            return (int) object.number(name);
        }

        /** The machine's disk at this place. */
        public Optional<Disk> in(Domain domain) {
            return domain.devices().disks().stream().filter(disk -> disk.address().filter(address -> holds(domain, address))
                    .isPresent()).findFirst();
        }

        private boolean holds(Domain domain, Address address) {
            return switch (address) {
                case Address.Pci at -> same(at);
                case Address.Drive at -> at.bus() == bus && at.target() == target && at.unit() == unit
                        && domain.devices().controllers().stream()
                                .filter(controller -> controller.index().orElse(0) == at.controller())
                                .anyMatch(controller -> controller.address() instanceof Optional<Address> where
                                        && where.filter(pci -> pci instanceof Address.Pci there && same(there)).isPresent());
                default -> false;
            };
        }

        private boolean same(Address.Pci at) {
            return at.domain() == pci.domain && at.bus() == pci.bus && at.slot() == pci.slot && at.function() == pci.function;
        }
    }

    /** From {@code guest-get-fsinfo}, which tells the last mounted first. */
    static List<GuestFilesystem> all(Json answer) {
        return answer.asList().reversed().stream().map(element -> of(element.asObject())).toList();
    }

    private static GuestFilesystem of(Json.Obj fs) {
        return new GuestFilesystem(fs.string("name"), fs.string("mountpoint"), fs.string("type"), fs.findNumber("total-bytes"),
                fs.findNumber("used-bytes"), fs.list("disk").stream().map(disk -> Place.of(disk.asObject())).toList());
    }
}
