package jvirt.api.domain.device;

/** Which face of a virtio device the guest sees: both, the one from before 1.0 too, or only the one since 1.0. */
public enum VirtioModel {
    VIRTIO, VIRTIO_TRANSITIONAL, VIRTIO_NON_TRANSITIONAL
}
