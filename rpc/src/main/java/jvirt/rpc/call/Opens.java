package jvirt.rpc.call;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The call opens a stream, which goes on after the reply. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface Opens {
    Direction value();

    /** Who sends; a console does both and is marked by what libvirt marks it with. */
    enum Direction { CLIENT_READS, CLIENT_WRITES }
}
