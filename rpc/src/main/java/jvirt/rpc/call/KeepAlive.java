package jvirt.rpc.call;

/** The keepalive program (0x6b656570): libvirt 9.0.0, {@code src/rpc/virkeepaliveprotocol.x}. Neither side answers by reply. */
@InProgram(Program.KEEPALIVE)
public sealed interface KeepAlive extends Call<Nothing> {
    /** Is the other side there? */
    @Proc(1)
    record Ping() implements KeepAlive {}

    /** It is. */
    @Proc(2)
    record Pong() implements KeepAlive {}
}
