package jvirt.rpc.call;

/** What a procedure that returns nothing returns. */
public record Nothing() {
    public static final Nothing NOTHING = new Nothing();
}
