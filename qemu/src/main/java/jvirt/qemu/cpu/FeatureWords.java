package jvirt.qemu.cpu;

import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;
import jvirt.api.json.Json;

/** What QEMU says of a guest's processor, as the words that the instruction CPUID answers with. */
public final class FeatureWords {
    private FeatureWords() {}

    /** The bits of a list {@code X86CPUFeatureWordInfo} that the map speaks of. */
    public static BitSet bits(CpuMap map, Json words) {
        BitSet bits = new BitSet();
        for (Json element : words.asList()) {
            Json.Obj said = element.asObject();
            CpuMap.Bits.Word word = new CpuMap.Bits.Word(false, (int) said.number("cpuid-input-eax"),
                    (int) (long) said.findNumber("cpuid-input-ecx").orElse(0L));
            Optional<String> register = said.findString("cpuid-register");
            if (register.isEmpty() || !map.bits().speaksOf(word)) continue;
            map.bits().add(bits, word, register.get().toLowerCase(Locale.ROOT), (int) said.number("features"));
        }
        return bits;
    }
}
