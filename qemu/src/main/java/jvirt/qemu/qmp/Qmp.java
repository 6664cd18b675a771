package jvirt.qemu.qmp;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The name of a command or an event in QEMU's monitor protocol, and how long a command may take. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Qmp {
    String value();

    /** A healthy QEMU answers in milliseconds, one that waits for a stuck disk or a loaded host in seconds. */
    int seconds() default 30;
}
