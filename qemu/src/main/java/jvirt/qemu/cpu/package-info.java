/**
 * Processors by their features: which named model is nearest to one, whether a host can be another, what several have in
 * common.
 *
 * <p>Read in this order: {@link jvirt.qemu.cpu.CpuMap} is the known vendors, features and models, read from libvirt's
 * installed map; {@link jvirt.qemu.cpu.CpuData} is a processor as bits; {@link jvirt.qemu.cpu.Decoder} finds the nearest
 * model; {@link jvirt.qemu.cpu.HostModel} applies it to what QEMU says of the host, {@link jvirt.qemu.cpu.HostProcessor} to
 * what the processor itself says.
 * <p>On documents: {@link jvirt.qemu.cpu.CpuSpec} is a processor by name, {@link jvirt.qemu.cpu.Comparison} asks whether a
 * host can be it, {@link jvirt.qemu.cpu.Baseline} what several have in common, {@link jvirt.qemu.cpu.GuestProcessor} what a
 * guest's definition means on this host, {@link jvirt.qemu.cpu.GivenProcessor} what QEMU made of it.
 * <p>Not here: what QEMU offers ({@code jvirt.qemu.caps}). Only x86 has models by features.
 */
package jvirt.qemu.cpu;
