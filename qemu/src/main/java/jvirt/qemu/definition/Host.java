package jvirt.qemu.definition;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What of the host a definition depends on; found out once by the daemon, said by tests.
 *
 * @param architecture libvirt's name, {@code x86_64}
 * @param emulator the binary that runs guests of the host's architecture, where a machine names none
 * @param securityModel what confines guests that do not say, {@code none} where nothing does
 * @param tpmVersions of which a TPM can be made out of nothing, as libvirt writes them; found out when first asked
 * @param random of what addresses of network cards are made
 */
public record Host(String architecture, Optional<String> emulator, String securityModel,
        Supplier<List<String>> tpmVersions, RandomGenerator random) {}
