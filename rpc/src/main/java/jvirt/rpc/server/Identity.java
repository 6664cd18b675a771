package jvirt.rpc.server;

import java.util.Optional;

/**
 * Who is at the other end of a connection, as the kernel or the login said.
 *
 * @param user name of the user, or empty where it is not known
 * @param certificate distinguished name of the client's certificate, or empty where none was shown
 * @param login the name that a password was given for, or empty
 * @param readOnly came in by the read-only socket, or asked for no more
 * @param peer its process, where it is on this host
 */
public record Identity(String user, String group, String certificate, String login, boolean readOnly, Optional<Peer> peer) {
    /** Somebody without a password. */
    public Identity(String user, String group, String certificate, boolean readOnly) {
        this(user, group, certificate, "", readOnly, Optional.empty());
    }

    /** The same, who has logged in by this name. */
    public Identity loggedIn(String name) {
        return new Identity(user, group, certificate, name, readOnly, peer);
    }
}
