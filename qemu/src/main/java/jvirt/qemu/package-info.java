/** Machines: capabilities, command line, QMP, states, snapshots, consoles. */
package jvirt.qemu;
