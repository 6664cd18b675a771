package jvirt.qemu.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.Parameter;
import jvirt.api.json.Json;

/**
 * What KVM counts, as QEMU passes it on: figures by name for each object, the machine or a processor by its QOM path.
 *
 * @param kinds how each figure is to be taken, by its name
 */
public record KvmFigures(Map<String, Kind> kinds, List<Entry> entries) {
    /** @param suffix {@code sum} for what only grows, {@code cur} for what is now, {@code max} for a peak */
    record Kind(String suffix, boolean truth) {}

    record Entry(Optional<String> path, Map<String, Json> figures) {}

    private static final Map<String, String> SUFFIXES = Map.of("cumulative", "sum", "instant", "cur", "peak", "max");

    static KvmFigures of(List<Json.Obj> schemas, List<Json.Obj> answer, String target) {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        for (Json.Obj schema : schemas) {
            if (!schema.string("target").equals(target)) continue;
            for (Json stat : schema.list("stats")) {
                Json.Obj one = stat.asObject();
                // histograms are no figures
                Optional.ofNullable(SUFFIXES.get(one.string("type"))).ifPresent(suffix -> kinds.put(one.string("name"),
                        new Kind(suffix, one.findString("unit").filter("boolean"::equals).isPresent())));
            }
        }
        List<Entry> entries = new ArrayList<>();
        for (Json.Obj object : answer) {
            Map<String, Json> figures = new LinkedHashMap<>();
            for (Json stat : object.list("stats")) figures.put(stat.asObject().string("name"), stat.asObject().get("value"));
            entries.add(new Entry(object.findString("qom-path"), figures));
        }
        return new KvmFigures(kinds, entries);
    }

    /** The sum of a figure over all objects. */
    long sum(String name) {
        return entries.stream().map(entry -> entry.figures.get(name)).filter(Json.Num.class::isInstance).mapToLong(Json::asLong).sum();
    }

    /** The figures of an entry as parameters below {@code prefix}. */
    List<Parameter> parameters(Entry entry, String prefix) {
        List<Parameter> parameters = new ArrayList<>();
        entry.figures.forEach((name, value) -> {
            Kind kind = kinds.get(name);
            if (kind == null) return;
            String full = prefix + "." + name + "." + kind.suffix;
            if (kind.truth && value instanceof Json.Bool truth) parameters.add(Parameter.of(full, truth == Json.Bool.TRUE));
            if (!kind.truth && value instanceof Json.Num) parameters.add(Parameter.ofUllong(full, value.asLong()));
        });
        return parameters;
    }
}
