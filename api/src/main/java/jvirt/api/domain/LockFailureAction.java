package jvirt.api.domain;

/** What is done when a lease on a disk is lost. */
public enum LockFailureAction { POWEROFF, RESTART, PAUSE, IGNORE }
