package jvirt.qemu.caps;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Something that one QEMU can do and another cannot. The words are those of libvirt 9.0's capabilities files, and the
 * constants are named as there, in the same order, in which they are also written. Words that libvirt has retired, since
 * every QEMU that it takes can do it, are not here.
 */
public enum QemuFlag {
    KVM("kvm"), SDL("sdl"), NO_HPET("no-hpet"), SPICE("spice"), HDA_DUPLEX("hda-duplex"),
    CCID_EMULATED("ccid-emulated"), CCID_PASSTHRU("ccid-passthru"), PIIX3_USB_UHCI("piix3-usb-uhci"),
    PIIX4_USB_UHCI("piix4-usb-uhci"), USB_EHCI("usb-ehci"), ICH9_USB_EHCI1("ich9-usb-ehci1"),
    VT82C686B_USB_UHCI("vt82c686b-usb-uhci"), PCI_OHCI("pci-ohci"), USB_REDIR("usb-redir"), USB_HUB("usb-hub"),
    ICH9_AHCI("ich9-ahci"), NO_ACPI("no-acpi"), VIRTIO_BLK_SCSI("virtio-blk-pci.scsi"),
    SCSI_DISK_CHANNEL("scsi-disk.channel"), SCSI_BLOCK("scsi-block"), HDA_MICRO("hda-micro"),
    NEC_USB_XHCI("nec-usb-xhci"), SCSI_LSI("lsi"), VIRTIO_SCSI("virtio-scsi-pci"), PIIX_DISABLE_S3("disable-s3"),
    PIIX_DISABLE_S4("disable-s4"), USB_REDIR_FILTER("usb-redir.filter"), IDE_DRIVE_WWN("ide-drive.wwn"),
    SCSI_DISK_WWN("scsi-disk.wwn"), SECCOMP_SANDBOX("seccomp-sandbox"), VNC("vnc"), DEVICE_QXL("qxl"),
    DEVICE_VGA("VGA"), DEVICE_CIRRUS_VGA("cirrus-vga"), DEVICE_VMWARE_SVGA("vmware-svga"),
    DEVICE_SCLPCONSOLE("s390-sclp"), DEVICE_USB_SERIAL("usb-serial"), DEVICE_VIRTIO_RNG("virtio-rng"),
    OBJECT_RNG_RANDOM("rng-random"), OBJECT_RNG_EGD("rng-egd"), VIRTIO_CCW("virtio-ccw"), SCSI_MEGASAS("megasas"),
    DEVICE_TPM_PASSTHROUGH("tpm-passthrough"), DEVICE_TPM_TIS("tpm-tis"), DEVICE_NVRAM("nvram"),
    DEVICE_PCI_BRIDGE("pci-bridge"), DEVICE_VFIO_PCI("vfio-pci"), DEVICE_DMI_TO_PCI_BRIDGE("dmi-to-pci-bridge"),
    DEVICE_USB_STORAGE("usb-storage"), USB_STORAGE_REMOVABLE("usb-storage.removable"),
    DEVICE_VIRTIO_MMIO("virtio-mmio"), DEVICE_ICH9_INTEL_HDA("ich9-intel-hda"),
    KVM_PIT_TICK_POLICY("kvm-pit-lost-tick-policy"), DEVICE_PANIC("pvpanic"), ENABLE_FIPS("enable-fips"),
    DEVICE_USB_KBD("usb-kbd"), OBJECT_USB_AUDIO("usb-audio"), RTC_RESET_REINJECTION("rtc-reset-reinjection"),
    OBJECT_IOTHREAD("iothread"), MIGRATE_RDMA("migrate-rdma"), DEVICE_IVSHMEM("ivshmem"), VGA_VGAMEM("VGA.vgamem_mb"),
    VMWARE_SVGA_VGAMEM("vmware-svga.vgamem_mb"), QXL_VGAMEM("qxl.vgamem_mb"), DEVICE_PC_DIMM("pc-dimm"),
    MACHINE_VMPORT_OPT("machine-vmport-opt"), AES_KEY_WRAP("aes-key-wrap"), DEA_KEY_WRAP("dea-key-wrap"),
    DEVICE_PCI_SERIAL("pci-serial"), CPU_AARCH64_OFF("aarch64-off"), OBJECT_GPEX("gpex-pcihost"),
    DEVICE_IOH3420("ioh3420"), DEVICE_X3130_UPSTREAM("x3130-upstream"), DEVICE_XIO3130_DOWNSTREAM("xio3130-downstream"),
    DEVICE_RTL8139("rtl8139"), DEVICE_E1000("e1000"), DEVICE_VIRTIO_NET("virtio-net"),
    MACH_VIRT_GIC_VERSION("gic-version"), DEVICE_VIRTIO_GPU("virtio-gpu"), VIRTIO_GPU_VIRGL("virtio-gpu.virgl"),
    VIRTIO_KEYBOARD("virtio-keyboard"), VIRTIO_MOUSE("virtio-mouse"), VIRTIO_TABLET("virtio-tablet"),
    VIRTIO_INPUT_HOST("virtio-input-host"), ICH9_DISABLE_S3("ich9-disable-s3"), ICH9_DISABLE_S4("ich9-disable-s4"),
    VIRTIO_BALLOON_AUTODEFLATE("virtio-balloon-pci.deflate-on-oom"), SCSI_MPTSAS1068("mptsas1068"),
    SPICE_GL("spice-gl"), QXL_VRAM64("qxl.vram64_size_mb"), DEVICE_PXB("pxb"), DEVICE_PXB_PCIE("pxb-pcie"),
    DEVICE_INTEL_IOMMU("intel-iommu"), QUERY_HOTPLUGGABLE_CPUS("query-hotpluggable-cpus"),
    DEVICE_VIRTIO_VGA("virtio-vga"), DEVICE_IVSHMEM_PLAIN("ivshmem-plain"), DEVICE_IVSHMEM_DOORBELL("ivshmem-doorbell"),
    DEVICE_VHOST_SCSI("vhost-scsi"), QUERY_CPU_MODEL_EXPANSION("query-cpu-model-expansion"),
    SPICE_RENDERNODE("spice-rendernode"), DEVICE_NVDIMM("nvdimm"), DEVICE_PCIE_ROOT_PORT("pcie-root-port"),
    QUERY_CPU_DEFINITIONS("query-cpu-definitions"), CPU_CACHE("cpu-cache"), DEVICE_QEMU_XHCI("qemu-xhci"),
    INTEL_IOMMU_INTREMAP("intel-iommu.intremap"), INTEL_IOMMU_CACHING_MODE("intel-iommu.caching-mode"),
    INTEL_IOMMU_EIM("intel-iommu.eim"), INTEL_IOMMU_DEVICE_IOTLB("intel-iommu.device-iotlb"), LOADPARM("loadparm"),
    DEVICE_SPAPR_PCI_HOST_BRIDGE("spapr-pci-host-bridge"),
    SPAPR_PCI_HOST_BRIDGE_NUMA_NODE("spapr-pci-host-bridge.numa_node"), CHARDEV_RECONNECT("chardev-reconnect"),
    VXHS("vxhs"), DEVICE_VMCOREINFO("vmcoreinfo"), DEVICE_SPAPR_VTY("spapr-vty"), DEVICE_SCLPLMCONSOLE("sclplmconsole"),
    DEVICE_ISA_SERIAL("isa-serial"), DEVICE_PL011("pl011"), DEVICE_VIRTIO_GPU_CCW("virtio-gpu-ccw"),
    DEVICE_VIRTIO_KEYBOARD_CCW("virtio-keyboard-ccw"), DEVICE_VIRTIO_MOUSE_CCW("virtio-mouse-ccw"),
    DEVICE_VIRTIO_TABLET_CCW("virtio-tablet-ccw"), DEVICE_PCIE_PCI_BRIDGE("pcie-pci-bridge"), NBD_TLS("nbd-tls"),
    DEVICE_TPM_CRB("tpm-crb"), PR_MANAGER_HELPER("pr-manager-helper"), DEVICE_VFIO_CCW("vfio-ccw"),
    SCREENDUMP_DEVICE("screendump_device"), HDA_OUTPUT("hda-output"), DEVICE_VMGENID("vmgenid"),
    DEVICE_VHOST_VSOCK("vhost-vsock"), DEVICE_TPM_EMULATOR("tpm-emulator"), DEVICE_MCH("mch"),
    MCH_EXTENDED_TSEG_MBYTES("mch.extended-tseg-mbytes"), SEV_GUEST("sev-guest"),
    MACHINE_PSERIES_CAP_HPT_MAX_PAGE_SIZE("machine.pseries.cap-hpt-max-page-size"),
    MACHINE_PSERIES_CAP_HTM("machine.pseries.cap-htm"), EGL_HEADLESS("egl-headless"),
    VFIO_PCI_DISPLAY("vfio-pci.display"), DEVICE_VFIO_AP("vfio-ap"), DEVICE_ZPCI("zpci"),
    OBJECT_MEMORY_MEMFD("memory-backend-memfd"), OBJECT_MEMORY_MEMFD_HUGETLB("memory-backend-memfd.hugetlb"),
    IOTHREAD_POLLING("iothread.poll-max-ns"), MACHINE_PSERIES_CAP_NESTED_HV("machine.pseries.cap-nested-hv"),
    EGL_HEADLESS_RENDERNODE("egl-headless.rendernode"), OBJECT_MEMORY_FILE_PMEM("memory-backend-file.pmem"),
    DEVICE_NVDIMM_UNARMED("nvdimm.unarmed"), VIRTIO_PCI_TRANSITIONAL("virtio-pci-non-transitional"),
    MACHINE_VIRT_IOMMU("machine.virt.iommu"), NBD_BITMAP("nbd-bitmap"), X86_MAX_CPU("x86-max-cpu"),
    CPU_UNAVAILABLE_FEATURES("cpu-unavailable-features"), CANONICAL_CPU_FEATURES("canonical-cpu-features"),
    DEVICE_BOCHS_DISPLAY("bochs-display"), MIGRATION_FILE_DROP_CACHE("migration-file-drop-cache"),
    DBUS_VMSTATE("dbus-vmstate"), DEVICE_VHOST_USER_GPU("vhost-user-gpu"), DEVICE_VHOST_USER_VGA("vhost-user-vga"),
    INCREMENTAL_BACKUP("incremental-backup"), QUERY_CPU_MODEL_BASELINE("query-cpu-model-baseline"),
    QUERY_CPU_MODEL_COMPARISON("query-cpu-model-comparison"), DEVICE_RAMFB("ramfb"),
    MACHINE_PSERIES_CAP_CCF_ASSIST("machine.pseries.cap-ccf-assist"), ARM_MAX_CPU("arm-max-cpu"),
    DRIVE_NVME("drive-nvme"), SMP_DIES("smp-dies"), DEVICE_I8042("i8042"), OBJECT_RNG_BUILTIN("rng-builtin"),
    DEVICE_TPM_SPAPR("tpm-spapr"), CPU_KVM_NO_ADJVTIME("cpu.kvm-no-adjvtime"), DEVICE_VHOST_USER_FS("vhost-user-fs"),
    QMP_QUERY_NAMED_BLOCK_NODES_FLAT("query-named-block-nodes.flat"),
    BLOCKDEV_SNAPSHOT_ALLOW_WRITE_ONLY("blockdev-snapshot.allow-write-only-overlay"),
    BLOCKDEV_REOPEN("blockdev-reopen"), FSDEV_MULTIDEVS("fsdev.multidevs"),
    PCIE_ROOT_PORT_HOTPLUG("pcie-root-port.hotplug"), AIO_IO_URING("aio.io_uring"),
    MACHINE_PSERIES_CAP_CFPC("machine.pseries.cap-cfpc"), MACHINE_PSERIES_CAP_SBBC("machine.pseries.cap-sbbc"),
    MACHINE_PSERIES_CAP_IBS("machine.pseries.cap-ibs"), TCG("tcg"),
    VIRTIO_BLK_SCSI_DEFAULT_DISABLED("virtio-blk-pci.scsi.default.disabled"), SCSI_PVSCSI("pvscsi"),
    CPU_MIGRATABLE("cpu.migratable"), INTEL_IOMMU_AW_BITS("intel-iommu.aw-bits"),
    DEVICE_SPAPR_TPM_PROXY("spapr-tpm-proxy"), NUMA_HMAT("numa.hmat"), USB_HOST_HOSTDEVICE("usb-host.hostdevice"),
    VIRTIO_BALLOON_FREE_PAGE_REPORTING("virtio-balloon.free-page-reporting"), BLOCK_EXPORT_ADD("block-export-add"),
    NETDEV_VHOST_VDPA("netdev.vhost-vdpa"), SCSI_NCR53C90("ncr53c90"), SCSI_DC390("dc390"), SCSI_AM53C974("am53c974"),
    DEVICE_VIRTIO_PMEM_PCI("virtio-pmem-pci"), VHOST_USER_FS_BOOTINDEX("vhost-user-fs.bootindex"),
    DEVICE_VHOST_USER_BLK("vhost-user-blk"), CPU_MAX("cpu-max"),
    X_USE_CANONICAL_PATH_FOR_RAMBLOCK_ID("memory-backend-file.x-use-canonical-path-for-ramblock-id"),
    MIGRATION_PARAM_BLOCK_BITMAP_MAPPING("migration-param.block-bitmap-mapping"),
    VNC_POWER_CONTROL("vnc-power-control"), OBJECT_JSON("object.qapified"), ROTATION_RATE("rotation-rate"),
    COMPAT_DEPRECATED("compat-deprecated"), ACPI_INDEX("acpi-index"), INPUT_LINUX("input-linux"),
    VIRTIO_GPU_GL_PCI("virtio-gpu-gl-pci"), VIRTIO_VGA_GL("virtio-vga-gl"),
    MACHINE_CONFIDENTAL_GUEST_SUPPORT("confidential-guest-support"), S390_PV_GUEST("s390-pv-guest"),
    SET_ACTION("set-action"), VIRTIO_BLK_QUEUE_SIZE("virtio-blk.queue-size"), DEVICE_VIRTIO_MEM_PCI("virtio-mem-pci"),
    MEMORY_BACKEND_RESERVE("memory-backend-file.reserve"), PIIX4_ACPI_ROOT_PCI_HOTPLUG("piix4.acpi-root-pci-hotplug"),
    NETDEV_JSON("netdev.json"), CHARDEV_JSON("chardev.json"), QUERY_DIRTY_RATE("query-dirty-rate"),
    RBD_ENCRYPTION("rbd-encryption"), SEV_GUEST_KERNEL_HASHES("sev-guest-kernel-hashes"),
    SEV_INJECT_LAUNCH_SECRET("sev-inject-launch-secret"), DEVICE_JSON("device.json+hotplug"), HVF("hvf"),
    DEVICE_VIRTIO_MEM_PCI_PREALLOC("virtio-mem-pci.prealloc"), CALC_DIRTY_RATE("calc-dirty-rate"),
    DIRTYRATE_MODE("dirtyrate-param.mode"), BLOCKDEV_NBD_TLS_HOSTNAME("blockdev.nbd.tls-hostname"),
    MEMORY_BACKEND_PREALLOC_THREADS("memory-backend-file.prealloc-threads"),
    DEVICE_VIRTIO_IOMMU_PCI("virtio-iommu-pci"), VIRTIO_IOMMU_BOOT_BYPASS("virtio-iommu.boot-bypass"),
    VIRTIO_NET_RSS("virtio-net.rss"), CHARDEV_QEMU_VDAGENT("chardev.qemu-vdagent"), DISPLAY_DBUS("display-dbus"),
    IOTHREAD_THREAD_POOL_MAX("iothread.thread-pool-max"), USB_HOST_GUESTS_RESETS_ALL("usb-host.guest-resets-all"),
    MIGRATION_BLOCKED_REASONS("migration.blocked-reasons"), QUERY_STATS("query-stats"),
    QUERY_STATS_SCHEMAS("query-stats-schemas"), SGX_EPC("sgx-epc"), THREAD_CONTEXT("thread-context"),
    SCREENSHOT_FORMAT_PNG("screenshot-format-png"), MACHINE_HPET("machine-hpet"), NETDEV_STREAM("netdev.stream");

    private static final Map<String, QemuFlag> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(QemuFlag::word, Function.identity()));

    private final String word;

    QemuFlag(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static Optional<QemuFlag> of(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }
}
