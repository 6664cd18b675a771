package jvirt.api.xml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;

/** What libvirt's older readers say in words of their own of an attribute that is missing, or has a word that they do not know. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface Refused {
    /** Empty where the usual words are libvirt's too. */
    String missing() default "";

    ErrorCode missingCode() default ErrorCode.XML_ERROR;

    /** With {@code %s} for what was written; empty where the usual words are libvirt's too. */
    String unknown() default "";

    ErrorCode code() default ErrorCode.CONFIG_UNSUPPORTED;

    ErrorDomain by() default ErrorDomain.DOMAIN;
}
