package jvirt.daemon.connect;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import jvirt.api.ErrorDomain;
import jvirt.api.capabilities.HostCapabilities.SecModel;
import jvirt.api.domain.SysInfo;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;
import jvirt.host.Hardware;
import jvirt.host.KvmModule;
import jvirt.qemu.caps.Architectures;
import jvirt.qemu.caps.Capabilities;
import jvirt.qemu.caps.Offers;
import jvirt.qemu.caps.QemuCapabilities;
import jvirt.qemu.cpu.CpuMap;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.server.Calls;

/** Tells what this host and its QEMU can do. */
public final class CapabilityCalls {
    /** What libvirt's driver answers for emulation, whatever the machine takes. */
    private static final int MAX_CPUS_EMULATED = 16;

    private final Capabilities capabilities;
    private final Offers offers;
    private final HostDocument host;

    /** @param uuid what tells this host from others */
    public CapabilityCalls(Capabilities capabilities, List<SecModel> models, Optional<UUID> uuid) {
        this.capabilities = capabilities;
        this.offers = new Offers(capabilities);
        this.host = new HostDocument(offers, models, uuid);
    }

    public void register(Calls calls) {
        calls.on(ConnectCall.GetCapabilities.class, (_, _) -> new ConnectCall.CapabilitiesRet(host.read().format()));
        calls.on(ConnectCall.GetDomainCapabilities.class, (_, call) -> new ConnectCall.CapabilitiesRet(
                offers.domain(call.emulatorbin(), call.arch(), call.machine(), call.virttype()).format()));
        calls.on(ConnectCall.GetVersion.class, (_, _) -> new ConnectCall.HvVerRet(emulator().version()));
        calls.on(ConnectCall.GetMaxVcpus.class, (_, call) -> new ConnectCall.MaxVcpusRet(maxCpus(call.type())));
        calls.on(ConnectCall.GetCpuModelNames.class, (_, call) -> cpuModels(call));
        new CpuCalls(offers).register(calls);
        calls.on(ConnectCall.GetSysinfo.class, (_, _) -> new ConnectCall.SysinfoRet(sysinfo()));
    }

    /** The QEMU of the host's own architecture. */
    private QemuCapabilities emulator() {
        String architecture = capabilities.host().architecture();
        return capabilities.ofArchitecture(architecture).orElseThrow(() -> ErrorDomain.QEMU.error(INTERNAL_ERROR,
                "Cannot find suitable emulator for %s", architecture));
    }

    private static int maxCpus(Optional<String> type) {
        return switch (type.orElse("qemu").toLowerCase(Locale.ROOT)) {
            case "qemu" -> MAX_CPUS_EMULATED;
            case "kvm" -> KvmModule.maxCpus().orElseThrow(() -> ErrorDomain.NONE.error(SYSTEM_ERROR,
                    "Unable to open /dev/kvm: No such file or directory"));
            default -> throw ErrorDomain.QEMU.error(INVALID_ARG, "unknown type '%s'", type.orElseThrow());
        };
    }

    private ConnectCall.ModelsRet cpuModels(ConnectCall.GetCpuModelNames call) {
        if (!Architectures.ALL.contains(call.arch())) {
            throw ErrorDomain.QEMU.error(INVALID_ARG, "cannot find architecture %s", call.arch());
        }
        List<String> names = Architectures.isX86(call.arch()) ? offers.map().models().stream().map(CpuMap.Model::name).toList()
                : List.of();
        return new ConnectCall.ModelsRet(call.needResults() != 0 ? names : List.of(), names.size());
    }

    private static String sysinfo() {
        if (!Hardware.hasTables()) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "Host SMBIOS information is not available");
        }
        XmlWriter writer = new XmlWriter(View.LIVE);
        XmlBinding.write("sysinfo", new SysInfo.SmBios(
                Optional.of(new SysInfo.Bios(entries("vendor", "bios_vendor", "version", "bios_version", "date", "bios_date",
                        "release", "bios_release"))),
                Optional.of(new SysInfo.System(entries("manufacturer", "sys_vendor", "product", "product_name", "version",
                        "product_version", "serial", "product_serial", "uuid", "product_uuid", "sku", "product_sku", "family",
                        "product_family"))),
                List.of(new SysInfo.BaseBoard(entries("manufacturer", "board_vendor", "product", "board_name", "version",
                        "board_version", "serial", "board_serial", "asset", "board_asset_tag"))),
                Optional.of(new SysInfo.Chassis(entries("manufacturer", "chassis_vendor", "version", "chassis_version", "serial",
                        "chassis_serial", "asset", "chassis_asset_tag"))),
                Optional.empty()), writer);
        return writer.toString();
    }

    /** libvirt's name of each entry, followed by the kernel's; what is not told is left out. */
    private static List<SysInfo.Entry> entries(String... names) {
        return Stream.iterate(0, i -> i < names.length, i -> i + 2)
                .map(i -> new SysInfo.Entry(names[i], Hardware.table(names[i + 1])))
                .filter(entry -> entry.value().isPresent()).toList();
    }
}
