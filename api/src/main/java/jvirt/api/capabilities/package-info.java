/**
 * What a host and its hypervisor can do, as documents: {@link jvirt.api.capabilities.HostCapabilities} of the whole host,
 * {@link jvirt.api.capabilities.DomainCapabilities} of one emulator with one machine.
 */
package jvirt.api.capabilities;
