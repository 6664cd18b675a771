/** Jvirt: commands as virsh has them, install, shell. */
package jvirt.cli;
