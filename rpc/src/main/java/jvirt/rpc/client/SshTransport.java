package jvirt.rpc.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;

/**
 * The system's {@code ssh}, so that the user's configuration, agent and jump hosts work. At the far end it runs libvirt's
 * helper, or else {@code socat} or {@code nc} on the daemon's socket; {@code proxy=} and {@code netcat=} in the URI choose.
 */
final class SshTransport implements Transport {
    private final Process process;
    private final StringBuilder errors = new StringBuilder();
    private final Thread listener;

    private SshTransport(Process process) {
        this.process = process;
        this.listener = new Thread(this::listen, "ssh's errors");
        listener.setDaemon(true);
        listener.start();
    }

    /** Starts {@code ssh} towards {@code address}. */
    static SshTransport open(Address address, boolean readonly) {
        try {
            return new SshTransport(new ProcessBuilder(command(address, readonly)).start());
        } catch (IOException e) {
            throw ErrorDomain.RPC.error(ErrorCode.SYSTEM_ERROR, e, "Cannot run ssh: %s", e.getMessage());
        }
    }

    /** The command line; a value from the URI can neither be an option of ssh nor a word of the far shell. */
    static List<String> command(Address address, boolean readonly) {
        List<String> words = new ArrayList<>(List.of(address.options().getOrDefault("command", "ssh")));
        if (address.port() > 0) words.addAll(List.of("-p", Integer.toString(address.port())));
        address.user().ifPresent(user -> words.addAll(List.of("-l", user)));
        if (address.options().containsKey("keyfile")) words.addAll(List.of("-i", address.options().get("keyfile")));
        if (yes(address, "no_tty")) words.addAll(List.of("-o", "BatchMode=yes"));
        if (yes(address, "no_verify")) words.addAll(List.of("-o", "StrictHostKeyChecking=no"));
        words.addAll(List.of("-T", "-e", "none", "--", address.host().orElse("localhost"), "sh -c "
                + quoted(script(address, readonly))));
        return words;
    }

    private static boolean yes(Address address, String option) {
        return address.options().getOrDefault(option, "0").matches("1|yes|true");
    }

    /** What joins ssh to the daemon at the far end: {@code proxy=}. */
    private enum Proxy {
        AUTO, NETCAT, NATIVE;

        static Proxy of(Address address) {
            String word = address.options().getOrDefault("proxy", "auto");
            boolean netcat = address.options().containsKey("netcat");
            Proxy proxy = switch (word) {
                case "auto" -> netcat ? NETCAT : AUTO;
                case "netcat" -> NETCAT;
                case "native" -> NATIVE;
                // libvirt's wording, to the letter
                default -> throw ErrorDomain.REMOTE.error(ErrorCode.INVALID_ARG, "Unnkown proxy type '%s'", word);
            };
            if (proxy == NATIVE && netcat) {
                throw ErrorDomain.RPC.error(ErrorCode.INVALID_ARG, "netcat path not valid with native proxy mode");
            }
            return proxy;
        }
    }

    private static String script(Address address, boolean readonly) {
        Proxy proxy = Proxy.of(address);
        String run = "virt-ssh-helper " + (readonly ? "-r " : "") + quoted(address.inner());
        if (proxy == Proxy.NATIVE) return "exec " + run;
        String name = readonly ? "libvirt-sock-ro" : "libvirt-sock";
        boolean session = address.path().equals("/session");
        String folder = session ? "${XDG_RUNTIME_DIR:-$HOME/.cache}" : "/run";
        String find = address.options().containsKey("socket") ? "s=" + quoted(address.options().get("socket")) + "; "
                : "for s in " + folder + "/jvirt/" + name + " " + folder + "/libvirt/" + name + "; do [ -S \"$s\" ] && break; done; ";
        String netcat = netcat(quoted(address.options().getOrDefault("netcat", "nc")));
        if (proxy == Proxy.NETCAT) return find + netcat;
        String helper = address.options().containsKey("socket") ? ""
                : "[ \"$s\" != \"" + folder + "/jvirt/" + name + "\" ] && command -v virt-ssh-helper >/dev/null && exec " + run + "; ";
        return find + helper + "command -v socat >/dev/null && exec socat - \"UNIX-CONNECT:$s\"; " + netcat;
    }

    /** Some of these programs go on when we have gone, unless they are told not to; others do not know that option. */
    private static String netcat(String program) {
        return "q=; " + program + " -q 2>&1 | grep -q 'requires an argument' && q=-q0; exec " + program + " $q -U \"$s\"";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private void listen() {
        try (InputStream in = process.getErrorStream()) {
            byte[] buffer = new byte[1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                synchronized (errors) {
                    errors.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            // ssh is gone: what it has said until then is all there is.
        }
    }

    @Override public int read(ByteBuffer buffer) throws IOException {
        InputStream in = process.getInputStream();
        byte[] bytes = new byte[Math.min(buffer.remaining(), 65_536)];
        int count = in.read(bytes);
        if (count > 0) buffer.put(bytes, 0, count);
        return count;
    }

    @Override public void write(ByteBuffer buffer) throws IOException {
        OutputStream out = process.getOutputStream();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        out.write(bytes);
        out.flush();
    }

    @Override public String complaint() {
        try {
            listener.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (errors) {
            return errors.toString().strip();
        }
    }

    @Override public void close() {
        process.destroy();
    }
}
