/**
 * The calling end of libvirt's wire protocol.
 *
 * <p>Read in this order: {@link jvirt.rpc.client.Link} is what a caller needs, {@link jvirt.rpc.client.RpcClient} is it over
 * a wire: calls, replies, events, {@link jvirt.rpc.client.RpcStream streams} and keepalive. {@link jvirt.rpc.client.Address}
 * reads a connection URI, {@link jvirt.rpc.client.Transport} carries the bytes to where it points: a Unix socket, TCP, TLS, or
 * the system's {@code ssh}.
 * <p>Not here: what the calls are about ({@code jvirt.client}).
 */
package jvirt.rpc.client;
