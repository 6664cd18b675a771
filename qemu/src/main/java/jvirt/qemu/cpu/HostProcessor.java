package jvirt.qemu.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Optional;
import jvirt.host.Cpuid;

/** The host's own processor, asked by its own instruction. */
public final class HostProcessor {
    private static final int EXTENDED = 0x8000_0000;
    private static final int SIGNATURE_LEAF = 1;

    private HostProcessor() {}

    /** What it says, as far as the map speaks of it; none where it cannot be asked. */
    public static Optional<CpuData> read(CpuMap map) {
        if (!Cpuid.available()) return Optional.empty();
        Cpuid.Registers first = Cpuid.ask(0, 0);
        int basic = first.eax();
        int extended = Cpuid.ask(EXTENDED, 0).eax();
        BitSet bits = new BitSet();
        for (CpuMap.Bits.Word word : map.bits().words()) {
            int last = word.number() < 0 ? extended : basic;
            if (word.msr() || Integer.compareUnsigned(word.number(), last) > 0) continue;
            Cpuid.Registers said = Cpuid.ask(word.number(), word.sub());
            map.bits().add(bits, word, "eax", word.number() == SIGNATURE_LEAF ? 0 : said.eax());
            map.bits().add(bits, word, "ebx", said.ebx());
            map.bits().add(bits, word, "ecx", said.ecx());
            map.bits().add(bits, word, "edx", said.edx());
        }
        int signature = Cpuid.ask(SIGNATURE_LEAF, 0).eax();
        return Optional.of(new CpuData(bits, map.vendor(vendor(first)), family(signature), model(signature), signature & 0xf));
    }

    static String vendor(Cpuid.Registers first) {
        ByteBuffer text = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        text.putInt(first.ebx()).putInt(first.edx()).putInt(first.ecx());
        return new String(text.array(), StandardCharsets.US_ASCII);
    }

    /** The extended family counts on top of the base family. */
    static int family(int signature) {
        return (signature >>> 20 & 0xff) + (signature >>> 8 & 0xf);
    }

    static int model(int signature) {
        return (signature >>> 12 & 0xf0) + (signature >>> 4 & 0xf);
    }
}
