/**
 * Makes a machine like another: {@link jvirt.cli.clone.CloneCommands} is the command, {@link jvirt.cli.clone.Likeness} what becomes
 * of the document, {@link jvirt.cli.clone.NewDisks} what becomes of the disks. Names, paths and messages are virt-clone's of
 * virt-manager 4.1.
 */
package jvirt.cli.clone;
