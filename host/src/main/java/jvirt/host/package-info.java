/**
 * Linux, as far as jvirt needs it and the JDK does not have it.
 *
 * <p>Read in this order: {@link jvirt.host.Libc} is the one door to the C library; {@link jvirt.host.Descriptor} is an open
 * file that somebody owns; {@link jvirt.host.UnixSocket} makes listening sockets and passes descriptors; {@link
 * jvirt.host.Spawn} starts a process that outlives us, {@link jvirt.host.Child} is one, {@link jvirt.host.Account} whom it
 * runs as; {@link jvirt.host.Poller} waits for what the JDK cannot wait for, such as the {@link jvirt.host.Terminal} of a
 * guest; {@link jvirt.host.Program} runs
 * the distribution's programs and says why they failed; {@link jvirt.host.Undo} takes steps back; {@link
 * jvirt.host.AtomicFile} and {@link jvirt.host.Roots} are where and how things are kept; {@link jvirt.host.Kvm} measures
 * whether KVM is fit.
 *
 * <p>Numbers are those of x86-64 and of the kernel's and glibc's headers, named where they stand. A native call that waits
 * holds its carrier thread: none here waits but the poller's, on a platform thread of its own.
 */
package jvirt.host;
