package jvirt.api.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which texts are values of a type of XML Schema's, as far as libvirt's schemas use them. */
@FunctionalInterface
interface Datatype extends Predicate<String> {
    /** A limit to a type: {@code pattern}, {@code minInclusive} and their like. */
    record Facet(String name, String value) {}

    /** Integers that fit into so and so many bits. */
    Map<String, List<BigInteger>> RANGES = Map.ofEntries(
            Map.entry("byte", signed(8)), Map.entry("short", signed(16)), Map.entry("int", signed(32)), Map.entry("long", signed(64)),
            Map.entry("unsignedByte", unsigned(8)), Map.entry("unsignedShort", unsigned(16)),
            Map.entry("unsignedInt", unsigned(32)), Map.entry("unsignedLong", unsigned(64)));

    Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
    Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)");
    Pattern DOUBLE = Pattern.compile(DECIMAL.pattern() + "([eE][+-]?[0-9]+)?|-?INF|NaN");
    Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.-]*");
    Pattern DATE_TIME = Pattern.compile("-?\\d{4,}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})?");

    private static List<BigInteger> signed(int bits) {
        BigInteger end = BigInteger.ONE.shiftLeft(bits - 1);
        return List.of(end.negate(), end.subtract(BigInteger.ONE));
    }

    private static List<BigInteger> unsigned(int bits) {
        return List.of(BigInteger.ZERO, BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
    }

    /** The type of this name with its limits. */
    static Datatype of(String name, List<Facet> facets) {
        Datatype type = plain(name);
        for (Facet facet : facets) {
            Datatype before = type;
            Datatype limit = limit(facet);
            type = text -> before.test(text) && limit.test(text);
        }
        if (name.equals("string")) return type;
        Datatype collapsed = type;
        return text -> collapsed.test(collapse(text));
    }

    /** Just this text. */
    static Datatype value(String type, String value) {
        return type.equals("string") ? value::equals : new Value(collapse(value));
    }

    /** A word; what prints a pattern wants to see it. */
    record Value(String value) implements Datatype {
        @Override
        public boolean test(String text) {
            return collapse(text).equals(value);
        }
    }

    /** White space as XML Schema's {@code collapse} leaves it. */
    static String collapse(String text) {
        return text.strip().replaceAll("[ \t\r\n]+", " ");
    }

    private static Datatype plain(String name) {
        List<BigInteger> range = RANGES.get(name);
        if (range != null) return text -> integer(text) && within(new BigInteger(text), range);
        return switch (name) {
            case "integer" -> Datatype::integer;
            case "positiveInteger" -> text -> integer(text) && new BigInteger(text).signum() > 0;
            case "nonNegativeInteger" -> text -> integer(text) && new BigInteger(text).signum() >= 0;
            case "decimal" -> text -> DECIMAL.matcher(text).matches();
            case "double", "float" -> text -> DOUBLE.matcher(text).matches();
            case "NCName", "ID", "IDREF" -> text -> NAME.matcher(text).matches();
            case "boolean" -> text -> text.matches("true|false|1|0");
            case "dateTime" -> text -> DATE_TIME.matcher(text).matches();
            default -> _ -> true;   // string, token, anyURI: any text is one
        };
    }

    private static boolean integer(String text) {
        return INTEGER.matcher(text).matches();
    }

    private static boolean within(BigInteger number, List<BigInteger> range) {
        return number.compareTo(range.getFirst()) >= 0 && number.compareTo(range.getLast()) <= 0;
    }

    private static Datatype limit(Facet facet) {
        return switch (facet.name) {
            case "pattern" -> {
                Pattern pattern = Pattern.compile(java(facet.value));
                yield text -> pattern.matcher(text).matches();
            }
            case "minInclusive" -> text -> new BigDecimal(text).compareTo(new BigDecimal(facet.value)) >= 0;
            case "maxInclusive" -> text -> new BigDecimal(text).compareTo(new BigDecimal(facet.value)) <= 0;
            case "minLength" -> text -> text.length() >= Integer.parseInt(facet.value);
            case "maxLength" -> text -> text.length() <= Integer.parseInt(facet.value);
            case "length" -> text -> text.length() == Integer.parseInt(facet.value);
            default -> throw new IllegalArgumentException("no such facet: " + facet.name);
        };
    }

    /** XML Schema's expressions have no anchors: outside of brackets, {@code ^} and {@code $} mean themselves. */
    private static String java(String expression) {
        StringBuilder java = new StringBuilder();
        boolean bracket = false;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\') {
                java.append(c).append(expression.charAt(++i));
                continue;
            }
            if (c == '[') bracket = true;
            if (c == ']') bracket = false;
            if (!bracket && (c == '^' || c == '$')) java.append('\\');
            java.append(c);
        }
        return java.toString();
    }
}
