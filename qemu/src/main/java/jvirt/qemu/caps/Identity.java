package jvirt.qemu.caps;

import java.util.Optional;
import jvirt.api.xml.Element;

/**
 * Of which binary, and seen by whom on which host, capabilities were found. While all of it holds they need not be asked
 * for again. Times are seconds since 1970.
 *
 * @param emulator the binary's path
 * @param changed when the binary changed last
 * @param modulesChanged when the folder of QEMU's loadable modules changed last
 * @param proberChanged when the program that asked changed last
 * @param proberVersion its version as a number
 * @param microcode the version of the processor's
 * @param cpuSignature vendor, family, model, stepping of the host's processor
 * @param cpuData what the processor says of itself
 */
public record Identity(String emulator, long changed, Optional<Long> modulesChanged, long proberChanged, long proberVersion,
        long microcode, Optional<String> cpuSignature, Optional<String> kernel, Optional<Element> cpuData) {}
