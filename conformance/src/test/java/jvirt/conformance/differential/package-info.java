/**
 * The same commands to a stock libvirtd and to jvirtd: what they print, their status and the documents they give are compared.
 *
 * <p>Scripts are {@code conformance/differential/*.steps}; {@link jvirt.conformance.differential.Script} reads them, a {@link
 * jvirt.conformance.differential.Side} runs them in namespaces of its own (mounts, network, processes), {@link
 * jvirt.conformance.differential.Neutral} takes out what must differ (UUIDs, paths, times), and {@link
 * jvirt.conformance.differential.DifferentialIT} compares. {@code known.txt} beside the scripts lists the steps that differ, and
 * why: one too many or too few fails.
 *
 * <p>{@link jvirt.conformance.differential.DocumentsIT} plays machines by the hundred the same way: {@link
 * jvirt.conformance.differential.Documents} has them as they were written, {@link jvirt.conformance.differential.Playable} makes of
 * each what this host can start, and {@link jvirt.conformance.differential.Play} is the life that each side gives it.
 */
package jvirt.conformance.differential;
