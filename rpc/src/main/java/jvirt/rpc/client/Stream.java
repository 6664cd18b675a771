package jvirt.rpc.client;

/** Bytes to and from a driver: a console, a volume, a picture. Opened by a call. */
public interface Stream extends AutoCloseable {
    /** Sends bytes. */
    void send(byte[] bytes);

    /** Waits for bytes; none at all mean the end. */
    byte[] receive();

    /** Says that all is sent, or that all was received, and waits until the other side agrees. */
    void finish();

    /** Gives up. */
    void abort();

    /** Gives up, unless it is finished. */
    @Override void close();
}
