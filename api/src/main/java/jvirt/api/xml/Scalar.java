package jvirt.api.xml;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;

/** How a value that fits into one attribute, or into one text, is read and printed. */
abstract class Scalar {
    /** Where a text was found, for the error that names it. */
    record Place(String attribute, Element element, Refused refused) {
        /** libvirt's wording: attributes by {@code virXMLProp*}, texts of elements by its older readers. */
        VirtException invalid(String value, String expected) {
            if (refused != null && !refused.unknown().isEmpty()) return refused.by().error(refused.code(), refused.unknown(), value);
            String hint = expected.isEmpty() ? "." : ". Expected " + expected;
            return attribute.isEmpty()
                    ? ErrorDomain.XML.error(XML_ERROR, "Invalid value '%s' for element '%s'%s", value, element.name(), hint)
                    : ErrorDomain.XML.error(XML_ERROR, "Invalid value for attribute '%s' in element '%s': '%s'%s", attribute,
                            element.name(), value, hint);
        }
    }

    abstract Object parse(String text, Place place);

    String format(Object value) {
        return value.toString();
    }

    /** The scalar form of a type, or empty when the type has none. */
    static Optional<Scalar> of(Class<?> type, Hex hex) {
        if (type == String.class) return Optional.of(TEXT);
        if (type == int.class || type == Integer.class) return Optional.of(hex == null ? INT : new HexInt(hex.value()));
        if (type == long.class || type == Long.class) return Optional.of(hex == null ? LONG : new HexLong(hex.value()));
        if (type == UUID.class) return Optional.of(UUID_FORM);
        if (type == Path.class) return Optional.of(PATH);
        if (type.isEnum()) return Optional.of(WORDS.get(type));
        return Custom.of(type);
    }

    private static final Scalar TEXT = new Scalar() {
        @Override
        Object parse(String text, Place place) {
            return text;
        }
    };

    private static final Scalar PATH = new Scalar() {
        @Override
        Object parse(String text, Place place) {
            return Path.of(text);
        }
    };

    private static final Scalar UUID_FORM = new Scalar() {
        @Override
        Object parse(String text, Place place) {
            return Uuids.parse(text).orElseThrow(() -> place.invalid(text, "UUID"));
        }
    };

    private static final Scalar INT = new Scalar() {
        @Override
        Object parse(String text, Place place) {
            try {
                long value = Numbers.parse(text, 10);
                if (value == (int) value || value >>> 32 == 0) return (int) value;
            } catch (NumberFormatException _) {
                // the same error as for a number that is too large
            }
            throw place.invalid(text, text.startsWith("-") ? "integer value" : "non-negative integer value");
        }
    };

    private static final Scalar LONG = new Scalar() {
        @Override
        Object parse(String text, Place place) {
            try {
                return Numbers.parse(text, 10);
            } catch (NumberFormatException _) {
                throw place.invalid(text, "non-negative integer value");
            }
        }

        @Override
        String format(Object value) {
            return Long.toUnsignedString((Long) value);
        }
    };

    /** Read in any base, printed with {@code 0x} and leading zeros. */
    private static final class HexInt extends Scalar {
        private final int digits;

        HexInt(int digits) {
            this.digits = digits;
        }

        @Override
        Object parse(String text, Place place) {
            try {
                long value = Numbers.parse(text, 0);
                if (value >>> 32 == 0) return (int) value;
            } catch (NumberFormatException _) {
                // the same error as for a number that is too large
            }
            throw place.invalid(text, "non-negative integer value");
        }

        @Override
        String format(Object value) {
            return Numbers.hex(Integer.toUnsignedLong((int) value), digits);
        }
    }

    /** As {@link HexInt}, of 64 bits. */
    private static final class HexLong extends Scalar {
        private final int digits;

        HexLong(int digits) {
            this.digits = digits;
        }

        @Override
        Object parse(String text, Place place) {
            try {
                return Numbers.parse(text, 0);
            } catch (NumberFormatException _) {
                throw place.invalid(text, "non-negative integer value");
            }
        }

        @Override
        String format(Object value) {
            return Numbers.hex((long) value, digits);
        }
    }

    /** An enum: its constants in lower case with {@code -} for {@code _}, or their {@link Name}. */
    private static final class Words extends Scalar {
        private final Map<String, Object> constants = new HashMap<>();
        private final Map<Object, String> words = new HashMap<>();

        Words(Class<?> type) {
            for (Object constant : type.getEnumConstants()) {
                String word = derived((Enum<?>) constant);
                constants.put(word, constant);
                words.put(constant, word);
            }
        }

        @Override
        Object parse(String text, Place place) {
            Object constant = constants.get(text);
            if (constant == null) throw place.invalid(text, "");
            return constant;
        }

        @Override
        String format(Object value) {
            return words.get(value);
        }
    }

    private static final ClassValue<Words> WORDS = new ClassValue<>() {
        @Override
        protected Words computeValue(Class<?> type) {
            return new Words(type);
        }
    };

    /** The word that stands for an enum's constant. */
    static String word(Enum<?> constant) {
        return WORDS.get(constant.getDeclaringClass()).words.get(constant);
    }

    private static String derived(Enum<?> constant) {
        try {
            Name name = constant.getDeclaringClass().getField(constant.name()).getAnnotation(Name.class);
            return name == null ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-') : name.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A type of its own with {@code static X parse(String)} and {@code toString}. */
    private static final class Custom extends Scalar {
        private final MethodHandle parser;

        private Custom(MethodHandle parser) {
            this.parser = parser;
        }

        static Optional<Scalar> of(Class<?> type) {
            if (type.isAnnotationPresent(Name.class)) return Optional.empty();   // its parse reads a whole document
            try {
                MethodHandle parser = MethodHandles.publicLookup().findStatic(type, "parse",
                        MethodType.methodType(type, String.class));
                return Optional.of(new Custom(parser.asType(MethodType.methodType(Object.class, String.class))));
            } catch (NoSuchMethodException | IllegalAccessException _) {
                return Optional.empty();
            }
        }

        @Override
        Object parse(String text, Place place) {
            try {
                return (Object) parser.invokeExact(text);
            } catch (IllegalArgumentException _) {
                throw place.invalid(text, "");
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
