package jvirt.api.xml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The attribute {@code value} of the <em>enclosing</em> element says which variant of this sealed component is
 * there; the variant itself is a child element named after the component, left out where the variant is empty. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface TypedBy {
    String value();

    /** Whether the attribute is printed before all others; else where the component stands among them. */
    boolean leads() default true;
}
