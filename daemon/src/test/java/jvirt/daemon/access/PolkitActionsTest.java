package jvirt.daemon.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import jvirt.rpc.call.Permission;
import jvirt.rpc.call.WireVolume;
import org.junit.jupiter.api.Test;

/**
 * The host's polkit knows each permission as an action, by a file that is shipped. With {@code -Dpolkit.actions=write} it is
 * written anew.
 */
class PolkitActionsTest {
    private static final Path FILE = Path.of(System.getProperty("jvirt.root", "..")).resolve("packaging/polkit/org.libvirt.api.policy");
    private static final UUID ID = new UUID(1, 2);

    private static final String HEAD = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE policyconfig PUBLIC "-//freedesktop//DTD polkit Policy Configuration 1.0//EN"
                "http://www.freedesktop.org/software/polkit/policyconfig-1.dtd">
            <!-- What each client may do where jvirtd's access_drivers has "polkit". The actions are libvirt's, and so is what
                 they permit without a rule: to look. Written by PolkitActionsTest. -->
            <policyconfig>
              <vendor>jvirt</vendor>
            """;

    @Test
    void theFileHasAllPermissions() throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        Stream.of(Permission.values()).sorted(Comparator.comparing(PolkitPolicy::action)).forEach(one -> text.append("""
                  <action id="%s">
                    <description>%s: %s</description>
                    <message>This host's policy must permit "%3$s" for this %2$s.</message>
                    <defaults>
                      <allow_any>%4$s</allow_any>
                      <allow_inactive>%4$s</allow_inactive>
                      <allow_active>%4$s</allow_active>
                    </defaults>
                  </action>
                """.formatted(PolkitPolicy.action(one), one.object(), one.action(), looks(one) ? "yes" : "no").indent(0)));
        text.append("</policyconfig>\n");
        if ("write".equals(System.getProperty("polkit.actions"))) Files.writeString(FILE, text);
        assertEquals(text.toString(), Files.readString(FILE));
    }

    /** Those that libvirt permits to everybody whom the socket lets in. */
    private static boolean looks(Permission permission) {
        return switch (permission.action()) {
            case "getattr" -> true;
            case "read" -> !permission.object().equals("node-device");
            default -> permission.object().equals("connect") && permission.action().startsWith("search");
        };
    }

    private static final Names NAMES = new Names() {
        @Override
        public Optional<String> domain(UUID uuid) {
            return Optional.empty();
        }

        @Override
        public Optional<String> domain(int id) {
            return Optional.empty();
        }

        @Override
        public Optional<String> network(UUID uuid) {
            return Optional.empty();
        }

        @Override
        public Optional<String> pool(UUID uuid) {
            return Optional.empty();
        }

        @Override
        public Optional<String> filter(UUID uuid) {
            return Optional.empty();
        }

        @Override
        public Optional<String> filterOn(String port) {
            return Optional.empty();
        }

        @Override
        public List<String> all(String kind, boolean active) {
            return List.of();
        }

        @Override
        public List<Integer> running() {
            return List.of();
        }

        @Override
        public Optional<WireVolume> volume(String keyOrPath) {
            return Optional.empty();
        }

        @Override
        public Optional<UUID> uuid(String kind, String name) {
            return Optional.of(ID);
        }

        @Override
        public Optional<Usage> secretUsage(String uuid) {
            return Optional.of(new Usage("ceph", "rbd"));
        }
    };

    private static String details(Permission permission, Target target) {
        return new PolkitPolicy(NAMES).details(permission, Optional.of(target)).toString();
    }

    @Test
    void rulesAreToldWhatLibvirtTellsThem() {
        assertEquals("{connect_driver=QEMU, domain_name=web, domain_uuid=" + ID + "}",
                details(Permission.DOMAIN_START, new Target("domain", "web")));
        assertEquals("{connect_driver=storage, pool_name=images, pool_uuid=" + ID + ", vol_name=a}", details(
                Permission.STORAGE_VOL_CREATE, new Target("storage-pool", "images").with("storage-vol", java.util.Map.of("vol_name", "a"))));
        assertEquals("{connect_driver=nwfilter, nwfilter_binding_portdev=vnet0}", details(Permission.NWFILTER_BINDING_READ,
                new Target("nwfilter", "clean").with("nwfilter-binding", java.util.Map.of("nwfilter_binding_portdev", "vnet0"))));
        assertEquals("{connect_driver=secret, secret_uuid=s, secret_usage_ceph=rbd}",
                details(Permission.SECRET_READ, new Target("secret", "s")));
        assertEquals("{connect_driver=network}",
                new PolkitPolicy(NAMES).details(Permission.CONNECT_SEARCH_NETWORKS, Optional.empty()).toString());
    }
}
