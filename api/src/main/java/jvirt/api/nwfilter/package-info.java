/**
 * Network filters, {@code <filter>}, and what binds one to an interface, {@code <filterbinding>}.
 *
 * <p>Read in this order: {@link jvirt.api.nwfilter.NetworkFilter} is a document, its entries are rules ({@link
 * jvirt.api.nwfilter.Rule}) and other filters ({@link jvirt.api.nwfilter.FilterReference}). What can be matched in the packets
 * of a protocol is a table, {@link jvirt.api.nwfilter.Protocol}, since any attribute can be a variable ({@link
 * jvirt.api.nwfilter.VariableUse}), can be negated, and comes in any of several elements: there is nothing in it for a record to
 * say. {@link jvirt.api.nwfilter.ValueForm} reads and prints one attribute.
 * <p>Not here: what makes a firewall's rules of them ({@code jvirt.network.filter}). Form, limits and errors as in libvirt 9.0.0,
 * src/conf/nwfilter_conf.c and nwfilter_params.c.
 */
package jvirt.api.nwfilter;
