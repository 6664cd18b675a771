package jvirt.api.network;

import static jvirt.api.ErrorCode.XML_DETAIL;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.NETWORK;

import java.util.List;
import java.util.Optional;
import jvirt.api.IpAddress;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.api.xml.Numbers;

/** Refuses what cannot be records of names, in libvirt's words. */
final class DnsSyntax {
    private static final int PORT_MAX = 65_535;

    private final String network;

    DnsSyntax(String network) {
        this.network = network;
    }

    /** {@code <dns>}. */
    void dns(Element dns) {
        for (Element forwarder : dns.children("forwarder")) {
            Optional<String> addr = forwarder.attribute("addr");
            addr.filter(text -> IpAddress.find(text).isEmpty()).ifPresent(text -> {
                throw NETWORK.error(XML_ERROR, "Invalid forwarder IP address '%s' in network '%s'", text, network);
            });
            if (addr.isEmpty() && forwarder.attribute("domain").isEmpty()) {
                throw NETWORK.error(XML_ERROR, "Invalid forwarder element, must contain at least one of addr or domain");
            }
        }
        dns.children("host").forEach(host -> dnsHost(host, false));
        dns.children("srv").forEach(srv -> dnsSrv(srv, false));
        dns.children("txt").forEach(txt -> dnsTxt(txt, false));
        boolean disabled = dns.attribute("enable").equals(Optional.of("no"));
        boolean records = dns.children().stream()
                .anyMatch(child -> List.of("forwarder", "host", "srv", "txt").contains(child.name()));
        if (disabled && records) throw NETWORK.error(XML_ERROR, "Extra data in disabled network '%s'", network);
    }

    /** @param partial a pattern, of which parts may be missing; likewise below */
    void dnsHost(Element host, boolean partial) {
        Optional<String> ip = host.attribute("ip");
        if (ip.isEmpty() && !partial) throw dnsError("Missing IP address in network '%s' DNS HOST record", network);
        if (ip.isPresent() && IpAddress.find(ip.get()).isEmpty()) {
            throw dnsError("Invalid IP address in network '%s' DNS HOST record", network);
        }
        boolean named = host.children("hostname").stream().anyMatch(name -> !name.text().isEmpty());
        if (!named && !partial) throw dnsError("Missing hostname in network '%s' DNS HOST record", network);
        if (!named && ip.isEmpty()) throw dnsError("Missing ip and hostname in network '%s' DNS HOST record", network);
    }

    void dnsSrv(Element srv, boolean partial) {
        Optional<String> service = srv.attribute("service");
        if (service.isEmpty() && !partial) {
            throw dnsError("missing required service attribute in DNS SRV record of network '%s'", network);
        }
        String named = service.orElse("(null)");
        if (service.isPresent() && named.length() > 240) {
            throw dnsError("service attribute '%s' in network '%s' is too long, limit is %d bytes", named, network, 240);
        }
        if (service.isPresent() && !named.matches("[A-Za-z0-9_+/*-]*")) {
            throw dnsError("invalid character in service attribute '%s' in DNS SRV record of network '%s'", named, network);
        }
        Optional<String> protocol = srv.attribute("protocol");
        if (protocol.isEmpty() && !partial) {
            throw dnsError("missing required protocol attribute in DNS SRV record '%s' of network '%s'", named, network);
        }
        if (protocol.isPresent() && !protocol.get().matches("[A-Za-z0-9+/-]*")) {
            throw dnsError("invalid character in protocol attribute '%s' in DNS SRV record of network '%s'", protocol.get(),
                    network);
        }
        srvNumber(srv, named, "port", 1, "invalid");
        srvNumber(srv, named, "priority", 0, "Invalid");
        srvNumber(srv, named, "weight", 0, "invalid");
    }

    private void srvNumber(Element srv, String service, String what, int least, String invalid) {
        Optional<String> text = srv.attribute(what).filter(some -> !some.isEmpty());
        if (text.isEmpty()) return;
        boolean number = NetworkSyntax.isNumber(text.get(), 0xffff_ffffL);
        if (number && srv.attribute("target").isEmpty()) {
            throw dnsError("DNS SRV %s attribute not permitted without target for service '%s' in network '%s'", what, service,
                    network);
        }
        if (!number || Numbers.parse(text.get(), 10) < least || Numbers.parse(text.get(), 10) > PORT_MAX) {
            throw dnsError("%s DNS SRV %s attribute for service '%s' in network '%s'", invalid, what, service, network);
        }
    }

    void dnsTxt(Element txt, boolean partial) {
        String name = txt.attribute("name").orElseThrow(() ->
                dnsError("missing required name attribute in DNS TXT record of network %s", network));
        if (name.contains(" ") || name.contains(",")) {
            throw dnsError("prohibited character in DNS TXT record name '%s' of network %s", name, network);
        }
        if (txt.attribute("value").isEmpty() && !partial) {
            throw dnsError("missing required value attribute in DNS TXT record named '%s' of network %s", name, network);
        }
    }

    private static VirtException dnsError(String message, Object... args) {
        return NETWORK.error(XML_DETAIL, message, args);
    }
}
