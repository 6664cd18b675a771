package jvirt.network.filter;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import jvirt.api.IpAddress;
import jvirt.api.nwfilter.FilterBinding;
import jvirt.host.net.Links;
import jvirt.host.net.PacketSocket;
import jvirt.host.net.PacketSocket.Instruction;

/** Looks at an interface's frames until it is known which addresses its guest has. Its thread waits for frames. */
final class AddressWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger("jvirt.network");
    /** How often it is looked whether it is over, and whether leases are. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** DHCP's datagrams of IPv4, whole ones, either way: classic BPF, as linux/filter.h numbers it. */
    private static final List<Instruction> DHCP = List.of(
            new Instruction(0x28, 0, 0, 12),        // ldh [12]: the frame's type
            new Instruction(0x15, 0, 11, 0x800),    // IPv4
            new Instruction(0x30, 0, 0, 23),        // ldb [23]: the packet's protocol
            new Instruction(0x15, 0, 9, 17),        // UDP
            new Instruction(0x28, 0, 0, 20),        // ldh [20]: where the fragment begins
            new Instruction(0x45, 7, 0, 0x1fff),    // not at the beginning: none
            new Instruction(0xb1, 0, 0, 14),        // ldx 4*([14]&0xf): the header's length
            new Instruction(0x48, 0, 0, 16),        // ldh [x+16]: the port it goes to
            new Instruction(0x15, 3, 0, 67),
            new Instruction(0x15, 2, 0, 68),
            new Instruction(0x06, 0, 0, 0),
            new Instruction(0x06, 0, 0, 0),
            new Instruction(0x06, 0, 0, 0x40000),   // all of it
            new Instruction(0x06, 0, 0, 0));

    /** What counts as knowing: leases alone, or whatever the guest uses. */
    enum Kind { LEASES, ANY }

    /** Who wants to know. It is called on the watch's own thread. */
    interface Listener extends BiConsumer<AddressWatch, Sighting> {
        /** A while has passed. */
        void tick(AddressWatch watch);
    }

    private final FilterBinding binding;
    private final Kind kind;
    private volatile boolean over;
    /** The addresses that the rules in place are for; who changes them holds the filters' turn. */
    private volatile List<IpAddress> applied;

    private AddressWatch(FilterBinding binding, Kind kind, List<IpAddress> applied) {
        this.binding = binding;
        this.kind = kind;
        this.applied = applied;
    }

    static AddressWatch start(FilterBinding binding, Kind kind, List<IpAddress> applied, Listener listener) {
        AddressWatch watch = new AddressWatch(binding, kind, applied);
        Thread.ofPlatform().daemon().name("addresses of " + binding.port()).start(() -> watch.run(listener));
        return watch;
    }

    FilterBinding binding() {
        return binding;
    }

    Kind kind() {
        return kind;
    }

    List<IpAddress> applied() {
        return applied;
    }

    void applied(List<IpAddress> now) {
        applied = now;
    }

    private void run(Listener listener) {
        while (!over) {
            try (PacketSocket socket = PacketSocket.open(binding.port(), kind == Kind.LEASES ? DHCP : List.of(), PATIENCE)) {
                watch(socket, listener);
            } catch (IOException e) {
                // an interface that goes down ends a wait; one that is gone has nothing more to say
                LOG.log(Level.DEBUG, "watching {0}: {1}", binding.port(), e.getMessage());
                if (!rest()) return;
            }
        }
    }

    private void watch(PacketSocket socket, Listener listener) throws IOException {
        while (!over) {
            socket.receive().flatMap(frame -> Sighting.of(frame, binding.mac().address())).filter(this::counts)
                    .ifPresent(sighting -> listener.accept(this, sighting));
            if (kind == Kind.LEASES && !over) listener.tick(this);
        }
    }

    private boolean counts(Sighting sighting) {
        return !over && (kind == Kind.ANY || !(sighting instanceof Sighting.Used));
    }

    private boolean rest() {
        try {
            Thread.sleep(PATIENCE);
            return Links.exists(binding.port());
        } catch (IOException _) {
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** It is over when the next frame comes, or after a while. Nothing more is told. */
    @Override
    public void close() {
        over = true;
    }
}
