package jvirt.cli.install;

import java.net.URI;
import java.util.List;
import jvirt.api.xml.Element;

/** {@code <source protocol='...'>}: from an address, or from a volume of a pool that is on the network. */
final class NetworkSource {
    private NetworkSource() {}

    /** {@code gluster://host/volume/image}, {@code nbd+unix:///socket}. */
    static void ofUrl(Part disk, String address) {
        URI uri = URI.create(address);
        String scheme = uri.getScheme();
        int plus = scheme.indexOf('+');
        disk.set("source/@protocol", plus < 0 ? scheme : scheme.substring(0, plus));
        boolean transport = plus >= 0;
        if (transport) disk.part("source/host#", 0).set("@transport", scheme.substring(plus + 1));
        if (uri.getHost() != null) disk.part("source/host#", 0).set("@name", uri.getHost().replaceAll("^\\[|]$", ""));
        if (uri.getPort() >= 0) disk.part("source/host#", 0).set("@port", uri.getPort());
        if (!uri.getPath().isEmpty()) {
            if (transport) disk.part("source/host#", 0).set("@socket", uri.getPath());
            else disk.set("source/@name", uri.getPath().substring(1));
        }
        if (uri.getQuery() != null) disk.set("source/@query", uri.getQuery());
    }

    /** A volume of an RBD, Gluster or iSCSI pool. */
    static void ofVolume(Part disk, Element pool, String volume, String path) {
        disk.set("@type", "network");
        Element source = pool.child("source").orElse(pool);
        source.child("auth").ifPresent(auth -> {
            disk.set("auth/@username", auth.attribute("username").orElse(null));
            disk.set("auth/secret/@type", auth.attribute("type").orElse(null));
            disk.set("auth/secret/@uuid", auth.child("secret").flatMap(secret -> secret.attribute("uuid")).orElse(null));
        });
        String type = pool.attribute("type").orElse("");
        disk.set("source/@protocol", type.equals("iscsi-direct") ? "iscsi" : type);
        List<Element> hosts = source.children("host");
        for (int i = 0; i < hosts.size(); i++) {
            Part host = disk.part("source/host#", i);
            host.set("@name", hosts.get(i).attribute("name").orElse(null));
            host.set("@port", hosts.get(i).attribute("port").orElse(null));
        }
        disk.set("source/@name", type.equals("iscsi-direct") ? target(path) : name(source) + volume);
    }

    private static String name(Element source) {
        String name = source.child("name").map(Element::text).orElse("");
        String whole = name.isEmpty() ? "" : name + source.child("dir").flatMap(dir -> dir.attribute("path")).orElse("");
        return whole.isEmpty() || whole.endsWith("/") ? whole : whole + "/";
    }

    /** iSCSI's name within a volume's path: {@code ip-10.0.0.1:3260-iscsi-iqn.2017...}. */
    private static String target(String path) {
        int at = path.indexOf("-iscsi-iqn.");
        return at < 0 ? null : path.substring(at + "-iscsi-".length());
    }
}
