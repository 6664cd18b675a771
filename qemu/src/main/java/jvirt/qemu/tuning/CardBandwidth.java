package jvirt.qemu.tuning;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.DOMAIN;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.qemu.tuning.Values.Type.UINT;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.Parameter;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Bandwidth;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.xml.Is;
import jvirt.qemu.Impact;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.plug.NicPlug;

/** How much a network card may carry, in KiB a second. */
public record CardBandwidth(Vm vm, String device) {
    private static final List<String> RATES = List.of("average", "peak", "burst", "floor");

    private static Map<String, Values.Type> known() {
        Map<String, Values.Type> known = new LinkedHashMap<>();
        for (String rate : RATES) known.put("inbound." + rate, UINT);
        for (String rate : RATES.subList(0, 3)) known.put("outbound." + rate, UINT);
        return known;
    }

    public static int count() {
        return known().size();
    }

    private Interface card(Domain domain) {
        return domain.devices().interfaces().stream().filter(nic -> nic.tap().filter(device::equals).isPresent()
                        || nic.mac().filter(mac -> mac.address().toString().equalsIgnoreCase(device)).isPresent()).findFirst()
                .orElseThrow(() -> DOMAIN.error(INVALID_ARG, "'%s' is not a known interface", device));
    }

    public List<Parameter> get(int flags) {
        Domain domain = Impact.ofOne(vm, flags).live() ? vm.running().live() : vm.definition();
        Optional<Bandwidth> bandwidth = card(domain).bandwidth();
        List<Parameter> values = new ArrayList<>();
        for (String name : known().keySet()) {
            Optional<Bandwidth.Rate> rate = bandwidth.flatMap(name.startsWith("in") ? Bandwidth::inbound : Bandwidth::outbound);
            values.add(Parameter.ofUint(name, rate.flatMap(one -> number(one, name.substring(name.indexOf('.') + 1)))
                    .map(Long::intValue).orElse(0)));
        }
        return values;
    }

    private static Optional<Long> number(Bandwidth.Rate rate, String which) {
        return switch (which) {
            case "average" -> rate.average();
            case "peak" -> rate.peak();
            case "burst" -> rate.burst();
            default -> rate.floor();
        };
    }

    public void set(List<Parameter> parameters, int flags, NicPlug nics) {
        Values values = Values.of(parameters, known());
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetInterfaceParameters")) {
            Impact impact = Impact.of(vm, flags);
            Optional<Domain> definition = impact.config() ? Optional.of(changed(vm.definition(), values)) : Optional.empty();
            if (impact.live()) {
                Domain live = changed(vm.running().live(), values);
                nics.limit(new NicPlug.Owner(live.name(), live.uuid(), live.id().orElse(0)), card(live), card(live).bandwidth());
            }
            definition.ifPresent(kept -> vm.machines().keep(vm, kept));
            if (impact.live()) vm.changeLive(live -> changed(live, values));
        }
    }

    private Domain changed(Domain domain, Values values) {
        Interface card = card(domain);
        switch (card.source()) {
            case InterfaceSource.Network _, InterfaceSource.Bridge _, InterfaceSource.Ethernet _, InterfaceSource.Direct _ -> { }
            default -> throw QEMU.error(CONFIG_UNSUPPORTED, "setting bandwidth on interfaces of type '%s' is not implemented yet",
                    card.source().getClass().getAnnotation(Is.class).value()[0]);
        }
        Optional<Bandwidth> before = card.bandwidth();
        Optional<Bandwidth.Rate> in = rate("inbound.", values, before.flatMap(Bandwidth::inbound));
        Optional<Bandwidth.Rate> out = rate("outbound.", values, before.flatMap(Bandwidth::outbound));
        Optional<Bandwidth> after = in.isEmpty() && out.isEmpty() ? Optional.empty() : Optional.of(new Bandwidth(in, out));
        return domain.with(draft -> draft.devices = draft.devices.with(devices -> devices.interfaces = devices.interfaces.stream()
                .map(nic -> nic.equals(card) ? nic.withBandwidth(after) : nic).toList()));
    }

    /** An average or a floor sets the direction anew, of 0 ends it; without them it stays. */
    private static Optional<Bandwidth.Rate> rate(String prefix, Values values, Optional<Bandwidth.Rate> before) {
        Optional<Long> average = values.number(prefix + "average");
        Optional<Long> floor = values.number(prefix + "floor");
        if (average.isEmpty() && floor.isEmpty()) return before;
        if (average.orElse(0L) == 0 && floor.orElse(0L) == 0) return Optional.empty();
        return Optional.of(new Bandwidth.Rate(some(average), some(values.number(prefix + "peak")), some(floor),
                some(values.number(prefix + "burst"))));
    }

    private static Optional<Long> some(Optional<Long> number) {
        return number.filter(value -> value != 0);
    }
}
