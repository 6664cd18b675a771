package jvirt.api.domain;

import java.util.Comparator;
import java.util.List;
import jvirt.api.xml.OnOff;

/** Keys of an s390 guest that the host wraps, {@code <keywrap>}. */
public record KeyWrap(List<Cipher> cipher) {
    public KeyWrap {
        cipher = cipher.stream().sorted(Comparator.comparing(Cipher::name)).toList();
    }

    public enum CipherName { AES, DEA }

    public record Cipher(CipherName name, OnOff state) {}
}
