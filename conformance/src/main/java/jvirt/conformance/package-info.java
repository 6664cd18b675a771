/**
 * What others say about jvirt: the recorded cases of libvirt's and virt-manager's own tests ({@code
 * jvirt.conformance.peer}), and, among the tests, stock clients against jvirtd and our command against a stock libvirtd.
 */
package jvirt.conformance;
