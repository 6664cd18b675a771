package jvirt.network.iface;

import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.INTERFACE;

import jvirt.api.IpAddress;
import jvirt.api.MacAddress;
import jvirt.api.VirtException;
import jvirt.api.iface.HostInterface;

/** What may be written into the host's files: a text that is not what it ought to be could be read as another line there. */
final class Definable {
    /** linux/if.h counts the final zero. */
    private static final int NAME_MAX = 15;
    private static final int TAG_MAX = 4094;

    private Definable() {}

    static void check(HostInterface own) {
        String name = own.name().orElseThrow(() -> INTERFACE.error(XML_ERROR, "interface has no name"));
        name(name);
        own.mac().ifPresent(mac -> need(MacAddress.find(mac.address()).isPresent(), "MAC address", mac.address()));
        for (HostInterface.Protocol protocol : own.protocol()) {
            protocol.ip().forEach(ip -> address(ip.address(), protocol.family()));
            protocol.ip().forEach(ip -> ip.prefix().ifPresent(bits ->
                    need(bits >= 0 && bits <= (protocol.family().equals("ipv4") ? 32 : 128), "prefix", bits.toString())));
            protocol.route().ifPresent(route -> address(route.gateway(), protocol.family()));
        }
        own.bridge().flatMap(HostInterface.Bridge::delay).ifPresent(delay ->
                need(delay.matches("[0-9]{1,6}(\\.[0-9]{1,6})?"), "forward delay", delay));
        own.bond().flatMap(HostInterface.Bond::arpmon).ifPresent(monitor -> address(monitor.target(), "ipv4"));
        own.vlan().ifPresent(vlan -> {
            need(Draft.number(vlan.tag()).filter(tag -> tag > 0 && tag <= TAG_MAX).isPresent(), "VLAN tag", vlan.tag());
            name(vlan.device().map(HostInterface.Vlan.Device::name).orElseThrow(() ->
                    INTERFACE.error(XML_ERROR, "vlan interface misses name attribute")));
        });
    }

    /** As the kernel has it ({@code dev_valid_name}), without what a pattern or a quotation would be. */
    private static void name(String name) {
        need(name.length() <= NAME_MAX && name.matches("[\\p{Alnum}_][\\p{Alnum}_.@+-]*"), "interface name", name);
    }

    private static void address(String text, String family) {
        need(IpAddress.find(text).filter(address -> address.v6() == family.equals("ipv6")).isPresent(), family + " address", text);
    }

    private static void need(boolean right, String what, String value) {
        if (!right) throw wrong(what, value);
    }

    private static VirtException wrong(String what, String value) {
        return INTERFACE.error(XML_ERROR, "could not get interface XML description: XML invalid - invalid %s '%s'", what, value);
    }
}
