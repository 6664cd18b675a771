package jvirt.web.json;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import jvirt.api.MemorySize;
import jvirt.api.json.Json;
import jvirt.api.xml.Element;
import jvirt.api.xml.Is;
import jvirt.api.xml.Metadata;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlWriter;

/**
 * Any record as JSON, derived from its header: a component is a member under its own name, what is absent is left out, a variant of
 * a sealed interface says in {@code kind} which one it is. It is one way: what comes from a browser is a small record of its own.
 */
public final class Plain {
    private static final ClassValue<List<Member>> MEMBERS = new ClassValue<>() {
        @Override protected List<Member> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents()).map(Member::of).toList();
        }
    };
    private static final ClassValue<Optional<String>> KINDS = new ClassValue<>() {
        @Override protected Optional<String> computeValue(Class<?> type) {
            return kind(type);
        }
    };

    private Plain() {}

    private record Member(String name, Method get) {
        static Member of(RecordComponent component) {
            Method get = component.getAccessor();
            get.setAccessible(true);    // a route's own records are no more public than the route needs
            return new Member(component.getName(), get);
        }

        Object in(Object value) {
            try {
                return get.invoke(value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(get + " cannot be read", e);
            }
        }
    }

    /** The value as JSON. */
    public static Json of(Object value) {
        return switch (value) {
            case Json json -> json;
            case MemorySize size -> Json.of(size.kib());
            case Element element -> Json.of(new XmlWriter(View.PUBLIC).verbatim(element).toString());
            case Metadata metadata -> of(metadata.element());
            case Enum<?> constant -> Json.of(word(constant));
            case Boolean truth -> Json.of(truth);
            case Integer number -> Json.of(number);
            case Long number -> Json.of(number);
            case Short number -> Json.of(number);
            case Byte number -> Json.of(number);
            case Number number -> new Json.Num(number.toString());
            case Collection<?> many -> Json.array(many.stream().map(Plain::of).toList());
            case Map<?, ?> map -> object(map);
            case Record rec -> object(rec);
            default -> Json.of(value.toString());
        };
    }

    private static Json object(Map<?, ?> map) {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        map.forEach((name, value) -> members.put(name.toString(), of(value)));
        return new Json.Obj(members);
    }

    private static Json object(Record rec) {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        KINDS.get(rec.getClass()).ifPresent(kind -> members.put("kind", Json.of(kind)));
        for (Member member : MEMBERS.get(rec.getClass())) {
            switch (member.in(rec)) {
                case null -> { }
                case Optional<?> maybe -> maybe.ifPresent(value -> members.put(member.name, of(value)));
                case OptionalInt maybe -> maybe.ifPresent(value -> members.put(member.name, Json.of(value)));
                case OptionalLong maybe -> maybe.ifPresent(value -> members.put(member.name, Json.of(value)));
                case Object value -> members.put(member.name, of(value));
            }
        }
        return new Json.Obj(members);
    }

    /** The word of XML where the record has one, its name where it has none; nothing for a record that is no variant. */
    private static Optional<String> kind(Class<?> type) {
        for (Class<?> choice : type.getInterfaces()) {
            if (!choice.isSealed()) continue;
            Is is = type.getAnnotation(Is.class);
            return Optional.of(is == null ? type.getSimpleName().toLowerCase(Locale.ROOT) : is.value()[0]);
        }
        return Optional.empty();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
