package jvirt.rpc.server;

/**
 * Who is at the other end of a connection, as the kernel or the login said.
 *
 * @param user name of the user, or empty where it is not known
 * @param certificate distinguished name of the client's certificate, or empty where none was shown
 * @param readOnly came in by the read-only socket, or asked for no more
 */
public record Identity(String user, String group, String certificate, boolean readOnly) {}
