package jvirt.qemu.definition;

import java.util.List;

/** The name of a disk in its XML, such as {@code vdb}: a hint at the bus, and a number in letters. */
public final class DiskName {
    private static final List<String> PREFIXES = List.of("fd", "hd", "vd", "sd", "xvd", "ubd");

    private DiskName() {}

    /** 0 for {@code vda}, 26 for {@code vdaa}; -1 for a name of another form. */
    public static int index(String name) {
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) return number(name.substring(prefix.length()));
        }
        return -1;
    }

    private static int number(String letters) {
        int index = 0;
        int at = 0;
        while (at < letters.length() && letters.charAt(at) >= 'a' && letters.charAt(at) <= 'z') {
            index = (index + (at == 0 ? 0 : 1)) * 26 + letters.charAt(at) - 'a';
            at++;
        }
        boolean partition = letters.substring(at).chars().allMatch(c -> c >= '0' && c <= '9');
        return at > 0 && partition ? index : -1;
    }
}
