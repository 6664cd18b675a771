package jvirt.rpc.server;

/** What a client must do before it may call anything: {@code auth_unix_rw}, {@code auth_tls} and so on. */
public enum Login {
    /** Nothing: the socket, or the certificate, says enough. */
    NONE,
    /** Prove by SASL that it knows a password. */
    SASL,
    /** Be let in by the host's polkit, as the process that it is. */
    POLKIT
}
