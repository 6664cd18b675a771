/** Real guests on a daemon of their own: what their serial console says is what is checked. */
package jvirt.conformance.machine;
