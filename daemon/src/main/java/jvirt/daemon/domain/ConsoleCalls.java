package jvirt.daemon.domain;

import static jvirt.rpc.call.Nothing.NOTHING;

import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Domain;
import jvirt.daemon.connect.Flags;
import jvirt.host.Descriptor;
import jvirt.qemu.console.Consoles;
import jvirt.qemu.console.Viewer;
import jvirt.qemu.control.ScreenDoor;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.server.Calls;
import jvirt.rpc.server.ServerStream;

/** Joins clients' streams to guests' consoles and channels. */
public final class ConsoleCalls {
    private final Domains domains;
    private final Consoles consoles;

    public ConsoleCalls(Domains domains, Consoles consoles) {
        this.domains = domains;
        this.consoles = consoles;
    }

    public void register(Calls calls) {
        calls.on(DomainCall.OpenConsole.class, (caller, call) -> {
            Consoles.checkFlags(call.flags(), "qemuDomainOpenConsole");
            Domain live = domains.of(call.dom()).running().live();
            consoles.openConsole(live, name(call.devName()), (call.flags() & Consoles.FORCE) != 0, new Client(caller.openStream()));
            return NOTHING;
        });
        calls.on(DomainCall.OpenGraphicsFd.class, (caller, call) -> {
            boolean skip = (graphics(call).flags() & ScreenDoor.SKIP_AUTHENTICATION) != 0;
            caller.passDescriptor(ScreenDoor.open(domains.of(call.dom()), call.idx(), skip).release());
            return NOTHING;
        });
        calls.on(DomainCall.OpenGraphics.class, (caller, call) -> {
            Flags.check(ErrorDomain.QEMU, call.flags(), ScreenDoor.SKIP_AUTHENTICATION, "qemuDomainOpenGraphics");
            int number = caller.takeDescriptor().orElseThrow(() -> ErrorDomain.RPC.error(ErrorCode.INTERNAL_ERROR,
                    "No FD available at slot %d", 0));
            try (Descriptor viewer = new Descriptor(number)) {
                ScreenDoor.open(domains.of(call.dom()), call.idx(), viewer, (call.flags() & ScreenDoor.SKIP_AUTHENTICATION) != 0);
            }
            return NOTHING;
        });
        calls.on(DomainCall.OpenChannel.class, (caller, call) -> {
            Consoles.checkFlags(call.flags(), "qemuDomainOpenChannel");
            Domain live = domains.of(call.dom()).running().live();
            consoles.openChannel(live, name(call.name()), (call.flags() & Consoles.FORCE) != 0, new Client(caller.openStream()));
            return NOTHING;
        });
    }

    private static DomainCall.OpenGraphicsFd graphics(DomainCall.OpenGraphicsFd call) {
        Flags.check(ErrorDomain.QEMU, call.flags(), ScreenDoor.SKIP_AUTHENTICATION, "qemuDomainOpenGraphicsFD");
        return call;
    }

    private static Optional<String> name(Optional<String> given) {
        return given.filter(name -> !name.isEmpty());
    }

    /** A client behind its stream. */
    private record Client(ServerStream stream) implements Viewer {
        @Override
        public boolean show(byte[] data) throws InterruptedException {
            return stream.send(data, 0, data.length);
        }

        @Override
        public Optional<byte[]> typed() throws InterruptedException {
            while (true) {
                switch (stream.receive()) {
                    case ServerStream.Packet.Data(byte[] bytes) -> {
                        return Optional.of(bytes);
                    }
                    case ServerStream.Packet.Hole _ -> { }
                    case ServerStream.Packet.Finish _, ServerStream.Packet.Abort _ -> {
                        stream.confirm();
                        return Optional.empty();
                    }
                }
            }
        }

        @Override
        public void over() throws InterruptedException {
            stream.sendEnd();
        }
    }
}
