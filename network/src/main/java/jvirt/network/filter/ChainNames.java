package jvirt.network.filter;

import jvirt.api.nwfilter.NetworkFilter;

/**
 * Names of an interface's chains, as libvirt has them: {@code libvirt-I-vnet0}, {@code I-vnet0-mac}, {@code FI-vnet0}. New rules
 * stand in chains of other names (J and P for I and O) until they are all there.
 *
 * @param fresh the new ones
 */
record ChainNames(String port, boolean fresh) {
    /** The chain of Ethernet's firewall for what the guest sends, or gets; the whole of it or one protocol's. */
    String ethernet(boolean sent, String chain) {
        return chain.equals(NetworkFilter.ROOT) ? "libvirt-" + letter(sent) + "-" + port : letter(sent) + "-" + port + "-" + chain;
    }

    /** The chain of IP's firewall: {@code F} is forwarded, {@code H} is for the host itself. */
    String packets(char kind, boolean sent) {
        return kind + letter(sent) + "-" + port;
    }

    private String letter(boolean sent) {
        if (fresh) return sent ? "J" : "P";
        return sent ? "I" : "O";
    }
}
