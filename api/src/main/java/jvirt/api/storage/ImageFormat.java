package jvirt.api.storage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an image can be: {@code virStorageFileFormat} of libvirt 9.0.0, in its order. */
public enum ImageFormat {
    NONE, RAW, DIR, BOCHS, CLOOP, DMG, ISO, VPC, VDI, FAT, VHD, PLOOP, COW, QCOW, QCOW2, QED, VMDK;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ImageFormat> named(String word) {
        return Arrays.stream(values()).filter(format -> format.word().equals(word)).findFirst();
    }

    /** Whether such an image may stand on another one. */
    public boolean mayHaveBacking() {
        return compareTo(COW) >= 0;
    }
}
