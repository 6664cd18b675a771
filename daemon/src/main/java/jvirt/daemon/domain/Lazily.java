package jvirt.daemon.domain;

import java.util.function.Supplier;

/** Something that is made when it is first asked for, once. */
final class Lazily<T> implements Supplier<T> {
    private final Supplier<T> make;
    private T made;

    private Lazily(Supplier<T> make) {
        this.make = make;
    }

    static <T> Supplier<T> of(Supplier<T> make) {
        return new Lazily<>(make);
    }

    @Override
    public synchronized T get() {
        if (made == null) made = make.get();
        return made;
    }
}
