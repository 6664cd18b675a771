package jvirt.qemu;

import jvirt.api.domain.Domain;

/** Makes what somebody wrote a machine that QEMU can run: defaults, checks, addresses. */
public interface Completion {
    /** A new definition; libvirt's error when it makes no sense. {@code validate} holds it against the schema first. */
    Domain complete(String document, boolean validate);

    /** A definition that we wrote, when the daemon starts: nothing in it is taken for wrong that was right once. */
    Domain reload(String document);
}
