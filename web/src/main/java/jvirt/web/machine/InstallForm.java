package jvirt.web.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.json.ByKey;
import jvirt.api.json.Is;
import jvirt.api.json.Key;
import jvirt.web.http.Problem;

/** The wizard's answers. They mean a {@code jvirt install}, and nothing that cannot be said to it. */
record InstallForm(String host, String name, Optional<String> osinfo, @Key("memoryMib") long memoryMib, int vcpus, Optional<String> firmware,
        Source source, NewDisk disk, Plug network, Optional<String> graphics, @Key("virtType") Optional<String> virtType, boolean autostart,
        Optional<Boolean> start) {

    /** Where the system comes from. */
    @ByKey("kind")
    sealed interface Source {
        @Is("iso") record Iso(String path) implements Source {}
        @Is("tree") record Tree(String url) implements Source {}
        @Is("import") record Import(String path) implements Source {}
        @Is("pxe") record Pxe() implements Source {}
        @Is("cloud") record Cloud(String image, Optional<String> user, Optional<String> password, @Key("sshKey") Optional<String> sshKey,
                @Key("userData") Optional<String> userData) implements Source {}
        @Is("none") record None() implements Source {}
    }

    /** The first disk. */
    @ByKey("kind")
    sealed interface NewDisk {
        @Is("new") record New(String pool, @Key("sizeGib") long sizeGib, String format) implements NewDisk {}
        @Is("existing") record Existing(String path) implements NewDisk {}
        @Is("none") record None() implements NewDisk {}
    }

    /** What the first NIC is plugged into. */
    @ByKey("kind")
    sealed interface Plug {
        @Is("network") record Network(String name, Optional<String> portgroup) implements Plug {}
        @Is("bridge") record Bridge(String name) implements Plug {}
        @Is("user") record User() implements Plug {}
        @Is("none") record None() implements Plug {}
    }

    /** The words after {@code jvirt install}; {@code userData} is the file that holds cloud-init's. */
    List<String> words(String userData) {
        List<String> words = new ArrayList<>(List.of("--name", name, "--memory", Long.toString(memoryMib), "--vcpus", Integer.toString(vcpus),
                "--osinfo", osinfo.map(os -> "name=" + quoted(os)).orElse("detect=on,require=off")));
        virtType.ifPresent(type -> words.addAll(List.of("--virt-type", type)));
        if (firmware.filter("uefi"::equals).isPresent()) words.addAll(List.of("--boot", "uefi"));
        source(words, userData);
        disk(words);
        words.add("--network");
        words.add(switch (network) {
            case Plug.Network(String one, Optional<String> group) -> "network=" + quoted(one) + group.map(word -> ",portgroup=" + quoted(word)).orElse("");
            case Plug.Bridge(String one) -> "bridge=" + quoted(one);
            case Plug.User() -> "user";
            case Plug.None() -> "none";
        });
        words.addAll(List.of("--graphics", graphics.orElse("vnc"), "--noautoconsole"));
        if (autostart) words.add("--autostart");
        if (!start.orElse(true)) later(words);
        return words;
    }

    /** The machine is defined and nothing more, which an installer cannot be: its kernel and its medium are for the first boot alone. */
    private void later(List<String> words) {
        if (source instanceof Source.Iso || source instanceof Source.Tree) {
            throw Problem.of(400, "INSTALL", "an installation begins at once", "let it begin now, or choose another source");
        }
        words.add("--noreboot");
    }

    private void source(List<String> words, String userData) {
        switch (source) {
            case Source.Iso(String path) -> words.addAll(List.of("--cdrom", path));
            case Source.Tree(String url) -> words.addAll(List.of("--location", quoted(url)));
            case Source.Import(String path) -> words.addAll(List.of("--import", "--disk", "path=" + quoted(path)));
            case Source.Pxe() -> words.add("--pxe");
            case Source.Cloud _ -> words.addAll(List.of("--import", "--cloud-init", "user-data=" + quoted(userData)));
            case Source.None() -> words.add("--import");
        }
    }

    private void disk(List<String> words) {
        switch (disk) {
            case NewDisk.New(String pool, long size, String format) -> {
                String image = source instanceof Source.Cloud cloud ? ",backing_store=" + quoted(cloud.image) : "";
                words.addAll(List.of("--disk", "pool=" + quoted(pool) + ",size=" + size + ",format=" + quoted(format) + image));
            }
            case NewDisk.Existing(String path) -> words.addAll(List.of("--disk", "path=" + quoted(path)));
            case NewDisk.None() -> {
                if (!(source instanceof Source.Import)) words.addAll(List.of("--disk", "none"));
            }
        }
    }

    /** A value between the commas of an option. */
    private static String quoted(String value) {
        if (value.contains("'") || value.chars().anyMatch(Character::isISOControl)) {
            throw Problem.bad("'" + value + "' has a quote or a control character in it");
        }
        return value.matches("[A-Za-z0-9_./:@%+-]+") ? value : "'" + value + "'";
    }
}
