package jvirt.rpc.server;

/**
 * Who is at the other end of a connection, as the kernel or the login said.
 *
 * @param user name of the user, or empty where it is not known
 * @param readOnly came in by the read-only socket, or asked for no more
 */
public record Identity(String user, String group, boolean readOnly) {}
