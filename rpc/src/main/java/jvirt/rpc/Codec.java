package jvirt.rpc;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import jvirt.api.record.Shape;
import jvirt.rpc.call.Arm;
import jvirt.rpc.call.Chars;
import jvirt.rpc.call.Count;
import jvirt.rpc.call.Max;
import jvirt.rpc.call.Opaque;

/**
 * The XDR form of a type, derived once from a record's header: the order, types and limits of its components. A length is
 * checked against its limit and the rest of the message before anything is allocated for it.
 *
 * @param <T> the type
 */
public abstract class Codec<T> {
    /** {@code REMOTE_STRING_MAX}, src/remote/remote_protocol.x. */
    static final int STRING_MAX = 4_194_304;

    private static final ClassValue<Codec<?>> RECORDS = new ClassValue<>() {
        @Override
        protected Codec<?> computeValue(Class<?> type) {
            return new OfRecord(type);
        }
    };

    private Codec() {}

    public abstract T read(XdrReader in);

    public abstract void write(T value, XdrWriter out);

    /** The fewest bytes that one value takes: what keeps a hostile count from allocating much. */
    int leastBytes() {
        return 4;
    }

    /** The codec of a record. */
    @SuppressWarnings("unchecked")
    public static <T> Codec<T> of(Class<T> type) {
        return (Codec<T>) RECORDS.get(type);
    }

    /** The codec of a component. */
    private static Codec<?> ofComponent(RecordComponent component) {
        OptionalInt usual = Usual.limit(component.getDeclaringRecord());
        if (usual.isPresent()) return of(component.getGenericType(), usual.getAsInt());
        Max max = component.getAnnotation(Max.class);
        Chars chars = component.getAnnotation(Chars.class);
        if (chars != null) return new FixedChars(chars.value());
        if (component.isAnnotationPresent(Count.class)) return COUNT;
        return of(component.getGenericType(), max == null ? STRING_MAX : max.value());
    }

    /** No switch over patterns: a JVM makes a class for one when it is first there, and a command has no 5 ms to spare. */
    private static Codec<?> of(Type type, int max) {
        if (type instanceof Class<?> c) {
            if (c == int.class || c == Integer.class) return INT;
            if (c == Byte.class) return CHAR;
            if (c == long.class || c == Long.class) return HYPER;
            if (c == double.class) return DOUBLE;
            if (c == String.class) return STRING;
            if (c == UUID.class) return UUID_16;
            if (c == Opaque.class) return new Bytes(max);
            if (c.isSealed()) return new Union(c);
            if (c.isRecord()) return RECORDS.get(c);
        } else if (type instanceof ParameterizedType p) {
            if (p.getRawType() == Optional.class) return new Pointer<>(of(argument(p), max));
            if (p.getRawType() == List.class) return new Array<>(of(argument(p), STRING_MAX), max);
        }
        throw new IllegalArgumentException("no XDR form for " + type);
    }

    private static Type argument(ParameterizedType type) {
        return type.getActualTypeArguments()[0];
    }

    private static final Codec<Integer> INT = new Codec<>() {
        @Override
        public Integer read(XdrReader in) {
            return in.readInt();
        }

        @Override
        public void write(Integer value, XdrWriter out) {
            out.writeInt(value);
        }
    };

    private static final Codec<Integer> COUNT = new Codec<>() {
        @Override
        public Integer read(XdrReader in) {
            int count = in.readInt();
            if (count < 0) throw new CodecException("a count of " + count);
            return count;
        }

        @Override
        public void write(Integer value, XdrWriter out) {
            out.writeInt(value);
        }
    };

    /** An XDR character takes four bytes. */
    private static final Codec<Byte> CHAR = new Codec<>() {
        @Override
        public Byte read(XdrReader in) {
            return (byte) in.readInt();
        }

        @Override
        public void write(Byte value, XdrWriter out) {
            out.writeInt(value);
        }
    };

    private static final Codec<Long> HYPER = new Codec<>() {
        @Override
        public Long read(XdrReader in) {
            return in.readHyper();
        }

        @Override
        public void write(Long value, XdrWriter out) {
            out.writeHyper(value);
        }

        @Override
        int leastBytes() {
            return 8;
        }
    };

    private static final Codec<Double> DOUBLE = new Codec<>() {
        @Override
        public Double read(XdrReader in) {
            return Double.longBitsToDouble(in.readHyper());
        }

        @Override
        public void write(Double value, XdrWriter out) {
            out.writeHyper(Double.doubleToRawLongBits(value));
        }

        @Override
        int leastBytes() {
            return 8;
        }
    };

    private static final Codec<String> STRING = new Codec<>() {
        @Override
        public String read(XdrReader in) {
            return in.readString(STRING_MAX);
        }

        @Override
        public void write(String value, XdrWriter out) {
            out.writeString(value);
        }
    };

