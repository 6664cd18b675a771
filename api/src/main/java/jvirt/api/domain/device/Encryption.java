package jvirt.api.domain.device;

import java.util.List;
import java.util.Optional;
import jvirt.api.xml.Name;

/** How an image is encrypted. */
public record Encryption(
        Format format,
        Optional<Engine> engine,
        List<SecretRef> secret,
        Optional<Cipher> cipher,
        Optional<Ivgen> ivgen) {
    public Encryption withEngine(Engine changed) {
        return new Encryption(format, Optional.of(changed), secret, cipher, ivgen);
    }

    public enum Format { DEFAULT, QCOW, LUKS, LUKS2, @Name("luks-any") LUKS_ANY }

    public enum Engine { QEMU, LIBRBD }

    public record Cipher(String name, int size, Optional<String> mode, Optional<String> hash) {}

    public record Ivgen(String name, Optional<String> hash) {}
}
