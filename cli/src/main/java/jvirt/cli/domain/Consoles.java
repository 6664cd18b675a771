package jvirt.cli.domain;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Output;
import jvirt.cli.Xml;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.client.Stream;

/** Screen, keyboard and console of machines. */
public final class Consoles extends Commands {
    private static final int SHUT_OFF = 5;
    private static final int FIRST_VNC_PORT = 5900;
    /** {@code virDomainGraphicsReloadType}. */
    private static final List<String> RELOADED = List.of("any", "vnc");

    @Override public String table() {
        return """
            console: connect to the console of a machine
              <domain>
              devname=  which one, by alias
              --force  take it from whoever has it
              --safe  only if the machine takes care that nobody else has it
            domdisplay: print the URI of the screen of a machine
              <domain>
              --include-password  with its password
              type=  of this kind: vnc, spice, rdp, dbus
              --all  all of them
            domdisplay-reload: have the screens of a machine read their TLS certificates again
              <domain>
              type=  of this kind: any or vnc
            screenshot: write what a screen shows into a file
              <domain>
              file=  where to write it (default: a name made of machine and time)
              screen=#  which one, from 0
            ttyconsole: print the terminal of the console of a machine
              <domain>
            vncdisplay: print the VNC display of a machine
              <domain>
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "console" -> {
                Domain domain = in.domain();
                open(in, domain.wire(), in.text("devname"), in.flag("force", 1) | in.flag("safe", 2));
            }
            case "domdisplay" -> displays(in);
            case "domdisplay-reload" -> reload(in);
            case "screenshot" -> screenshot(in);
            case "ttyconsole" -> {
                String xml = in.domain().xml(0);
                Optional<String> tty = devices(xml).child("console").flatMap(console -> console.attribute("tty"));
                in.out().line(tty.orElseThrow(Failure::told));
            }
            case "vncdisplay" -> vnc(in);
            default -> throw undeclared(command);
        }
    }

    private static Element devices(String xml) {
        return Element.parse(xml).child("devices").orElseGet(() -> Element.of("devices", java.util.Map.of(), List.of()));
    }

    /** Connects the terminal to a console. */
    static void open(Invocation in, WireDomain domain, Optional<String> device, int flags) {
        int state = in.attempt(() -> in.call(new DomainCall.GetState(domain, 0)).state(), "Unable to get domain status");
        if (state == SHUT_OFF) throw new Failure("The domain is not running");
        Output out = in.out();
        String escape = in.session().options().escape();
        out.extra("Connected to domain '" + domain.name() + "'\n");
        out.extra("Escape character is " + escape + (escape.startsWith("^") ? " (Ctrl + " + escape.charAt(1) + ")" : "") + "\n");
        out.flush();
        Stream stream = in.connection().stream();
        in.connection().call(new DomainCall.OpenConsole(domain, device, flags), stream);
        new Console(stream, out, in.session().input(), escape).run();
    }

    private static void screenshot(Invocation in) {
        Optional<String> wanted = in.text("file");
        int screen = in.unsigned("screen").orElse(0);
        Domain domain = in.domain();
        String name = in.required("domain");
        Stream stream = in.connection().stream();
        String mime = in.attempt(() -> domain.screenshot(stream, screen), "could not take a screenshot of " + name);
        String file = wanted.orElseGet(() -> domain.name() + "-" + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HH:mm:ss"))
                + (mime.equals("image/x-portable-pixmap") ? ".ppm" : mime.equals("image/png") ? ".png" : ""));
        Path path = in.local(file);
        boolean created = !Files.exists(path);
        boolean complete = false;
        try (OutputStream to = Files.newOutputStream(path)) {
            for (byte[] bytes = stream.receive(); bytes.length > 0; bytes = stream.receive()) to.write(bytes);
            stream.finish();
            complete = true;
        } catch (IOException e) {
            throw new Failure("cannot create file " + file);
        } catch (VirtException e) {
            throw new Failure("could not receive data from domain '" + name + "'", e);
        } finally {
            if (!complete && created) discard(path);
        }
        in.out().extra("Screenshot saved to " + file + ", with type of " + mime);
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // half a picture stays; why it is half has been said
        }
    }

    private static void vnc(Invocation in) {
        Domain domain = in.domain();
        if (!domain.active()) throw new Failure("Domain is not running");
        Optional<Element> graphics = graphics(domain.xml(0), "vnc");
        Optional<Integer> port = graphics.flatMap(one -> port(one, "port"));
        if (port.isEmpty()) throw new Failure("Failed to get VNC port. Is this domain using VNC?");
        String listen = Xml.first(graphics.get(), "@listen", "listen/@address").filter(address -> !address.equals("0.0.0.0")).orElse("");
        in.out().line(listen + ":" + (port.get() - FIRST_VNC_PORT));
    }

    private static Optional<Element> graphics(String xml, String type) {
        return devices(xml).children("graphics").stream().filter(one -> one.attribute("type").equals(Optional.of(type))).findFirst();
    }

    private static Optional<Integer> port(Element graphics, String attribute) {
        try {
            return graphics.attribute(attribute).map(Integer::parseInt);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static void reload(Invocation in) {
        Domain domain = in.domain();
        String word = in.text("type").orElse("any");
        int type = RELOADED.indexOf(word);
        if (type < 0) throw new Failure("unknown graphics reload type '" + word + "'");
        in.attempt(() -> domain.reloadGraphics(type), "Failed to reload the certificates of domain '" + domain + "'");
        in.out().extra("Domain '" + domain + "' graphics display certificates reloaded\n");
    }

    private static void displays(Invocation in) {
        in.exclusive("all", in.has("all"), "type", in.has("type"));
        Domain domain = in.domain();
        if (!domain.active()) throw new Failure("Domain is not running");
        Optional<String> type = in.text("type");
        String xml = domain.xml(in.flag("include-password", Domain.XML_SECURE));
        boolean found = false;
        for (String scheme : List.of("vnc", "spice", "rdp", "dbus")) {
            if (type.isPresent() && !type.get().equals(scheme)) continue;
            Optional<String> display = graphics(xml, scheme).flatMap(one -> display(in, scheme, one));
            if (display.isEmpty()) continue;
            found = true;
            in.out().print(display.get());
            if (!in.has("all")) break;
            in.out().print("\n");
        }
        if (!found) {
            throw new Failure(type.map(kind -> "No graphical display with type '" + kind + "' found").orElse("No graphical display found"));
        }
    }

    private static Optional<String> display(Invocation in, String scheme, Element graphics) {
        if (scheme.equals("dbus")) return bus(graphics);
        int port = port(graphics, "port").orElse(0);
        int tls = port(graphics, "tlsPort").orElse(0);
        boolean socket = Xml.at(graphics, "listen/@type").equals(Optional.of("socket"));
        Optional<String> path = socket ? Xml.at(graphics, "listen/@socket") : Optional.empty();
        if (port == 0 && tls == 0 && path.isEmpty()) return Optional.empty();
        Optional<String> password = graphics.attribute("passwd");
        StringBuilder uri = new StringBuilder(scheme).append(path.isPresent() ? "+unix://" : "://");
        if (scheme.equals("vnc")) password.ifPresent(secret -> uri.append(':').append(secret).append('@'));
        if (path.isPresent()) uri.append(path.get());
        else {
            String host = host(in, graphics).orElse("localhost");
            uri.append(host.contains(":") ? "[" + host + "]" : host);
        }
        if (port != 0) uri.append(':').append(scheme.equals("vnc") ? port - FIRST_VNC_PORT : port);
        String query = (tls != 0 ? "tls-port=" + tls + "&" : "")
                + (scheme.equals("spice") ? password.map(secret -> "password=" + secret + "&").orElse("") : "");
        if (!query.isEmpty()) uri.append('?').append(query, 0, query.length() - 1);
        return Optional.of(uri.toString());
    }

    private static Optional<String> bus(Element graphics) {
        Optional<String> address = graphics.attribute("address");
        if (address.isEmpty()) return Optional.empty();
        if (address.get().startsWith("unix:path=")) return Optional.of("dbus+unix://" + address.get().substring(10));
        throw new Failure("'" + address.get() + "' D-Bus address is not handled");
    }

    /** Where the display listens; if that is everywhere, the host that we are connected to. */
    private static Optional<String> host(Invocation in, Element graphics) {
        Optional<String> listen = graphics.attribute("listen");
        if (listen.isEmpty()) return Xml.at(graphics, "listen/@address");
        boolean everywhere = listen.get().equals("0.0.0.0") || listen.get().equals("::");
        return everywhere ? in.connection().address().host() : listen;
    }
}
