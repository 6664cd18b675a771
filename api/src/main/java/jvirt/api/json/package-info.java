/**
 * JSON as values: what QEMU's monitor, {@code qemu-img}, {@code ovs-vsctl} and the peer data speak.
 *
 * <p>{@link jvirt.api.json.Json} is the value. Text is parsed
 * and written by jackson-core's streams; no reflection-driven mapper is loaded.
 */
package jvirt.api.json;
