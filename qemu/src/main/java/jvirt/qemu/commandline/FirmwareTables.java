package jvirt.qemu.commandline;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Os;
import jvirt.api.domain.SysInfo;
import jvirt.qemu.device.Words;

/** What the guest's firmware tells of the machine: {@code -smbios}, {@code -fw_cfg}. */
final class FirmwareTables {
    private FirmwareTables() {}

    static void add(Domain domain, Optional<SysInfo.SmBios> host, Arguments arguments) {
        Os.SmBios mode = domain.os().smbios().map(Os.SmBiosMode::mode).orElse(Os.SmBios.EMULATE);
        switch (mode) {
            case EMULATE -> { }
            case HOST -> tables(host.orElseThrow(() -> ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                    "Host SMBIOS information is not available")), true, arguments);
            case SYSINFO -> tables(domain.sysinfo().stream().filter(SysInfo.SmBios.class::isInstance)
                    .map(SysInfo.SmBios.class::cast).findFirst()
                    .orElseThrow(() -> ErrorDomain.QEMU.error(XML_ERROR, "Domain '%s' sysinfo are not available",
                            domain.name())), false, arguments);
        }
        for (SysInfo info : domain.sysinfo()) {
            if (info instanceof SysInfo.FwCfg(var entries)) entries.forEach(entry -> arguments.add("-fw_cfg", file(entry)));
        }
    }

    private static String file(SysInfo.FwEntry entry) {
        return "name=" + entry.name().orElse("") + entry.value().map(value -> ",string=" + value)
                .or(() -> entry.file().map(file -> ",file=" + file)).orElse("");
    }

    /** Fields whose name QEMU has too; the UUID of the host is nobody else's. */
    private static void tables(SysInfo.SmBios source, boolean withoutUuid, Arguments arguments) {
        source.bios().ifPresent(bios -> table(0, bios.entry(), arguments));
        source.system().ifPresent(system -> table(1, system.entry().stream()
                .filter(entry -> !withoutUuid || !entry.name().equals("uuid")).toList(), arguments));
        if (source.baseBoard().size() > 1) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                    "qemu does not support more than one entry to Type 2 in SMBIOS table");
        }
        source.baseBoard().forEach(board -> table(2, board.entry(), arguments));
        source.chassis().ifPresent(chassis -> table(3, chassis.entry(), arguments));
        source.oemStrings().ifPresent(strings -> {
            StringBuilder option = new StringBuilder("type=11");
            strings.entry().forEach(value -> option.append(",value=").append(Words.escaped(value)));
            arguments.add("-smbios", option.toString());
        });
    }

    private static void table(int type, List<SysInfo.Entry> entries, Arguments arguments) {
        StringBuilder option = new StringBuilder("type=").append(type);
        for (SysInfo.Entry entry : entries) {
            option.append(',').append(entry.name()).append('=')
                    .append(Words.escaped(entry.value().orElse("")));
        }
        arguments.add("-smbios", option.toString());
    }

}
