package jvirt.api.xml;

/** {@code virTristateBool}, as an attribute. */
public enum YesNo {
    YES, NO;

    public static YesNo of(boolean yes) {
        return yes ? YES : NO;
    }

    public boolean yes() {
        return this == YES;
    }
}
