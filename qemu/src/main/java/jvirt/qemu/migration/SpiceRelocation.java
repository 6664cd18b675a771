package jvirt.qemu.migration;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.QEMU;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Graphics;
import jvirt.qemu.definition.Settings;
import jvirt.qemu.qmp.MigrationCommand;
import jvirt.qemu.qmp.Monitor;

/** Sends the viewers of a SPICE screen after their guest. VNC's cannot be told. */
final class SpiceRelocation {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    private static final List<String> ANYWHERE = List.of("0.0.0.0", "::");

    private SpiceRelocation() {}

    /** Where the screen of a machine is, for the other host to know. */
    static Optional<Cookie.Graphics> of(Domain live, Settings settings) {
        return live.devices().graphics().stream().flatMap(graphics -> graphics instanceof Graphics.Spice spice
                ? of(spice, settings).stream() : java.util.stream.Stream.empty()).findFirst();
    }

    private static Optional<Cookie.Graphics> of(Graphics.Spice spice, Settings settings) {
        Optional<String> address = spice.listen().stream().findFirst().flatMap(listen -> switch (listen) {
            case Graphics.Listen.At(var at) -> at;
            case Graphics.Listen.OnNetwork(var at, _) -> at;
            case Graphics.Listen.Socket _, Graphics.Listen.None _ -> Optional.of("");
        });
        if (address.equals(Optional.of(""))) return Optional.empty();
        return Optional.of(new Cookie.Graphics("spice", spice.port().orElse(0), address.orElse(settings.spiceListen()),
                Optional.of(settings.spiceTls() ? spice.tlsPort().orElse(-1) : -1), Optional.empty()));
    }

    /** Tells this host's QEMU; a screen that cannot follow does not hold up the guest. */
    static void announce(Monitor monitor, Optional<Cookie> received, Optional<String> wanted) {
        try {
            relocate(monitor, received, wanted);
        } catch (VirtException e) {
            LOG.log(Level.WARNING, "unable to provide data for graphics client relocation", e);
        }
    }

    private static void relocate(Monitor monitor, Optional<Cookie> received, Optional<String> wanted) {
        Optional<Cookie.Graphics> there = received.flatMap(Cookie::graphics);
        Optional<URI> uri = wanted.map(Target::uri);
        String type = uri.map(URI::getScheme).or(() -> there.map(Cookie.Graphics::type)).orElse("");
        if (!type.equals("spice")) return;
        String host = uri.flatMap(one -> Optional.ofNullable(one.getHost())).orElseGet(() -> there.map(Cookie.Graphics::listen)
                .filter(listen -> !ANYWHERE.contains(listen)).or(() -> received.map(Cookie::hostname)).orElse(""));
        int port = uri.map(URI::getPort).filter(number -> number > 0).or(() -> there.map(Cookie.Graphics::port)).orElse(-1);
        int tls = uri.flatMap(one -> option(one, "tlsPort")).map(SpiceRelocation::number)
                .or(() -> there.flatMap(Cookie.Graphics::tlsPort)).orElse(-1);
        Optional<String> subject = uri.flatMap(one -> option(one, "tlsSubject"))
                .or(() -> there.flatMap(Cookie.Graphics::cert).map(Cookie.Cert::value));
        if (port <= 0 && tls <= 0) return;
        monitor.call(new MigrationCommand.SpiceTarget("spice", host, Optional.of(port).filter(number -> number > 0),
                Optional.of(tls).filter(number -> number > 0), subject));
    }

    private static Optional<String> option(URI uri, String name) {
        return Arrays.stream(Optional.ofNullable(uri.getQuery()).orElse("").split("[&;]"))
                .filter(one -> one.toLowerCase(java.util.Locale.ROOT).startsWith(name.toLowerCase(java.util.Locale.ROOT) + "="))
                .map(one -> one.substring(name.length() + 1)).findFirst();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw QEMU.error(INVALID_ARG, e, "invalid tlsPort number: %s", text);
        }
    }
}
