package jvirt.daemon.access;

/**
 * What a call acts on.
 *
 * @param kind libvirt's word: {@code domain}, {@code network}, {@code storage-pool}, {@code secret}, {@code nwfilter}, {@code
 *     interface}, {@code node-device}. What belongs to one of these (a snapshot, a port, a volume) is this one
 */
public record Target(String kind, String name) {}
