package jvirt.api.nwfilter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlWriter;

/** Values of variables, each a list, {@code <parameter name='IP' value='10.1.2.3'/>}; printed by name. */
public record Variables(SortedMap<String, List<String>> values) {
    public static final Variables NONE = new Variables(Collections.emptySortedMap());
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]*");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_.:]+");

    public Variables {
        SortedMap<String, List<String>> copy = new TreeMap<>();
        values.forEach((name, list) -> copy.put(name, List.copyOf(list)));
        values = Collections.unmodifiableSortedMap(copy);
    }

    public static Variables of(Map<String, List<String>> values) {
        return new Variables(new TreeMap<>(values));
    }

    /** The parameters of a reference. Those that are none are passed over, as libvirt does. */
    public static Variables read(Element reference) {
        SortedMap<String, List<String>> values = new TreeMap<>();
        for (Element parameter : reference.children("parameter")) {
            String name = parameter.attribute("name").orElse("?");
            String value = parameter.attribute("value").orElse("");
            if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) continue;
            values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return new Variables(values);
    }

    void write(XmlWriter writer) {
        values.forEach((name, list) -> list.forEach(value ->
                writer.start("parameter").attribute("name", name).attribute("value", value).end()));
    }

    /** The values of a variable; none when it is not known. */
    public List<String> of(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** These and the other's; where both know a variable, the other's. */
    public Variables overriddenBy(Variables other) {
        SortedMap<String, List<String>> both = new TreeMap<>(values);
        both.putAll(other.values);
        return new Variables(both);
    }

    /** These, and a value of a variable where it is not known. */
    public Variables orElse(String name, List<String> value) {
        return values.containsKey(name) ? this : with(name, value);
    }

    /** These, with other values of one variable. */
    public Variables with(String name, List<String> value) {
        SortedMap<String, List<String>> more = new TreeMap<>(values);
        more.put(name, value);
        return new Variables(more);
    }

    /** Whether what a rule uses is there. */
    public boolean has(VariableUse use) {
        return switch (use) {
            case VariableUse.Element(var name, var index) -> index < of(name).size();
            case VariableUse.Iterator(var name, _) -> !of(name).isEmpty();
        };
    }
}
