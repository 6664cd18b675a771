package jvirt.api.domain.device;

import java.util.List;
import java.util.Optional;
import jvirt.api.xml.ByAttr;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Live;
import jvirt.api.xml.Name;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.Secret;
import jvirt.api.xml.YesNo;

/** A way to see the guest's screen, by the word in {@code type}. */
@ByAttr("type")
@Is("graphics")
public sealed interface Graphics extends DevicePart {
    @Is("vnc")
    record Vnc(
            Optional<String> socket,
            Optional<Integer> port,
            Optional<YesNo> autoport,
            Optional<Integer> websocket,
            @Name("listen") Optional<String> listenAddress,
            Optional<String> keymap,
            Optional<SharePolicy> sharePolicy,
            Optional<YesNo> powerControl,
            @Inline Password password,
            List<Listen> listen,
            Optional<AudioRef> audio) implements Graphics {}

    @Is("spice")
    record Spice(
            Optional<Integer> port,
            Optional<Integer> tlsPort,
            Optional<YesNo> autoport,
            @Name("listen") Optional<String> listenAddress,
            Optional<String> keymap,
            Optional<ChannelMode> defaultMode,
            @Inline Password password,
            List<Listen> listen,
            List<Channel> channel,
            Optional<Image> image,
            Optional<Compression> jpeg,
            Optional<Compression> zlib,
            Optional<Playback> playback,
            Optional<Streaming> streaming,
            Optional<Mouse> mouse,
            Optional<Clipboard> clipboard,
            Optional<Filetransfer> filetransfer,
            Optional<Gl> gl) implements Graphics {}

    @Is("sdl")
    record Sdl(Optional<String> display, Optional<String> xauth, Optional<YesNo> fullscreen, Optional<Gl> gl)
            implements Graphics {
        public Sdl {
            fullscreen = fullscreen.filter(YesNo::yes);
        }
    }

    @Is("rdp")
    record Rdp(
            Optional<Integer> port,
            Optional<YesNo> autoport,
            Optional<YesNo> replaceUser,
            Optional<YesNo> multiUser,
            @Name("listen") Optional<String> listenAddress,
            List<Listen> listen) implements Graphics {}

    @Is("desktop")
    record Desktop(Optional<String> display, Optional<YesNo> fullscreen) implements Graphics {
        public Desktop {
            fullscreen = fullscreen.filter(YesNo::yes);
        }
    }

    @Is("egl-headless")
    record EglHeadless(Optional<Gl> gl) implements Graphics {}

    @Is("dbus")
    record Dbus(Optional<YesNo> p2p, Optional<String> address, Optional<Gl> gl, Optional<AudioRef> audio)
            implements Graphics {}

    /** Where the server waits for viewers. */
    @ByAttr("type")
    sealed interface Listen {
        @Is("none")
        record None() implements Listen {}

        @Is("address")
        record At(Optional<String> address) implements Listen {}

        /** At this network's address on the host, which is known once the guest runs. */
        @Is("network")
        record OnNetwork(@Live Optional<String> address, Optional<String> network) implements Listen {}

        @Is("socket")
        record Socket(Optional<String> socket) implements Listen {}
    }

    /** Who may see the screen, until when (UTC), and what becomes of who is connected when it changes. */
    record Password(@Secret Optional<String> passwd, Optional<String> passwdValidTo, Optional<Connected> connected) {
        public static final Password NONE = new Password(Optional.empty(), Optional.empty(), Optional.empty());
    }

    enum Connected { FAIL, DISCONNECT, KEEP }

    enum SharePolicy { ALLOW_EXCLUSIVE, FORCE_SHARED, IGNORE }

    enum ChannelMode { ANY, SECURE, INSECURE }

    record Channel(ChannelName name, ChannelMode mode) {}

    enum ChannelName { MAIN, DISPLAY, INPUTS, CURSOR, PLAYBACK, RECORD, SMARTCARD, USBREDIR }

    record Image(Method compression) {
        public enum Method { @Name("auto_glz") AUTO_GLZ, @Name("auto_lz") AUTO_LZ, QUIC, GLZ, LZ, OFF }
    }

    record Compression(When compression) {
        public enum When { AUTO, NEVER, ALWAYS }
    }

    record Playback(OnOff compression) {}

    record Streaming(Mode mode) {
        public enum Mode { FILTER, ALL, OFF }
    }

    record Mouse(Mode mode) {
        public enum Mode { SERVER, CLIENT }
    }

    record Clipboard(YesNo copypaste) {}

    record Filetransfer(YesNo enable) {}

    record Gl(Optional<YesNo> enable, Optional<String> rendernode) {}

    record AudioRef(int id) {}
}
