/**
 * JSON as values and as records: what QEMU's monitor, {@code qemu-img}, {@code ovs-vsctl} and the peer data speak.
 *
 * <p>{@link jvirt.api.json.Json} is the value; text is parsed and written by jackson-core's streams, no reflection-driven
 * mapper is loaded. {@link jvirt.api.json.JsonBinding} makes records of values and values of records:
 *
 * <ul>
 * <li>a component is a member; {@code nodeName} is {@code node-name}, and {@link jvirt.api.json.Key} says what is not so;
 * <li>{@code Optional} is a member that may be absent (or {@code null}); an absent list is empty, an absent {@code
 *     boolean} false; members that no component names are passed over, or kept by a {@link jvirt.api.json.Rest};
 * <li>scalars are {@code String}, {@code long}, {@code int}, {@code double}, {@code boolean} and enums; {@link
 *     jvirt.api.json.Json} takes anything; {@code List}, {@code Map<String, X>} and records nest;
 * <li>a sealed interface with {@link jvirt.api.json.ByKey} is a choice between records, told by one member's word.
 * </ul>
 * A package of such records is open to this module: {@code opens PACKAGE to jvirt.api}.
 */
package jvirt.api.json;
