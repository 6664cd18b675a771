package jvirt.api.capabilities;

import java.util.List;
import jvirt.api.xml.Name;
import jvirt.api.xml.YesNo;

/** Something that is there or not, and what can be chosen of it. */
public record Group(YesNo supported, @Name("enum") List<Choice> choices) {
    public static final Group NO = new Group(YesNo.NO, List.of());

    public static Group of(boolean supported) {
        return new Group(YesNo.of(supported), List.of());
    }

    public static Group yes(Choice... choices) {
        return new Group(YesNo.YES, List.of(choices));
    }

    /** The values of this choice; none where there is no such choice. */
    public List<String> values(String choice) {
        return choices.stream().filter(candidate -> candidate.name().equals(choice)).findFirst()
                .map(Choice::value).orElse(List.of());
    }
}
