/**
 * Rules of ebtables, iptables and ip6tables, whichever kernel's firewall stands behind these programs.
 *
 * <p>{@link jvirt.network.iptables.Step} is a command, or what a few of them come to; {@code TableModel} plays steps on a table as it
 * is, so that one transaction comes of them; {@link jvirt.network.iptables.Tables} runs it.
 * <p>Not here: who wants which rules ({@code jvirt.network.filter}); those of networks
 * ({@code jvirt.network.IptablesRules}).
 */
package jvirt.network.iptables;
