package jvirt.web.console;

import jvirt.rpc.client.Stream;

/** A serial port or console, through the daemon: it works wherever the connection reaches. */
public final class SerialPort extends Pipe {
    private final Stream stream;

    SerialPort(Stream stream) {
        this.stream = stream;
    }

    @Override byte[] read() {
        return stream.receive();
    }

    @Override void write(byte[] bytes) {
        stream.send(bytes);
    }

    @Override void end() {
        stream.close();
    }
}
