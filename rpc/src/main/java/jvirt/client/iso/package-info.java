/**
 * Files within ISO 9660 images, read without mounting: an installer's kernel and initrd; and images of a few files made.
 *
 * <p>{@link jvirt.client.iso.IsoImage} opens an image over any {@link java.nio.channels.SeekableByteChannel}, lists its
 * folders and reads its files. Names are those of Rock Ridge where the image has them, else Joliet's, else ISO 9660's own
 * without their versions. {@link jvirt.client.iso.IsoWriter} writes a small image. Nothing here opens a file itself.
 *
 * <p>Sources: ECMA-119 (ISO 9660), IEEE P1281 and P1282 (SUSP and Rock Ridge), the Joliet specification.
 */
package jvirt.client.iso;
