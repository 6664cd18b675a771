/**
 * From what somebody wrote to a machine that QEMU can run: defaults, checks, addresses. Pure functions, {@code Domain ->
 * Domain}, against a {@link jvirt.qemu.definition.Setting}.
 *
 * <p>What belongs to one kind of device (its defaults, its checks, which slots take it) is in {@code jvirt.qemu.device}.
 */
package jvirt.qemu.definition;
