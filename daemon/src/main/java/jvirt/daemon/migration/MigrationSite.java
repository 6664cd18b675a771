package jvirt.daemon.migration;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import jvirt.daemon.connect.ConnectCalls;
import jvirt.qemu.Machines;
import jvirt.qemu.definition.Settings;
import jvirt.qemu.migration.Cookie;
import jvirt.qemu.migration.ImageMaker;
import jvirt.qemu.migration.Migrations;
import jvirt.qemu.process.DisplayPorts;

/** Puts together what migrations on this host need. */
public final class MigrationSite {
    private MigrationSite() {}

    /** @param uuid what tells this host from others; without one it gets one for as long as the daemon runs */
    public static Migrations migrations(Machines machines, Settings settings, DisplayPorts ports, Optional<UUID> uuid,
            ImageMaker images) throws IOException {
        Cookie.Self self = new Cookie.Self(ConnectCalls.hostname(), uuid.orElseGet(UUID::randomUUID));
        return new Migrations(machines, settings, ports, self,
                uri -> RemoteDestination.open(uri, settings.keepAliveInterval(), settings.keepAliveCount()), images);
    }
}
