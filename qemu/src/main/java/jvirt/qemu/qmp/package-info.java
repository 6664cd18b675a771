/**
 * QEMU's monitor protocol.
 *
 * <p>Read in this order: {@link jvirt.qemu.qmp.Command} and its groups are the commands as records, with what they return;
 * {@link jvirt.qemu.qmp.Monitor} is the conversation: it sends them, waits with a deadline, and queues {@link
 * jvirt.qemu.qmp.Event}s in QEMU's order; {@link jvirt.qemu.qmp.Conversation} is what it is
 * to those who only ask; {@link jvirt.qemu.qmp.Reply} is for callers that can live with a refusal;
 * {@link jvirt.qemu.qmp.Wire} is the socket, over which a descriptor can go with a command.
 *
 * <p>QEMU reads its monitor byte by byte, some 3 µs each: messages have no white space and no line end, ids are small
 * numbers, and what can be asked in one command is not asked in many.
 * <p>Not here: what an event does to a machine ({@code jvirt.qemu}). The shapes are those of {@code query-qmp-schema} of
 * QEMU 7.2; a test holds the records against it.
 */
package jvirt.qemu.qmp;
