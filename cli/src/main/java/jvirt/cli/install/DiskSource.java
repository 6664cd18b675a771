package jvirt.cli.install;

import java.util.Optional;
import jvirt.api.xml.Element;

/** Where a disk's bytes are, or will be. */
sealed interface DiskSource {
    /** The path, or the address of a network volume; none for an empty drive. */
    Optional<String> path();

    /** {@code disk/@type} for it. */
    String type();

    /** {@code driver/@type} for it, where that is known. */
    default Optional<String> format() {
        return Optional.empty();
    }

    /** A drive without a medium. */
    record Empty() implements DiskSource {
        @Override public Optional<String> path() {
            return Optional.empty();
        }

        @Override public String type() {
            return "file";
        }
    }

    /** A file, device, folder or address that no pool knows. */
    record Plain(String address, String type) implements DiskSource {
        @Override public Optional<String> path() {
            return Optional.of(address);
        }
    }

    /** A volume of a pool. */
    record Known(Element pool, Element volume) implements DiskSource {
        @Override public Optional<String> path() {
            return Optional.of(volumePath());
        }

        private String volumePath() {
            return volume.child("target").flatMap(target -> target.child("path")).map(Element::text).orElse("");
        }

        @Override public String type() {
            return volume.attribute("type").orElseGet(() -> Pools.diskType(pool));
        }

        @Override public Optional<String> format() {
            return Optional.of(!type().equals("file") ? "raw" : volume.child("target").flatMap(target -> target.child("format"))
                    .flatMap(format -> format.attribute("type")).orElse("raw"));
        }
    }

    /** A path in a pool, where nothing is. */
    record Absent(Element pool, String address) implements DiskSource {
        @Override public Optional<String> path() {
            return Optional.of(address);
        }

        @Override public String type() {
            return Pools.diskType(pool);
        }
    }

    /** A path of which nothing is known, and where nothing is. */
    record Unknown(String address) implements DiskSource {
        @Override public Optional<String> path() {
            return Optional.of(address);
        }

        @Override public String type() {
            return "file";
        }
    }

    /** A volume that the installation makes. */
    record Created(Element pool, NewVolume volume) implements DiskSource {
        @Override public Optional<String> path() {
            return Optional.of(type().equals("network") ? volume.name() : Pools.path(pool, volume.name()));
        }

        @Override public String type() {
            return Pools.diskType(pool);
        }

        @Override public Optional<String> format() {
            return Optional.of(type().equals("file") ? volume.format().orElse("raw") : "raw");
        }
    }
}
