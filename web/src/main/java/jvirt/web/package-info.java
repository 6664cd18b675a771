/**
 * {@code jvirt web}: virt-manager and a web panel in the browser, as a client of one or more daemons.
 *
 * <p>Read in this order: {@link jvirt.web.Main} reads the {@link jvirt.web.Options} and puts the {@link jvirt.web.Console}
 * together; {@code http} is the way of a request (session, role, route, answer); {@code people} who may ask for what, kept in
 * SQLite; {@code host} one connection, the machines that it tells of, and who listens; {@code machine}, {@code resource} and
 * {@code console} are the routes; {@code json} writes any record for the browser.
 *
 * <p>Not here: what a machine is ({@code api}), how it is reached ({@code rpc}), how one is installed ({@code cli}: the dialog is
 * {@code jvirt install}). The pages are TypeScript in {@code web/ui}; the browser never sees XML unless somebody asks for it.
 */
package jvirt.web;
