package jvirt.web.people;

/**
 * Somebody who is logged in.
 *
 * @param csrf what a page of ours sends with each change, and no other site's page can know
 */
public record Session(String name, Role role, String csrf) {}
