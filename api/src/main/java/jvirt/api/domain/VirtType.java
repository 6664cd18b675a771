package jvirt.api.domain;

/** What runs the guest: {@code domain/@type}. */
public enum VirtType {
    QEMU, KQEMU, KVM, XEN, LXC, UML, OPENVZ, TEST, VMWARE, HYPERV, VBOX, PHYP, PARALLELS, BHYVE, VZ
}
