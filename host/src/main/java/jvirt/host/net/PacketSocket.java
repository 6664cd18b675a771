package jvirt.host.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jvirt.host.Descriptor;
import jvirt.host.ErrnoException;
import jvirt.host.Sockets;

/** Sees the frames that pass an interface, both ways. {@link #receive} holds its thread. */
public final class PacketSocket implements AutoCloseable {
    /** linux/if_packet.h, linux/if_ether.h, asm-generic/socket.h */
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int ETH_P_ALL = 3;
    private static final int PACKET_OUTGOING = 4;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_ATTACH_FILTER = 26;
    /** {@code struct sockaddr_ll}. */
    private static final int ADDRESS_BYTES = 20;
    private static final int TYPE_AT = 10;
    private static final int FRAME_BYTES = 2048;
    private static final int EAGAIN = 11;

    private final Descriptor socket;

    private PacketSocket(Descriptor socket) {
        this.socket = socket;
    }

    /**
     * A frame.
     *
     * @param toLink the host sends it out of the interface: to a guest, where that is a tap
     */
    public record Frame(boolean toLink, byte[] bytes) {}

    /** One instruction of the kernel's filter: {@code struct sock_filter}, linux/filter.h. */
    public record Instruction(int code, int ifTrue, int ifFalse, long value) {}

    /**
     * Opens a socket on an interface.
     *
     * @param filter what the kernel lets through; all, when it is empty
     * @param patience how long to wait for a frame
     */
    public static PacketSocket open(String link, List<Instruction> filter, Duration patience) throws IOException {
        int index = Links.find(link).orElseThrow(() -> new IOException(link + " is gone")).index();
        // nothing is heard before the socket is bound: no frame of another interface, none before the filter
        Descriptor socket = Sockets.open(AF_PACKET, SOCK_RAW, 0);
        try {
            if (!filter.isEmpty()) Sockets.option(socket, SOL_SOCKET, SO_ATTACH_FILTER, filter.stream().map(PacketSocket::bytes).toList());
            ByteBuffer time = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
            time.putLong(patience.toSeconds()).putLong(patience.toNanosPart() / 1000);
            Sockets.option(socket, SOL_SOCKET, SO_RCVTIMEO, time.array());
            ByteBuffer address = ByteBuffer.allocate(ADDRESS_BYTES).order(ByteOrder.nativeOrder());
            address.putShort((short) AF_PACKET).putShort(Short.reverseBytes((short) ETH_P_ALL)).putInt(index);
            Sockets.bind(socket, address.array());
            return new PacketSocket(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static byte[] bytes(Instruction instruction) {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
        bytes.putShort((short) instruction.code).put((byte) instruction.ifTrue).put((byte) instruction.ifFalse)
                .putInt((int) instruction.value);
        return bytes.array();
    }

    /** The next frame, cut to 2 KiB; none when there was none for a while. */
    public Optional<Frame> receive() throws IOException {
        try {
            Sockets.From from = Sockets.receiveFrom(socket, FRAME_BYTES, ADDRESS_BYTES);
            return Optional.of(new Frame(from.address()[TYPE_AT] == PACKET_OUTGOING, from.data()));
        } catch (ErrnoException e) {
            if (e.errno() == EAGAIN) return Optional.empty();
            throw e;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
