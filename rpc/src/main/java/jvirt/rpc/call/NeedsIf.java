package jvirt.rpc.call;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A permission that only some flags need: those calls whose {@code flags} have any bit of {@code anyOf}, or none of
 * {@code noneOf}. */
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(NeedsIf.All.class)
@Target({ElementType.TYPE})
public @interface NeedsIf {
    Permission permission();

    int anyOf() default 0;

    int noneOf() default 0;

    /** Several of them. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE})
    @interface All {
        NeedsIf[] value();
    }
}
