/** Pools, volumes, image chains, uploads, ISO images. */
package jvirt.storage;
