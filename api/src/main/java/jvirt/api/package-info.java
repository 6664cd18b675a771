/**
 * jvirt's vocabulary: what a machine, a network, a pool is called and how it is written down. No I/O.
 *
 * <p>Errors: {@link jvirt.api.VirtException}, {@link jvirt.api.ErrorCode}, {@link jvirt.api.ErrorDomain}. The XML
 * binding is {@code jvirt.api.xml}, the documents are records in packages of their own: {@code domain}, {@code
 * snapshot}, {@code network}, {@code storage}, {@code capabilities}. JSON values are in {@code jvirt.api.json}.
 */
package jvirt.api;
