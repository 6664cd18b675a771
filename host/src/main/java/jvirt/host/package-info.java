/** Linux through FFM: netlink, tap, bridge, descriptors, processes, cgroups, KVM fitness, topology. */
package jvirt.host;
