/**
 * What a guest is installed from: {@link jvirt.cli.install.media.InstallTree} finds the installer's kernel on a medium, in a
 * folder or on the net, {@link jvirt.cli.install.media.Initrd} puts files into its initrd, {@link
 * jvirt.cli.install.media.CloudInit} writes the medium that a cloud image configures itself from.
 */
package jvirt.cli.install.media;
