/**
 * {@code host-validate}: whether this host can run guests, in the words of virt-host-validate, and what jvirt wants besides.
 *
 * <p>{@link jvirt.cli.validate.HostChecks} looks at {@code /proc}, {@code /sys} and {@code /dev} of the host it runs on. How fast
 * KVM is only a daemon measures, which is asked through its capabilities: the command line loads no native code.
 */
package jvirt.cli.validate;
