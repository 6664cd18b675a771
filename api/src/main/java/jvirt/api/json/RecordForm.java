package jvirt.api.json;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/** A record as an object: a component is a member. */
final class RecordForm implements JsonForm {
    /** One component. An absent optional is no member; an absent list is empty, an absent truth false. */
    private record Member(String name, MethodHandle get, JsonForm form, boolean optional, boolean rest, Object absent) {}

    private final Class<?> type;
    private final Member[] members;
    private final MethodHandle constructor;

    RecordForm(Class<?> type) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            MethodHandles.Lookup lookup = lookup(type);
            constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            members = new Member[components.length];
            for (int i = 0; i < members.length; i++) members[i] = member(components[i], lookup);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("the package of " + type + " must be open to jvirt.api", e);
        }
    }

    private static MethodHandles.Lookup lookup(Class<?> type) throws IllegalAccessException {
        RecordForm.class.getModule().addReads(type.getModule());
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    private static Member member(RecordComponent component, MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        Key key = component.getAnnotation(Key.class);
        boolean optional = component.getType() == Optional.class;
        Type wanted = component.getGenericType();
        if (optional) wanted = ((ParameterizedType) wanted).getActualTypeArguments()[0];
        MethodHandle get = lookup.unreflect(component.getAccessor())
                .asType(MethodType.methodType(Object.class, Object.class));
        return new Member(key == null ? dashed(component.getName()) : key.value(), get, JsonForm.of(wanted), optional,
                component.isAnnotationPresent(Rest.class), absent(component.getType()));
    }

    /** What stands for an absent member of this type; null where it must not be absent. */
    private static Object absent(Class<?> type) {
        if (type == List.class) return List.of();
        if (type == boolean.class) return false;
        return type == Json.class ? Json.Null.NULL : null;
    }

    /** {@code nodeName} is {@code node-name}. */
    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    @Override
    public Object read(Json json) {
        Json.Obj object = json.asObject();
        Object[] values = new Object[members.length];
        for (int i = 0; i < values.length; i++) values[i] = read(members[i], object);
        try {
            return (Object) constructor.invokeExact(values);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private Object read(Member member, Json.Obj object) {
        if (member.rest) return rest(object);
        Optional<Json> found = object.find(member.name);
        if (member.optional) return found.map(json -> read(member, json));
        if (found.isPresent()) return read(member, found.get());
        if (member.absent == null) throw new JsonException("no member '" + member.name + "' for " + type.getSimpleName());
        return member.absent;
    }

    private Object read(Member member, Json json) {
        try {
            return member.form.read(json);
        } catch (JsonException e) {
            throw new JsonException("member '" + member.name + "': " + e.getMessage(), e);
        }
    }

    private Json.Obj rest(Json.Obj object) {
        SequencedMap<String, Json> left = new LinkedHashMap<>(object.members());
        for (Member member : members) left.remove(member.name);
        return new Json.Obj(left);
    }

    @Override
    public Json write(Object value) {
        SequencedMap<String, Json> written = new LinkedHashMap<>();
        for (Member member : members) {
            Object part = get(member, value);
            if (part instanceof Optional<?> optional) {
                if (optional.isEmpty()) continue;
                part = optional.get();
            }
            if (member.rest) {
                written.putAll(((Json.Obj) part).members());
            } else {
                written.put(member.name, member.form.write(part));
            }
        }
        return new Json.Obj(written);
    }

    private static Object get(Member member, Object value) {
        try {
            return (Object) member.get.invokeExact(value);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static RuntimeException unchecked(Throwable e) {
        if (e instanceof Error error) throw error;
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
}
