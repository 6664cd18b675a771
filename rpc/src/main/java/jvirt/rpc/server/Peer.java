package jvirt.rpc.server;

/**
 * The process at the other end of a Unix socket, as it was when it connected.
 *
 * @param process its number
 * @param user its user's
 * @param group its group's
 */
public record Peer(int process, int user, int group) {}
