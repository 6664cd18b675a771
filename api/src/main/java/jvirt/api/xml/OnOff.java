package jvirt.api.xml;

/** {@code virTristateSwitch}, as an attribute. */
public enum OnOff {
    ON, OFF;

    public static OnOff of(boolean on) {
        return on ? ON : OFF;
    }

    public boolean on() {
        return this == ON;
    }
}
