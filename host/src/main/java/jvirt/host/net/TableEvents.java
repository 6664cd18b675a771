package jvirt.host.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import jvirt.host.Descriptor;
import jvirt.host.ErrnoException;
import jvirt.host.Sockets;

/** What becomes of the tables of nftables, as the kernel tells it to everybody who listens. */
public final class TableEvents implements AutoCloseable {
    /** linux/netlink.h, linux/netfilter/nfnetlink.h, linux/netfilter/nf_tables.h */
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_NETFILTER = 12;
    private static final int NFNLGRP_NFTABLES = 7;
    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int NFT_MSG_NEWTABLE = 0;
    private static final int NFT_MSG_DELTABLE = 2;
    private static final int NFTA_TABLE_NAME = 1;
    /** {@code struct nfgenmsg} behind the header. */
    private static final int ATTRIBUTES_AT = Message.HEADER + 4;
    private static final int BUFFER = 256 * 1024;
    /** The kernel had more to tell than there was room for. */
    private static final int ENOBUFS = 105;

    private final Descriptor socket;

    private TableEvents(Descriptor socket) {
        this.socket = socket;
    }

    public static TableEvents open() throws IOException {
        Descriptor socket = Sockets.open(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
        // struct sockaddr_nl: family, padding, port, groups
        ByteBuffer address = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder());
        address.putShort((short) AF_NETLINK).putShort((short) 0).putInt(0).putInt(1 << NFNLGRP_NFTABLES - 1);
        try {
            Sockets.bind(socket, address.array());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return new TableEvents(socket);
    }

    /** Waits until tables were deleted without being made again at once; tells which. Holds its thread. */
    public Predicate<String> awaitDeleted() throws IOException {
        while (true) {
            Set<String> deleted = new HashSet<>();
            try {
                read(ByteBuffer.wrap(Sockets.receive(socket, BUFFER)).order(ByteOrder.nativeOrder()), deleted);
            } catch (ErrnoException e) {
                if (e.errno() != ENOBUFS) throw e;
                return _ -> true;
            }
            if (!deleted.isEmpty()) return deleted::contains;
        }
    }

    private static void read(ByteBuffer datagram, Set<String> deleted) {
        for (int position = 0; position + ATTRIBUTES_AT <= datagram.limit();) {
            int length = datagram.getInt(position);
            if (length < Message.HEADER || position + length > datagram.limit()) return;
            int type = datagram.getShort(position + 4) & 0xffff;
            ByteBuffer message = datagram.slice(position, length).order(ByteOrder.nativeOrder());
            position += length + 3 & -4;
            if (type >>> 8 != NFNL_SUBSYS_NFTABLES) continue;
            ByteBuffer name = Message.attributes(message, ATTRIBUTES_AT).get(NFTA_TABLE_NAME);
            if (name == null) continue;
            switch (type & 0xff) {
                case NFT_MSG_NEWTABLE -> deleted.remove(Message.text(name));
                case NFT_MSG_DELTABLE -> deleted.add(Message.text(name));
                default -> { }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
