package jvirt.qemu.agent;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.json.Json;

/** A network card as its guest sees it. */
public record GuestCard(String name, Optional<String> mac, List<Ip> addresses) {
    public record Ip(boolean v6, String address, int prefix) {}

    /** From {@code guest-network-get-interfaces}; what is called {@code eth0:1} belongs to {@code eth0}. */
    static List<GuestCard> all(Json answer) {
        Map<String, GuestCard> cards = new LinkedHashMap<>();
        for (Json element : answer.asList()) {
            Json.Obj card = element.asObject();
            String name = card.string("name").split(":", 2)[0];
            List<Ip> addresses = card.find("ip-addresses").map(list -> list.asList().stream().map(one -> ip(one.asObject())).toList())
                    .orElse(List.of());
            cards.merge(name, new GuestCard(name, card.findString("hardware-address"), addresses), GuestCard::joined);
        }
        return List.copyOf(cards.values());
    }

    private static Ip ip(Json.Obj address) {
        boolean v6 = switch (address.string("ip-address-type")) {
            case "ipv4" -> false;
            case "ipv6" -> true;
            case String type -> throw QEMU.error(INTERNAL_ERROR, "unknown ip address type '%s'", type);
        };
        return new Ip(v6, address.string("ip-address"), Math.toIntExact(address.number("prefix")));
    }

    private GuestCard joined(GuestCard more) {
        List<Ip> all = new ArrayList<>(addresses);
        all.addAll(more.addresses);
        return new GuestCard(name, mac, all);
    }
}
