package jvirt.api.domain;

import jvirt.api.xml.Name;

/** What is done when the guest powers off, reboots or crashes. */
public enum LifecycleAction {
    DESTROY, RESTART,
    @Name("rename-restart") RENAME_RESTART,
    PRESERVE,
    @Name("coredump-destroy") COREDUMP_DESTROY,
    @Name("coredump-restart") COREDUMP_RESTART
}
