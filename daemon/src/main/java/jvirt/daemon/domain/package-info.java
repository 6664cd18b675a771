/**
 * Procedures on machines: each handler translates between the wire's records and {@code jvirt.qemu}, and decides nothing.
 *
 * <p>{@link jvirt.daemon.domain.Domains} finds machines, {@link jvirt.daemon.domain.PowerCalls} defines, starts and ends
 * them, {@link jvirt.daemon.domain.LookCalls} tells what they are, {@link jvirt.daemon.domain.SaveCalls}, {@link
 * jvirt.daemon.domain.JobCalls} and {@link jvirt.daemon.domain.ConsoleCalls} do what their names say, {@link
 * jvirt.daemon.domain.DomainEvents} tells what becomes of them.
 */
package jvirt.daemon.domain;