    /** {@code opaque[16]}: no length on the wire. */
    private static final Codec<UUID> UUID_16 = new Codec<>() {
        @Override
        public UUID read(XdrReader in) {
            return new UUID(in.readHyper(), in.readHyper());
        }

        @Override
        public void write(UUID value, XdrWriter out) {
            out.writeHyper(value.getMostSignificantBits());
            out.writeHyper(value.getLeastSignificantBits());
        }

        @Override
        int leastBytes() {
            return 16;
        }
    };

    private static final class Bytes extends Codec<Opaque> {
        private final int max;

        Bytes(int max) {
            this.max = max;
        }

        @Override
        public Opaque read(XdrReader in) {
            return new Opaque(in.readOpaque(max));
        }

        @Override
        public void write(Opaque value, XdrWriter out) {
            out.writeOpaque(value.bytes());
        }
    }

    private static final class FixedChars extends Codec<String> {
        private final int count;

        FixedChars(int count) {
            this.count = count;
        }

        @Override
        public String read(XdrReader in) {
            byte[] chars = new byte[count];
            int length = 0;
            for (int i = 0; i < count; i++) {
                chars[i] = (byte) in.readInt();
                if (chars[i] != 0 && length == i) length++;
            }
            return new String(chars, 0, length, StandardCharsets.UTF_8);
        }

        @Override
        public void write(String value, XdrWriter out) {
            byte[] chars = value.getBytes(StandardCharsets.UTF_8);
            // the last character is the terminating zero of the C array
            for (int i = 0; i < count; i++) out.writeInt(i < chars.length && i < count - 1 ? chars[i] : 0);
        }

        @Override
        int leastBytes() {
            return 4 * count;
        }
    }

    private static final class Pointer<T> extends Codec<Optional<T>> {
        private final Codec<T> target;

        Pointer(Codec<T> target) {
            this.target = target;
        }

        @Override
        public Optional<T> read(XdrReader in) {
            return in.readInt() == 0 ? Optional.empty() : Optional.of(target.read(in));
        }

        @Override
        public void write(Optional<T> value, XdrWriter out) {
            out.writeInt(value.isPresent() ? 1 : 0);
            value.ifPresent(present -> target.write(present, out));
        }
    }

    private static final class Array<T> extends Codec<List<T>> {
        private final Codec<T> element;
        private final int max;

        Array(Codec<T> element, int max) {
            this.element = element;
            this.max = max;
        }

        @Override
        public List<T> read(XdrReader in) {
            int count = in.readCount(max, element.leastBytes());
            List<T> values = new ArrayList<>(count);
            for (int i = 0; i < count; i++) values.add(element.read(in));
            return List.copyOf(values);
        }

        @Override
        public void write(List<T> value, XdrWriter out) {
            if (value.size() > max) throw new CodecException(value.size() + " elements above " + max);
            out.writeInt(value.size());
            for (T each : value) element.write(each, out);
        }
    }

    /** A sealed interface whose records are its arms. */
    private static final class Union extends Codec<Object> {
        private final Map<Integer, Codec<Object>> byNumber = new HashMap<>();
        private final Map<Class<?>, Integer> numbers = new HashMap<>();

        @SuppressWarnings("unchecked")
        Union(Class<?> type) {
            for (Class<?> arm : type.getPermittedSubclasses()) {
                int number = arm.getAnnotation(Arm.class).value();
                byNumber.put(number, (Codec<Object>) RECORDS.get(arm));
                numbers.put(arm, number);
            }
        }

        @Override
        public Object read(XdrReader in) {
            int number = in.readInt();
            Codec<Object> arm = byNumber.get(number);
            if (arm == null) throw new CodecException("no arm " + number);
            return arm.read(in);
        }

        @Override
        public void write(Object value, XdrWriter out) {
            int number = numbers.get(value.getClass());
            out.writeInt(number);
            byNumber.get(number).write(value, out);
        }

        @Override
        int leastBytes() {
            return 8;
        }
    }

    /** A record: its components one after the other. */
    private static final class OfRecord extends Codec<Object> {
        private final Codec<Object>[] components;
        private final Shape shape;

        @SuppressWarnings("unchecked")
        OfRecord(Class<?> type) {
            shape = Shape.of(type);
            RecordComponent[] header = type.getRecordComponents();
            components = (Codec<Object>[]) new Codec<?>[header.length];
            for (int i = 0; i < header.length; i++) components[i] = (Codec<Object>) ofComponent(header[i]);
        }

        @Override
        public Object read(XdrReader in) {
            Object[] values = new Object[components.length];
            for (int i = 0; i < values.length; i++) values[i] = components[i].read(in);
            return shape.make(values);
        }

        @Override
        public void write(Object value, XdrWriter out) {
            Object[] values = shape.values(value);
            for (int i = 0; i < values.length; i++) components[i].write(values[i], out);
        }

        @Override
        int leastBytes() {
            int bytes = 0;
            for (Codec<Object> component : components) bytes += component.leastBytes();
            return bytes;
        }
    }
}
