/**
 * The daemons that the console is a client of: {@link jvirt.web.host.Hosts} by their names, each {@link jvirt.web.host.Host} one
 * connection that is opened again when it breaks, with the {@link jvirt.web.host.Machine}s that its events tell of and the figures that a
 * {@link jvirt.web.host.Sampler} takes; {@link jvirt.web.host.Feed} is who listens. No browser polls, and a daemon is asked once for all
 * browsers.
 */
package jvirt.web.host;
