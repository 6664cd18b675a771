/**
 * The {@code jvirt} command: what virsh can do, with virsh's names, options, tables, messages and exit codes.
 *
 * <p>Read in this order: {@link jvirt.cli.Jvirt} is a run, {@link jvirt.cli.GlobalOptions} what stands before the command,
 * {@code Grammar} turns the words behind it into {@link jvirt.cli.Invocation}s, with the help of {@code Registry}, which knows
 * the class of each command and loads no other, and of that class's table of {@link jvirt.cli.Declaration}s. A class of
 * {@link jvirt.cli.Commands} is a table and a method a command; it works through {@code jvirt.client} and says what it has to
 * say through {@link jvirt.cli.Output}. {@link jvirt.cli.Failure} is a command that did not succeed.
 *
 * <p>Rooms: {@code domain} changes machines, {@code monitor} looks at them and waits for their events, {@code snapshot} has
 * snapshots, checkpoints and backups, {@code network} networks, filters and host interfaces, {@code storage} pools and
 * volumes, {@code host} the host, its devices and secrets, {@code install} and {@code clone} make
 * machines, {@code shell} has the shell and what a terminal needs.
 *
 * <p>A new command is a line or two in a table, a case in the {@code run} below it, and, for a new class, a row in
 * {@code Registry}. One with a grammar of its own is declared {@code (own)} and reads {@link
 * jvirt.cli.Invocation#words()}.
 *
 * <p>Not here: how calls travel ({@code jvirt.rpc}). Facts are those of virsh of libvirt 9.0.0. Start-up time counts: a
 * command loads only what it needs, and calls no native code.
 */
package jvirt.cli;
