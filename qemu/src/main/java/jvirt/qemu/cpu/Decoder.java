package jvirt.qemu.cpu;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorDomain;

/**
 * Finds the named model that is nearest to a processor. Newer models are tried first; one with the very signature of the
 * processor is better than any other, then the one with the shortest list of differences.
 */
public final class Decoder {
    /** Haswells with broken transactions: these models of family 6, and 63 before stepping 4. */
    private static final List<Integer> BROKEN_TSX = List.of(60, 69, 70);
    /** What the first missing feature costs compared with an additional one; each further one costs one more. */
    private static final int FIRST_MISSING = 2;

    private final CpuMap map;
    private final boolean host;
    private final Optional<Map<String, List<String>>> allowed;
    private final List<String> preferred;

    private Decoder(CpuMap map, boolean host, Optional<Map<String, List<String>>> allowed, List<String> preferred) {
        this.map = map;
        this.host = host;
        this.allowed = allowed;
        this.preferred = preferred;
    }

    /** For the host's own processor, which has features but lacks none. */
    public static Decoder forHost(CpuMap map) {
        return new Decoder(map, true, Optional.empty(), List.of());
    }

    /** For a guest's processor. */
    public static Decoder forGuest(CpuMap map) {
        return new Decoder(map, false, Optional.empty(), List.of());
    }

    /** Only these models, each with the features (libvirt's names) that it may have in QEMU but not on this host. */
    public Decoder among(Map<String, List<String>> models) {
        return new Decoder(map, host, Optional.of(models), preferred);
    }

    /** One of these, if it is as good; a single one, if it can be at all. */
    public Decoder preferring(List<String> models) {
        return new Decoder(map, host, allowed, models);
    }

    /** A model and how the processor differs from it: features to add, and features to take away, in this order. */
    public record Decoded(CpuMap.Model model, Optional<String> vendor, List<String> required, List<String> disabled) {}

    public Decoded decode(CpuData processor) {
        CpuData data = withoutBrokenTsx(processor);
        Optional<Decoded> best = Optional.empty();
        for (CpuMap.Model model : map.models().reversed()) {
            if (allowed.isPresent() && !allowed.get().containsKey(model.name())) continue;
            if (data.vendor().isPresent() && model.vendor().isPresent() && !data.vendor().equals(model.vendor())) continue;
            if (host ? !model.host() : !model.guest()) continue;
            Decoded candidate = compare(data, model);
            if (host && !candidate.disabled.isEmpty()) continue;
            if (preferred.size() == 1 && preferred.contains(model.name())) return candidate;
            if (best.isEmpty() || better(best.get(), candidate, data)) best = Optional.of(candidate);
        }
        return best.orElseThrow(
                () -> ErrorDomain.CPU.error(INTERNAL_ERROR, "Cannot find suitable CPU model for given data"));
    }

    private CpuData withoutBrokenTsx(CpuData data) {
        boolean intel = data.vendor().filter(vendor -> vendor.name().equals("Intel")).isPresent();
        boolean broken = BROKEN_TSX.contains(data.model()) || data.model() == 63 && data.stepping() < 4;
        if (!intel || data.family() != 6 || !broken) return data;
        BitSet tsx = new BitSet();
        map.feature("hle").ifPresent(feature -> tsx.or(feature.bits()));
        map.feature("rtm").ifPresent(feature -> tsx.or(feature.bits()));
        return data.without(tsx);
    }

    private Decoded compare(CpuData data, CpuMap.Model model) {
        BitSet more = CpuData.minus(data.bits(), model.bits());
        BitSet less = CpuData.minus(model.bits(), data.bits());
        for (String blocker : allowed.map(models -> models.get(model.name())).orElse(List.of())) {
            map.feature(blocker).filter(feature -> !CpuData.contains(more, feature.bits()))
                    .ifPresent(feature -> less.or(feature.bits()));
        }
        List<String> required = names(more);
        List<String> disabled = names(less);
        if (!host) {
            for (String removed : model.removed()) {
                if (!required.contains(removed) && !disabled.contains(removed)) disabled.add(removed);
            }
        }
        return new Decoded(model, data.vendor().map(CpuMap.Vendor::name), required, disabled);
    }

    /** The features whose bits are all there; what one has named is not named again. */
    private List<String> names(BitSet bits) {
        BitSet left = (BitSet) bits.clone();
        List<String> names = new ArrayList<>();
        for (CpuMap.Feature feature : map.features()) {
            if (CpuData.contains(left, feature.bits())) {
                left.andNot(feature.bits());
                names.add(feature.name());
            }
        }
        return names;
    }

    private boolean better(Decoded now, Decoded candidate, CpuData data) {
        boolean nowIs = now.model.hasSignature(data.family(), data.model(), data.stepping());
        boolean candidateIs = candidate.model.hasSignature(data.family(), data.model(), data.stepping());
        if (nowIs != candidateIs && data.family() != 0) return candidateIs;
        Cost was = cost(now);
        Cost is = cost(candidate);
        if (is.all() < was.all() || is.all() == was.all() && is.disabled < was.disabled) return true;
        return preferred.contains(candidate.model.name()) && is.disabled < was.disabled;
    }

    private record Cost(int required, int disabled) {
        int all() {
            return required + disabled;
        }
    }

    /**
     * libvirt shortens the list by one for each missing feature that it meets while it walks the list, so that it weighs only
     * every other one of those at its end: weighed the same, the same model is chosen.
     */
    private Cost cost(Decoded decoded) {
        if (host) return new Cost(decoded.required.size(), 0);
        int met = (decoded.disabled.size() + 1) / 2;
        int cost = 0;
        for (int i = 0; i < met; i++) cost += FIRST_MISSING + i;
        return new Cost(decoded.required.size() + decoded.disabled.size() - met, cost);
    }
}
