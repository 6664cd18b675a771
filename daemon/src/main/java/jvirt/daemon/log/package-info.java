/**
 * What the daemon tells its administrator: {@link jvirt.daemon.log.Log} has the outputs and filters, which can be changed while it
 * runs, in the words of libvirt's {@code log_outputs} and {@code log_filters}.
 */
package jvirt.daemon.log;
