/**
 * Cases recorded from libvirt's and virt-manager's own tests, judged one by one.
 *
 * <p>Read in this order: {@link jvirt.conformance.peer.PeerCase} is one line of a family's manifest; a {@link
 * jvirt.conformance.peer.Family} says what jvirt makes of it; {@link jvirt.conformance.peer.Equality} compares, as the
 * case's kind demands; {@link jvirt.conformance.peer.KnownDifferences} is the list, per family, of the cases that differ
 * and why; {@link jvirt.conformance.peer.PeerRun} runs a folder of families and prints {@code family passed/total}.
 *
 * <p>A new family is one class that implements {@code Family}, named in {@link jvirt.conformance.peer.Families}.
 */
package jvirt.conformance.peer;
