package jvirt.api.record;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;

/** A shape that works by reflection until it has been used so often that a class is worth its making. */
final class Growing extends Shape {
    /** By then what reflection costs more has cost about as much as a class does. */
    private static final int OFTEN = 40;

    private final Class<?> type;
    private final Method[] accessors;
    private final Constructor<?> constructor;
    private int uses;
    private volatile Shape made;

    Growing(Class<?> type) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        accessors = new Method[components.length];
        Class<?>[] parameters = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            accessors[i] = components[i].getAccessor();
            parameters[i] = components[i].getType();
        }
        try {
            constructor = type.getDeclaredConstructor(parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type + " has no canonical constructor", e);
        }
    }

    @Override
    public Object[] values(Object rec) {
        if (grown()) return made.values(rec);
        Object[] values = new Object[accessors.length];
        try {
            for (int i = 0; i < values.length; i++) values[i] = accessors[i].invoke(rec);
        } catch (InvocationTargetException e) {
            throw thrown(e);
        } catch (IllegalAccessException e) {
            throw hidden(e);
        }
        return values;
    }

    @Override
    public Object make(Object[] values) {
        if (grown()) return made.make(values);
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw thrown(e);
        } catch (IllegalAccessException e) {
            throw hidden(e);
        } catch (IllegalArgumentException e) {
            // as a made class has it
            throw (ClassCastException) new ClassCastException(type + ": " + e.getMessage()).initCause(e);
        } catch (InstantiationException e) {
            throw new AssertionError(e);
        }
    }

    /** Two threads may count past each other, or make it both: no harm. */
    private boolean grown() {
        if (made != null) return true;
        if (++uses < OFTEN) return false;
        made = made(type);
        return true;
    }

    /** Accessors and constructors of records throw nothing that is checked. */
    private static RuntimeException thrown(InvocationTargetException e) {
        if (e.getCause() instanceof Error error) throw error;
        return (RuntimeException) e.getCause();
    }

    private IllegalArgumentException hidden(IllegalAccessException e) {
        return new IllegalArgumentException(type + " must be public in a package exported to jvirt.api", e);
    }
}
