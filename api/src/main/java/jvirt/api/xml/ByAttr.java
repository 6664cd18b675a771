package jvirt.api.xml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A sealed interface whose variant is told by the attribute {@code value} of the element itself. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface ByAttr {
    String value();
}
