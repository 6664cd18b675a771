/**
 * A machine's share of the host, as named values: {@link jvirt.qemu.tuning.Scheduling} of processors, {@link
 * jvirt.qemu.tuning.MemoryLimits}, {@link jvirt.qemu.tuning.BlockWeights} and {@link jvirt.qemu.tuning.DiskThrottle} of disks, {@link
 * jvirt.qemu.tuning.NumaPolicy}, {@link jvirt.qemu.tuning.CardBandwidth}; {@link jvirt.qemu.tuning.StartLimits} is all of it at once. Each value is kept in the definition and, while the machine runs,
 * written to its control group or told to QEMU.
 */
package jvirt.qemu.tuning;
