/**
 * A machine as its XML describes it: {@link jvirt.api.domain.Domain} is {@code <domain>}, its components the elements in
 * it; devices are in {@link jvirt.api.domain.Devices} and {@code jvirt.api.domain.device}.
 *
 * <p>Here is syntax: what libvirt 9.0's {@code domain.rng} allows, in the order and normal form in which libvirt prints it.
 * Not here: what a driver makes of it, defaults, addresses and checks ({@code jvirt.qemu.definition}).
 */
package jvirt.api.domain;
