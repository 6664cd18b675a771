package jvirt.qemu.launch;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.QEMU;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Interface;
import jvirt.host.Account;
import jvirt.qemu.commandline.CommandLine;
import jvirt.qemu.commandline.Launch;
import jvirt.qemu.definition.Definition;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.device.MasterKey;
import jvirt.qemu.device.Resources;

/**
 * What QEMU would be told for a document, {@code virConnectDomainXMLToNative}: nothing on the host is opened, taken or written, so
 * the descriptors are made up, and each card is one whose tap somebody else sets up.
 */
public final class Pretence {
    /** The only foreign form that QEMU's driver knows. */
    private static final String FORMAT = "qemu-argv";
    /** The number of a machine that does not run. */
    private static final int NOT_RUNNING = -1;
    private static final int KEY_BYTES = 32;

    private final LaunchSite site;
    private final SecureRandom random = new SecureRandom();

    public Pretence(LaunchSite site) {
        this.site = site;
    }

    /** The command in a shell's words, on one line. */
    public String command(String format, String document) {
        if (!format.equals(FORMAT)) throw QEMU.error(INVALID_ARG, "unsupported config type %s", format);
        Domain written = Domain.parse(document);
        Setting setting = site.settings().of(written);
        Domain definition = Definition.complete(plain(Definition.define(written, setting)), setting);
        Resources resources = resources(definition, setting);
        Domain live = Launch.live(definition, NOT_RUNNING, setting, resources, new Launch.Helpers(site.volumes(), Launch.ScreenPorts.FIRST,
                site.firmwares().get(), site.processors().in(setting, definition)));
        CommandLine line = CommandLine.of(live, setting.capabilities(), resources, new CommandLine.Start(System.getenv(),
                Account.own().root(), false, Optional.empty(), Optional.empty()));
        return Stream.concat(LogText.environment(line), LogText.words(line)).collect(Collectors.joining(" "));
    }

    private static Domain plain(Domain definition) {
        return definition.with(draft -> draft.devices = draft.devices.with(devices ->
                devices.interfaces = devices.interfaces.stream().map(Interface::asEthernet).toList()));
    }

    private Resources resources(Domain definition, Setting setting) {
        Path folder = site.layout().privateFolder(NOT_RUNNING, definition.name());
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return new Resources(folder, setting.settings(), new MadeUp(), new Sealing(site.secrets(), new MasterKey(key), random),
                site.hugePages(), new HostFiles(folder, site.networkAddresses()), ZonedDateTime.now(), Optional.empty());
    }

    /** The taps, each with a number of its own, from the first that a process does not have at once; QEMU opens what else it needs. */
    private static final class MadeUp implements Resources.Descriptors {
        private static final int NOTHING = -1;
        private final Map<String, Integer> numbers = new HashMap<>();

        @Override
        public List<Integer> named(String purpose) {
            // what QEMU itself could not open has the number of nothing
            if (purpose.endsWith("-vhost")) return List.of(NOTHING);
            return !purpose.endsWith("-tap") ? List.of() : List.of(numbers.computeIfAbsent(purpose, _ -> 3 + numbers.size()));
        }
    }
}
