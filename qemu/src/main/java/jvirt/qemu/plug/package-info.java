/**
 * What machines ask of those who have the networks, the pools and the secrets: small interfaces, owned here, implemented by
 * the daemon over its other drivers. {@link jvirt.qemu.plug.NicPlug} joins a network card, {@link
 * jvirt.qemu.plug.VolumePaths} finds a volume's image, {@link jvirt.qemu.plug.SecretValues} a password. {@link
 * jvirt.qemu.plug.FileGroups} are the files that clients have opened for machines, {@link jvirt.qemu.plug.Handed} is what a QEMU
 * gets of these and of others.
 */
package jvirt.qemu.plug;
