package jvirt.client.iso;

/**
 * What an image says about itself: the texts of its primary volume descriptor.
 *
 * @param volumeSize in bytes, by its own account
 */
public record IsoLabels(String volume, String system, String publisher, String application, long volumeSize) {}
