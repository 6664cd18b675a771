package jvirt.storage;

import jvirt.api.storage.Pool;

/** Hears what happens to pools, in the order in which it happens; it must not wait. */
public interface PoolListener {
    /** {@code virStoragePoolEventLifecycleType}, in its order: the ordinal is the number on the wire. */
    enum Change { DEFINED, UNDEFINED, STARTED, STOPPED, CREATED, DELETED }

    void changed(Pool pool, Change change);

    /** The pool has looked at its volumes again. */
    void refreshed(Pool pool);
}
