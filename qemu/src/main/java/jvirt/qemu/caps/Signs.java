package jvirt.qemu.caps;

import static java.util.Map.entry;
import static jvirt.qemu.caps.QemuFlag.*;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** By which answers of QEMU each flag is known: facts about QEMU, one table for each question. */
final class Signs {
    private Signs() {}

    /** Properties of one type, asked for where the condition holds. */
    record Properties(String type, Optional<QemuFlag> condition, Map<String, QemuFlag> flags) {}

    /** A group of command line options, and a parameter in it. */
    record Parameter(String group, Optional<String> name, QemuFlag flag) {}

    private static Properties always(String type, Map<String, QemuFlag> flags) {
        return new Properties(type, Optional.empty(), flags);
    }

    private static Properties when(QemuFlag condition, String type, Map<String, QemuFlag> flags) {
        return new Properties(type, Optional.of(condition), flags);
    }

    /** Commands that are there. */
    static final Map<String, QemuFlag> COMMANDS = Map.ofEntries(
            entry("query-vnc", VNC), entry("rtc-reset-reinjection", RTC_RESET_REINJECTION),
            entry("query-hotpluggable-cpus", QUERY_HOTPLUGGABLE_CPUS),
            entry("query-cpu-model-expansion", QUERY_CPU_MODEL_EXPANSION),
            entry("query-cpu-definitions", QUERY_CPU_DEFINITIONS),
            entry("query-cpu-model-baseline", QUERY_CPU_MODEL_BASELINE),
            entry("query-cpu-model-comparison", QUERY_CPU_MODEL_COMPARISON),
            entry("block-export-add", BLOCK_EXPORT_ADD), entry("blockdev-reopen", BLOCKDEV_REOPEN),
            entry("set-action", SET_ACTION), entry("query-dirty-rate", QUERY_DIRTY_RATE),
            entry("sev-inject-launch-secret", SEV_INJECT_LAUNCH_SECRET), entry("calc-dirty-rate", CALC_DIRTY_RATE),
            entry("query-stats", QUERY_STATS), entry("query-stats-schemas", QUERY_STATS_SCHEMAS));

    /** Capabilities of migration. */
    static final Map<String, QemuFlag> MIGRATION = Map.ofEntries(
            entry("rdma-pin-all", MIGRATE_RDMA));

