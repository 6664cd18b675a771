/**
 * The server's end of libvirt's protocol.
 *
 * <p>Read in this order: {@link jvirt.rpc.server.Server} is one thread that reads and writes all sockets; {@link
 * jvirt.rpc.server.Connection} is one client's, with its bounds; {@link jvirt.rpc.server.Calls} is the table of handlers,
 * which checks permissions and turns exceptions into libvirt's errors; {@link jvirt.rpc.server.Caller} is what a handler
 * sees of its client; {@link jvirt.rpc.server.ServerStream} is a stream that a call has opened.
 *
 * <p>What a call does is not here: handlers are registered from outside, by record. A handler marked quick, always or
 * for some calls, only looks at memory and runs on the server's thread, which saves two hand-overs; each other call has a virtual
 * thread of its own.
 */
package jvirt.rpc.server;
