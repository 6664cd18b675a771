package jvirt.web.people;

import java.time.Instant;

/** Somebody who may log in. */
public record Account(String name, Role role, Instant created) {}
