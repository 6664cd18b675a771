/** Libvirt's wire protocol: codec, frames, procedures as records, client and server, and the Connection facade. */
package jvirt.rpc;
