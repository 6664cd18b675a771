/**
 * Storage pools and volumes as documents: {@code storagepool.rng} and {@code storagevol.rng} of libvirt 9.0.0.
 *
 * <p>Read in this order: {@link jvirt.api.storage.PoolType} says what a kind of pool has and which formats it knows; {@link
 * jvirt.api.storage.Pool} is {@code <pool>} with its {@link jvirt.api.storage.PoolSource} and {@link
 * jvirt.api.storage.PoolTarget}; {@link jvirt.api.storage.Volume} is {@code <volume>}, read in the context of its pool's
 * kind; {@link jvirt.api.storage.Encryption} and {@link jvirt.api.storage.Auth} point at secrets; {@link
 * jvirt.api.storage.PoolCapabilities} tells clients all of it. {@link jvirt.api.storage.ImageFormat} names what an image file
 * can be.
 *
 * <p>Which words are allowed depends on the pool's kind, and libvirt's errors say so: pools and volumes therefore read and
 * write themselves, and only their small parts are bound by their headers.
 */
package jvirt.api.storage;
