package jvirt.storage;

/** Whether making a pool's place may write over what is there; unsaid, nothing is formatted. */
public enum Overwrite { UNSAID, NEVER, ALWAYS }