    /** QOM types that are there; several can show the same. */
    static final Map<String, QemuFlag> TYPES = Map.ofEntries(
            entry("hda-duplex", HDA_DUPLEX), entry("hda-micro", HDA_MICRO), entry("ccid-card-emulated", CCID_EMULATED),
            entry("ccid-card-passthru", CCID_PASSTHRU), entry("piix3-usb-uhci", PIIX3_USB_UHCI),
            entry("piix4-usb-uhci", PIIX4_USB_UHCI), entry("usb-ehci", USB_EHCI),
            entry("ich9-usb-ehci1", ICH9_USB_EHCI1), entry("vt82c686b-usb-uhci", VT82C686B_USB_UHCI),
            entry("pci-ohci", PCI_OHCI), entry("nec-usb-xhci", NEC_USB_XHCI), entry("usb-redir", USB_REDIR),
            entry("usb-hub", USB_HUB), entry("ich9-ahci", ICH9_AHCI), entry("virtio-blk-ccw", VIRTIO_CCW),
            entry("sclpconsole", DEVICE_SCLPCONSOLE), entry("lsi53c895a", SCSI_LSI),
            entry("virtio-scsi-pci", VIRTIO_SCSI), entry("virtio-scsi-ccw", VIRTIO_SCSI),
            entry("virtio-scsi-device", VIRTIO_SCSI), entry("megasas", SCSI_MEGASAS), entry("qxl", DEVICE_QXL),
            entry("scsi-block", SCSI_BLOCK), entry("VGA", DEVICE_VGA), entry("cirrus-vga", DEVICE_CIRRUS_VGA),
            entry("vmware-svga", DEVICE_VMWARE_SVGA), entry("usb-serial", DEVICE_USB_SERIAL),
            entry("virtio-rng-pci", DEVICE_VIRTIO_RNG), entry("virtio-rng-ccw", DEVICE_VIRTIO_RNG),
            entry("virtio-rng-device", DEVICE_VIRTIO_RNG), entry("rng-random", OBJECT_RNG_RANDOM),
            entry("rng-egd", OBJECT_RNG_EGD), entry("spapr-nvram", DEVICE_NVRAM),
            entry("pci-bridge", DEVICE_PCI_BRIDGE), entry("vfio-pci", DEVICE_VFIO_PCI),
            entry("i82801b11-bridge", DEVICE_DMI_TO_PCI_BRIDGE), entry("usb-storage", DEVICE_USB_STORAGE),
            entry("virtio-mmio", DEVICE_VIRTIO_MMIO), entry("ich9-intel-hda", DEVICE_ICH9_INTEL_HDA),
            entry("pvpanic", DEVICE_PANIC), entry("usb-kbd", DEVICE_USB_KBD), entry("usb-audio", OBJECT_USB_AUDIO),
            entry("iothread", OBJECT_IOTHREAD), entry("ivshmem", DEVICE_IVSHMEM), entry("pc-dimm", DEVICE_PC_DIMM),
            entry("pci-serial", DEVICE_PCI_SERIAL), entry("gpex-pcihost", OBJECT_GPEX),
            entry("ioh3420", DEVICE_IOH3420), entry("x3130-upstream", DEVICE_X3130_UPSTREAM),
            entry("xio3130-downstream", DEVICE_XIO3130_DOWNSTREAM), entry("rtl8139", DEVICE_RTL8139),
            entry("e1000", DEVICE_E1000), entry("virtio-net-pci", DEVICE_VIRTIO_NET),
            entry("virtio-net-ccw", DEVICE_VIRTIO_NET), entry("virtio-net-device", DEVICE_VIRTIO_NET),
            entry("virtio-gpu-pci", DEVICE_VIRTIO_GPU), entry("virtio-gpu-device", DEVICE_VIRTIO_GPU),
            entry("virtio-vga", DEVICE_VIRTIO_VGA), entry("virtio-keyboard-device", VIRTIO_KEYBOARD),
            entry("virtio-keyboard-pci", VIRTIO_KEYBOARD), entry("virtio-mouse-device", VIRTIO_MOUSE),
            entry("virtio-mouse-pci", VIRTIO_MOUSE), entry("virtio-tablet-device", VIRTIO_TABLET),
            entry("virtio-tablet-pci", VIRTIO_TABLET), entry("virtio-input-host-device", VIRTIO_INPUT_HOST),
            entry("virtio-input-host-pci", VIRTIO_INPUT_HOST), entry("mptsas1068", SCSI_MPTSAS1068),
            entry("pxb", DEVICE_PXB), entry("pxb-pcie", DEVICE_PXB_PCIE), entry("intel-iommu", DEVICE_INTEL_IOMMU),
            entry("ivshmem-plain", DEVICE_IVSHMEM_PLAIN), entry("ivshmem-doorbell", DEVICE_IVSHMEM_DOORBELL),
            entry("vhost-scsi", DEVICE_VHOST_SCSI), entry("nvdimm", DEVICE_NVDIMM),
            entry("pcie-root-port", DEVICE_PCIE_ROOT_PORT), entry("qemu-xhci", DEVICE_QEMU_XHCI),
            entry("spapr-pci-host-bridge", DEVICE_SPAPR_PCI_HOST_BRIDGE), entry("vmcoreinfo", DEVICE_VMCOREINFO),
            entry("spapr-vty", DEVICE_SPAPR_VTY), entry("sclplmconsole", DEVICE_SCLPLMCONSOLE),
            entry("isa-serial", DEVICE_ISA_SERIAL), entry("pl011", DEVICE_PL011),
            entry("virtio-gpu-ccw", DEVICE_VIRTIO_GPU_CCW), entry("virtio-keyboard-ccw", DEVICE_VIRTIO_KEYBOARD_CCW),
            entry("virtio-mouse-ccw", DEVICE_VIRTIO_MOUSE_CCW), entry("virtio-tablet-ccw", DEVICE_VIRTIO_TABLET_CCW),
            entry("pcie-pci-bridge", DEVICE_PCIE_PCI_BRIDGE), entry("pr-manager-helper", PR_MANAGER_HELPER),
            entry("vfio-ccw", DEVICE_VFIO_CCW), entry("hda-output", HDA_OUTPUT), entry("vmgenid", DEVICE_VMGENID),
            entry("vhost-vsock-device", DEVICE_VHOST_VSOCK), entry("mch", DEVICE_MCH), entry("sev-guest", SEV_GUEST),
            entry("vfio-ap", DEVICE_VFIO_AP), entry("zpci", DEVICE_ZPCI),
            entry("memory-backend-memfd", OBJECT_MEMORY_MEMFD),
            entry("virtio-blk-pci-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("virtio-blk-pci-non-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("virtio-net-pci-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("virtio-net-pci-non-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("vhost-scsi-pci-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("vhost-scsi-pci-non-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("virtio-rng-pci-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("virtio-rng-pci-non-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("virtio-9p-pci-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("virtio-9p-pci-non-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("virtio-balloon-pci-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("virtio-balloon-pci-non-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("vhost-vsock-pci-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("vhost-vsock-pci-non-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("virtio-scsi-pci-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("virtio-scsi-pci-non-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("virtio-serial-pci-transitional", VIRTIO_PCI_TRANSITIONAL),
            entry("virtio-serial-pci-non-transitional", VIRTIO_PCI_TRANSITIONAL), entry("max-x86_64-cpu", X86_MAX_CPU),
            entry("bochs-display", DEVICE_BOCHS_DISPLAY), entry("dbus-vmstate", DBUS_VMSTATE),
            entry("vhost-user-gpu", DEVICE_VHOST_USER_GPU), entry("vhost-user-vga", DEVICE_VHOST_USER_VGA),
            entry("ramfb", DEVICE_RAMFB), entry("max-arm-cpu", ARM_MAX_CPU), entry("i8042", DEVICE_I8042),
            entry("rng-builtin", OBJECT_RNG_BUILTIN), entry("tpm-spapr", DEVICE_TPM_SPAPR),
            entry("vhost-user-fs-device", DEVICE_VHOST_USER_FS), entry("tcg-accel", TCG), entry("pvscsi", SCSI_PVSCSI),
            entry("spapr-tpm-proxy", DEVICE_SPAPR_TPM_PROXY), entry("vmport", MACHINE_VMPORT_OPT),
            entry("dc390", SCSI_DC390), entry("am53c974", SCSI_AM53C974),
            entry("virtio-pmem-pci", DEVICE_VIRTIO_PMEM_PCI), entry("vhost-user-blk", DEVICE_VHOST_USER_BLK),
            entry("input-linux", INPUT_LINUX), entry("virtio-gpu-gl-pci", VIRTIO_GPU_GL_PCI),
            entry("virtio-vga-gl", VIRTIO_VGA_GL), entry("s390-pv-guest", S390_PV_GUEST),
            entry("virtio-mem-pci", DEVICE_VIRTIO_MEM_PCI), entry("virtio-iommu-pci", DEVICE_VIRTIO_IOMMU_PCI),
            entry("sgx-epc", SGX_EPC), entry("thread-context", THREAD_CONTEXT));

    /** Properties of devices. */
    static final List<Properties> DEVICES = List.of(
            always("virtio-blk-pci", Map.of(
                    "scsi", VIRTIO_BLK_SCSI, "queue-size", VIRTIO_BLK_QUEUE_SIZE, "acpi-index", ACPI_INDEX)),
            when(DEVICE_VIRTIO_NET, "virtio-net-pci", Map.of(
                    "acpi-index", ACPI_INDEX, "rss", VIRTIO_NET_RSS)),
            when(VIRTIO_SCSI, "virtio-scsi-pci", Map.of("acpi-index", ACPI_INDEX)),
            when(VIRTIO_CCW, "virtio-blk-ccw", Map.of(
                    "scsi", VIRTIO_BLK_SCSI, "queue-size", VIRTIO_BLK_QUEUE_SIZE, "acpi-index", ACPI_INDEX)),
            when(DEVICE_VIRTIO_NET, "virtio-net-ccw", Map.of(
                    "acpi-index", ACPI_INDEX, "rss", VIRTIO_NET_RSS)),
            when(VIRTIO_SCSI, "virtio-scsi-ccw", Map.of("acpi-index", ACPI_INDEX)),
            when(DEVICE_VFIO_PCI, "vfio-pci", Map.of("display", VFIO_PCI_DISPLAY)),
            always("scsi-hd", Map.of(
                    "channel", SCSI_DISK_CHANNEL, "wwn", SCSI_DISK_WWN, "rotation_rate", ROTATION_RATE)),
            always("ide-hd", Map.of("wwn", IDE_DRIVE_WWN)),
            always("PIIX4_PM", Map.of(
                    "disable_s3", PIIX_DISABLE_S3, "disable_s4", PIIX_DISABLE_S4,
                    "acpi-root-pci-hotplug", PIIX4_ACPI_ROOT_PCI_HOTPLUG)),
            when(USB_REDIR, "usb-redir", Map.of("filter", USB_REDIR_FILTER)),
            when(DEVICE_USB_STORAGE, "usb-storage", Map.of("removable", USB_STORAGE_REMOVABLE)),
            always("kvm-pit", Map.of("lost_tick_policy", KVM_PIT_TICK_POLICY)),
            when(DEVICE_VGA, "VGA", Map.of("vgamem_mb", VGA_VGAMEM)),
            when(DEVICE_VMWARE_SVGA, "vmware-svga", Map.of("vgamem_mb", VMWARE_SVGA_VGAMEM)),
            when(DEVICE_QXL, "qxl", Map.of(
                    "vgamem_mb", QXL_VGAMEM, "vram64_size_mb", QXL_VRAM64)),
            when(DEVICE_VIRTIO_GPU, "virtio-gpu-pci", Map.of(
                    "virgl", VIRTIO_GPU_VIRGL, "acpi-index", ACPI_INDEX)),
            when(DEVICE_VIRTIO_GPU, "virtio-gpu-device", Map.of(
                    "virgl", VIRTIO_GPU_VIRGL, "acpi-index", ACPI_INDEX)),
            always("ICH9-LPC", Map.of(
                    "disable_s3", ICH9_DISABLE_S3, "disable_s4", ICH9_DISABLE_S4)),
            always("virtio-balloon-pci", Map.of(
                    "deflate-on-oom", VIRTIO_BALLOON_AUTODEFLATE,
                    "free-page-reporting", VIRTIO_BALLOON_FREE_PAGE_REPORTING, "acpi-index", ACPI_INDEX)),
            always("virtio-balloon-ccw", Map.of(
                    "deflate-on-oom", VIRTIO_BALLOON_AUTODEFLATE,
                    "free-page-reporting", VIRTIO_BALLOON_FREE_PAGE_REPORTING, "acpi-index", ACPI_INDEX)),
            always("virtio-balloon-device", Map.of(
                    "deflate-on-oom", VIRTIO_BALLOON_AUTODEFLATE,
                    "free-page-reporting", VIRTIO_BALLOON_FREE_PAGE_REPORTING, "acpi-index", ACPI_INDEX)),
            when(DEVICE_INTEL_IOMMU, "intel-iommu", Map.of(
                    "intremap", INTEL_IOMMU_INTREMAP, "caching-mode", INTEL_IOMMU_CACHING_MODE, "eim", INTEL_IOMMU_EIM,
                    "device-iotlb", INTEL_IOMMU_DEVICE_IOTLB, "aw-bits", INTEL_IOMMU_AW_BITS)),
            when(DEVICE_SPAPR_PCI_HOST_BRIDGE, "spapr-pci-host-bridge", Map.of(
                    "numa_node", SPAPR_PCI_HOST_BRIDGE_NUMA_NODE)),
            when(DEVICE_VIRTIO_GPU_CCW, "virtio-gpu-ccw", Map.of(
                    "virgl", VIRTIO_GPU_VIRGL, "acpi-index", ACPI_INDEX)),
            when(DEVICE_MCH, "mch", Map.of("extended-tseg-mbytes", MCH_EXTENDED_TSEG_MBYTES)),
            when(DEVICE_NVDIMM, "nvdimm", Map.of("unarmed", DEVICE_NVDIMM_UNARMED)),
            when(DEVICE_PCIE_ROOT_PORT, "pcie-root-port", Map.of(
                    "hotplug", PCIE_ROOT_PORT_HOTPLUG)),
            always("usb-host", Map.of(
                    "hostdevice", USB_HOST_HOSTDEVICE, "guest-resets-all", USB_HOST_GUESTS_RESETS_ALL)),
            when(DEVICE_VHOST_USER_FS, "vhost-user-fs-device", Map.of(
                    "bootindex", VHOST_USER_FS_BOOTINDEX)),
            when(DEVICE_VIRTIO_MEM_PCI, "virtio-mem-pci", Map.of(
                    "prealloc", DEVICE_VIRTIO_MEM_PCI_PREALLOC)),
            when(DEVICE_VIRTIO_IOMMU_PCI, "virtio-iommu-pci", Map.of(
                    "boot-bypass", VIRTIO_IOMMU_BOOT_BYPASS)));

    /** Properties of objects. */
    static final List<Properties> OBJECTS = List.of(
            always("memory-backend-file", Map.of(
                    "pmem", OBJECT_MEMORY_FILE_PMEM,
                    "x-use-canonical-path-for-ramblock-id", X_USE_CANONICAL_PATH_FOR_RAMBLOCK_ID,
                    "reserve", MEMORY_BACKEND_RESERVE, "prealloc-threads", MEMORY_BACKEND_PREALLOC_THREADS)),
            when(OBJECT_MEMORY_MEMFD, "memory-backend-memfd", Map.of(
                    "hugetlb", OBJECT_MEMORY_MEMFD_HUGETLB)),
            when(X86_MAX_CPU, "max-x86_64-cpu", Map.of(
                    "unavailable-features", CPU_UNAVAILABLE_FEATURES, "kvm-no-adjvtime", CPU_KVM_NO_ADJVTIME,
                    "migratable", CPU_MIGRATABLE)),
            when(ARM_MAX_CPU, "max-arm-cpu", Map.of(
                    "unavailable-features", CPU_UNAVAILABLE_FEATURES, "kvm-no-adjvtime", CPU_KVM_NO_ADJVTIME,
                    "migratable", CPU_MIGRATABLE)));

    /** Properties of machines; the name may be an alias. */
    static final List<Properties> MACHINES = List.of(
            always("pseries", Map.of(
                    "cap-hpt-max-page-size", MACHINE_PSERIES_CAP_HPT_MAX_PAGE_SIZE, "cap-htm", MACHINE_PSERIES_CAP_HTM,
                    "cap-nested-hv", MACHINE_PSERIES_CAP_NESTED_HV, "cap-ccf-assist", MACHINE_PSERIES_CAP_CCF_ASSIST,
                    "cap-cfpc", MACHINE_PSERIES_CAP_CFPC, "cap-sbbc", MACHINE_PSERIES_CAP_SBBC,
                    "cap-ibs", MACHINE_PSERIES_CAP_IBS)),
            always("virt", Map.of("iommu", MACHINE_VIRT_IOMMU)),
            always("none", Map.of(
                    "confidential-guest-support", MACHINE_CONFIDENTAL_GUEST_SUPPORT)));

    /** Paths in the schema of QMP, as {@link QmpSchema} reads them. */
    static final Map<String, QemuFlag> SCHEMA = Map.ofEntries(
            entry("blockdev-add/arg-type/+vxhs", VXHS),
            entry("blockdev-add/arg-type/+file/drop-cache", MIGRATION_FILE_DROP_CACHE),
            entry("blockdev-add/arg-type/+nvme", DRIVE_NVME),
            entry("blockdev-add/arg-type/+file/aio/^io_uring", AIO_IO_URING),
            entry("blockdev-add/arg-type/+rbd/encrypt", RBD_ENCRYPTION),
            entry("blockdev-add/arg-type/+nbd/tls-hostname", BLOCKDEV_NBD_TLS_HOSTNAME),
            entry("blockdev-snapshot/$allow-write-only-overlay", BLOCKDEV_SNAPSHOT_ALLOW_WRITE_ONLY),
            entry("chardev-add/arg-type/backend/+socket/data/reconnect", CHARDEV_RECONNECT),
            entry("device_add/$json-cli-hotplug", DEVICE_JSON),
            entry("migrate-set-parameters/arg-type/block-bitmap-mapping/bitmaps/transform", MIGRATION_PARAM_BLOCK_BITMAP_MAPPING),
            entry("nbd-server-start/arg-type/tls-creds", NBD_TLS), entry("nbd-server-add/arg-type/bitmap", NBD_BITMAP),
            entry("netdev_add/arg-type/+stream", NETDEV_STREAM),
            entry("netdev_add/arg-type/+vhost-vdpa", NETDEV_VHOST_VDPA),
            entry("netdev_add/arg-type/type/^dgram", NETDEV_JSON),
            entry("object-add/arg-type/qom-type/^secret", OBJECT_JSON),
            entry("query-display-options/ret-type/+egl-headless/rendernode", EGL_HEADLESS_RENDERNODE),
            entry("query-display-options/ret-type/+sdl", SDL),
            entry("query-display-options/ret-type/+egl-headless", EGL_HEADLESS),
            entry("query-iothreads/ret-type/poll-max-ns", IOTHREAD_POLLING),
            entry("query-hotpluggable-cpus/ret-type/props/die-id", SMP_DIES),
            entry("query-named-block-nodes/arg-type/flat", QMP_QUERY_NAMED_BLOCK_NODES_FLAT),
            entry("screendump/arg-type/device", SCREENDUMP_DEVICE),
            entry("set-numa-node/arg-type/+hmat-lb", NUMA_HMAT),
            entry("object-add/arg-type/+sev-guest/kernel-hashes", SEV_GUEST_KERNEL_HASHES),
            entry("calc-dirty-rate/arg-type/mode", DIRTYRATE_MODE),
            entry("chardev-add/arg-type/backend/+qemu-vdagent", CHARDEV_QEMU_VDAGENT),
            entry("query-display-options/ret-type/+dbus", DISPLAY_DBUS),
            entry("object-add/arg-type/+iothread/thread-pool-max", IOTHREAD_THREAD_POOL_MAX),
            entry("query-migrate/ret-type/blocked-reasons", MIGRATION_BLOCKED_REASONS),
            entry("screendump/arg-type/format/^png", SCREENSHOT_FORMAT_PNG));

    /** Options of the command line, with a parameter where one is meant. */
    static final List<Parameter> COMMAND_LINE = List.of(
            new Parameter("fsdev", Optional.of("multidevs"), FSDEV_MULTIDEVS),
            new Parameter("machine", Optional.of("hpet"), MACHINE_HPET),
            new Parameter("sandbox", Optional.empty(), SECCOMP_SANDBOX),
            new Parameter("spice", Optional.empty(), SPICE), new Parameter("spice", Optional.of("gl"), SPICE_GL),
            new Parameter("spice", Optional.of("rendernode"), SPICE_RENDERNODE),
            new Parameter("vnc", Optional.of("power-control"), VNC_POWER_CONTROL));

    /** Models of TPM, and what can be behind one. */
    static final Map<String, QemuFlag> TPM_MODELS =
            Map.of("tpm-tis", DEVICE_TPM_TIS, "tpm-crb", DEVICE_TPM_CRB, "tpm-spapr", DEVICE_TPM_SPAPR);
    static final Map<String, QemuFlag> TPM_TYPES =
            Map.of("passthrough", DEVICE_TPM_PASSTHROUGH, "emulator", DEVICE_TPM_EMULATOR);
}
