package jvirt.cli;

import jvirt.api.VirtException;
import jvirt.client.Connection;

/** A connection that opens while something else is being done: a JVM needs some milliseconds for its first socket. */
final class EarlyConnection extends Thread {
    private final String uri;
    private final boolean readonly;
    private Connection connection;
    private VirtException failed;
    private RuntimeException broken;

    EarlyConnection(String uri, boolean readonly) {
        super("connection");
        this.uri = uri;
        this.readonly = readonly;
        setDaemon(true);
    }

    @Override public void run() {
        try {
            connection = Connection.open(uri, readonly);
        } catch (VirtException e) {
            failed = e;
        } catch (RuntimeException e) {
            broken = e;
        }
    }

    /** Says that nobody wants it. */
    void abandon() {
        var waiting = new Thread("connection, unwanted") {
            @Override public void run() {
                try {
                    EarlyConnection.this.join();
                    if (connection != null) connection.close();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        waiting.setDaemon(true);
        waiting.start();
    }

    /** The connection, as soon as it is open. */
    Connection get() {
        try {
            join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.told();
        }
        if (failed != null) throw failed;
        if (broken != null) throw broken;
        return connection;
    }
}
