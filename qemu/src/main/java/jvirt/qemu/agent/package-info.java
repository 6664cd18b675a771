/** Guests' agents: {@link jvirt.qemu.agent.Agents} finds the one of a machine, {@link jvirt.qemu.agent.Agent} talks to it. */
package jvirt.qemu.agent;
