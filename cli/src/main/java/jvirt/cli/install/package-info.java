/**
 * {@code jvirt install}: virt-install's options, and the document that they make.
 *
 * <p>Read in this order: {@link jvirt.cli.install.Arguments} cuts the command line, {@link jvirt.cli.install.Suboptions} is what
 * may stand in one option's value (a table beside the classes), {@link jvirt.cli.install.GuestOptions} reads such values into
 * {@link jvirt.cli.install.Part}s of the {@link jvirt.cli.install.Guest}, {@link jvirt.cli.install.GuestDefaults} adds what was
 * not said, {@link jvirt.cli.install.InstallPlan} knows where the system comes from and prints the {@link
 * jvirt.cli.install.Documents}.
 * <p>What a connection can is asked through {@link jvirt.cli.install.Facts}, so that plans can be made without one.
 * <p>Not here: the operating systems ({@code jvirt.cli.osinfo}), images ({@code jvirt.cli.iso}). The grammar and the defaults are
 * those of virt-manager, https://virt-manager.org, 4.1 and later; where they differ, the later's.
 */
package jvirt.cli.install;
