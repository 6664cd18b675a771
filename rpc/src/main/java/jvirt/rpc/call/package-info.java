/**
 * The vocabulary of libvirt's wire protocol: each procedure is a record, its components travel out and {@code R} of {@link
 * jvirt.rpc.call.Call} comes back; each event is a record too.
 *
 * <p>{@link jvirt.rpc.call.ConnectCall}, {@link jvirt.rpc.call.DomainCall} and their siblings are grouped by noun, in the
 * order of their numbers. What a caller needs is said by {@link jvirt.rpc.call.Needs}. The {@code Wire...} records are the
 * structures that travel inside. How they become bytes is {@code jvirt.rpc}'s matter.
 *
 * <p>Source: libvirt 9.0.0, {@code src/remote/remote_protocol.x}, {@code qemu_protocol.x}: all 443 procedures of the
 * remote program and all of the QEMU program are here, whether or not the daemon has a handler for them.
 */
package jvirt.rpc.call;
