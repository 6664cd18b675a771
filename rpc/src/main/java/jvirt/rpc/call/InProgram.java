package jvirt.rpc.call;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The program of the procedures below; {@link Program#REMOTE} where this is not said. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface InProgram {
    Program value();
}
