package jvirt.conformance.differential;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jvirt.api.json.Json;

/** Machines' documents by name, as they were written: those of the peer data, each text once, and virt-install's. */
record Documents(Map<String, Source> written) {
    private static final List<String> FAMILIES = List.of("qemuxml2argv", "qemuxml2argv-regen", "qemuxml2xml", "qemuxml2xml-regen",
            "qemuhotplug");

    /** Where a document comes from. */
    interface Source {
        /** @param side whose host it is for */
        String text(Host side) throws IOException, InterruptedException;
    }

    /** A daemon for virt-install to ask, and a folder for images. */
    record Host(String uri, Path images) {}

    static Documents of(Path peer, Path virtInstall) throws IOException {
        Map<String, Source> written = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        for (String family : FAMILIES) {
            for (String line : Files.readAllLines(peer.resolve(family).resolve("manifest.jsonl"))) {
                Json.Obj fields = Json.parse(line).asObject();
                if (fields.findString("input").filter(input -> input.endsWith(".xml")).isEmpty()) continue;
                String text = Files.readString(peer.resolve(family).resolve(fields.string("input")));
                boolean here = text.contains("<domain") && (text.contains("x86_64") || text.contains("i686"));
                if (here && seen.add(text)) written.put(family + "/" + fields.string("id"), _ -> text);
            }
        }
        for (String line : Files.readAllLines(virtInstall)) {
            int colon = line.indexOf(": ");
            if (line.startsWith("#") || colon < 0) continue;
            written.put("virt-install/" + line.substring(0, colon), host -> run(line.substring(colon + 2), host));
        }
        return new Documents(written);
    }

    private static String run(String options, Host host) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("virt-install", "--connect", host.uri, "--virt-type", "qemu", "--name",
                "new", "--noautoconsole", "--dry-run", "--print-xml", "1"));
        Stream.of(options.split(" ")).map(word -> word.replace("$IMG", host.images.toString())).forEach(command::add);
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException("virt-install " + options);
        return text;
    }

    /** Those whose name contains the text. */
    Documents named(String text) {
        Map<String, Source> some = new LinkedHashMap<>(written);
        some.keySet().removeIf(name -> !name.contains(text));
        return new Documents(some);
    }

    /** Every n-th of them, from the given one on. */
    Documents every(int n, int first) {
        Map<String, Source> some = new LinkedHashMap<>();
        int i = 0;
        for (var document : written.entrySet()) {
            if (i++ % n == first % n) some.put(document.getKey(), document.getValue());
        }
        return new Documents(some);
    }
}
