package jvirt.host;

import java.lang.reflect.Proxy;

/** Signals that ask a process for something else than its end. */
public final class Signals {
    private Signals() {}

    /**
     * Runs {@code action} on a thread of its own each time this process gets the signal, such as {@code HUP}. The virtual machine
     * hands signals on by the module {@code jdk.unsupported} alone, of which the compiler warns whoever names its types.
     */
    public static void on(String signal, Runnable action) {
        try {
            Class<?> signals = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handlers}, (self, method, words) ->
                    switch (method.getName()) {
                        case "handle" -> {
                            Thread.ofPlatform().name("SIG" + signal).start(action);
                            yield null;
                        }
                        case "equals" -> self == words[0];
                        case "hashCode" -> System.identityHashCode(self);
                        default -> "handler of SIG" + signal;
                    });
            signals.getMethod("handle", signals, handlers).invoke(null, signals.getConstructor(String.class).newInstance(signal), handler);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SIG" + signal + " cannot be handled", e);
        }
    }
}
