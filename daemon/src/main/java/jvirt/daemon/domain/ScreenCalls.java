package jvirt.daemon.domain;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import jvirt.daemon.connect.Flags;
import jvirt.host.Descriptor;
import jvirt.qemu.Vm;
import jvirt.qemu.caps.Capabilities;
import jvirt.qemu.control.Keys;
import jvirt.qemu.control.RawMonitor;
import jvirt.qemu.control.Screen;
import jvirt.qemu.control.ScreenDoor;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.QemuCall;
import jvirt.rpc.server.Calls;
import jvirt.rpc.server.ServerStream;

/** Shows clients what guests show, types for them, and lets them talk to QEMU itself. */
public final class ScreenCalls {
    private static final Logger LOG = System.getLogger("jvirt");
    private static final int CHUNK = 256 << 10;

    private final Domains domains;
    private final Capabilities capabilities;
    private final Taints taints;

    public ScreenCalls(Domains domains, Capabilities capabilities, Taints taints) {
        this.domains = domains;
        this.taints = taints;
        this.capabilities = capabilities;
    }

    public void register(Calls calls) {
        calls.on(DomainCall.Screenshot.class, (caller, call) -> {
            Flags.check(QEMU, call.flags(), 0, "qemuDomainScreenshot");
            Vm vm = domains.of(call.dom());
            boolean png = vm.running().live().devices().emulator()
                    .map(emulator -> Screen.writesPng(capabilities.of(emulator.toString()))).orElse(false);
            Screen.Picture picture = new Screen(vm).picture(call.screen(), png);
            send(picture.data(), caller.openStream());
            return new DomainCall.MimeRet(Optional.of(picture.mime()));
        });
        calls.on(DomainCall.GraphicsReload.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), 0, "qemuDomainGraphicsReload");
            ScreenDoor.Reload[] types = ScreenDoor.Reload.values();
            if (call.type() < 0 || call.type() >= types.length) throw QEMU.error(INVALID_ARG, "unknown graphics reload type %d", call.type());
            ScreenDoor.reload(domains.of(call.dom()), types[call.type()]);
            return NOTHING;
        });
        calls.on(DomainCall.SendKey.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), 0, "qemuDomainSendKey");
            if (call.keycodes().isEmpty()) throw QEMU.error(INVALID_ARG, "no keys are named");
            Keys.send(domains.of(call.dom()), call.codeset(), call.keycodes(), call.holdtime());
            return NOTHING;
        });
        calls.on(DomainCall.InjectNmi.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), 0, "qemuDomainInjectNMI");
            RawMonitor.injectNmi(domains.of(call.dom()));
            return NOTHING;
        });
        calls.on(QemuCall.DomainMonitorCommand.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), RawMonitor.FOR_PEOPLE, "qemuDomainQemuMonitorCommandWithFiles");
            taints.spokenTo(domains.of(call.dom()));
            return new QemuCall.ResultRet(RawMonitor.pass(domains.of(call.dom()), call.cmd(), call.flags()));
        });
        calls.on(QemuCall.DomainMonitorCommandWithFiles.class, (caller, call) -> {
            Flags.check(QEMU, call.flags(), RawMonitor.FOR_PEOPLE, "qemuDomainQemuMonitorCommandWithFiles");
            taints.spokenTo(domains.of(call.dom()));
            Optional<Integer> file = caller.takeDescriptor();
            if (file.isEmpty()) {
                return new QemuCall.ResultRet(RawMonitor.pass(domains.of(call.dom()), call.cmd(), call.flags()));
            }
            try (Descriptor open = new Descriptor(file.get())) {
                if (caller.hasDescriptor()) {
                    throw QEMU.error(INVALID_ARG, "at most 1 fd can be passed to qemu along with a command");
                }
                return new QemuCall.ResultRet(RawMonitor.pass(domains.of(call.dom()), call.cmd(), call.flags(), Optional.of(open)));
            }
        });
    }

    /** On a thread of its own: the stream carries data once the call is answered. */
    private static void send(FileChannel data, ServerStream stream) {
        Thread.ofVirtual().name("screenshot").start(() -> {
            try (data) {
                ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
                while (data.read(chunk) >= 0) {
                    if (!stream.send(chunk.array(), 0, chunk.position())) return;
                    chunk.clear();
                }
                stream.sendEnd();
                ServerStream.Packet last = stream.receive();
                while (!(last instanceof ServerStream.Packet.Finish || last instanceof ServerStream.Packet.Abort)) {
                    last = stream.receive();
                }
                stream.confirm();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "a screenshot could not be sent", e);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
