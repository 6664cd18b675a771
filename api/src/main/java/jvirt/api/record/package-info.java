/** Records taken apart and put together, fast: {@link jvirt.api.record.Shape}, what the bindings to XML and XDR stand on. */
package jvirt.api.record;
