package jvirt.api.domain;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Name;
import jvirt.api.xml.OnOff;

/** Which enlightenments of Microsoft's hypervisor the guest sees, {@code <hyperv>}. */
public record HyperV(
        Optional<Mode> mode,
        Optional<Toggle> relaxed,
        Optional<Toggle> vapic,
        Optional<Spinlocks> spinlocks,
        Optional<Toggle> vpindex,
        Optional<Toggle> runtime,
        Optional<Toggle> synic,
        Optional<SynthTimer> stimer,
        Optional<Toggle> reset,
        @Name("vendor_id") Optional<VendorId> vendorId,
        Optional<Toggle> frequencies,
        Optional<Toggle> reenlightenment,
        Optional<Toggle> tlbflush,
        Optional<Toggle> ipi,
        Optional<Toggle> evmcs,
        Optional<Toggle> avic) {

    public HyperV {
        if (mode.isEmpty()) mode = Optional.of(Mode.CUSTOM);
        if (mode.get() == Mode.PASSTHROUGH) {
            relaxed = vapic = vpindex = runtime = synic = reset = Optional.empty();
            frequencies = reenlightenment = tlbflush = ipi = evmcs = avic = Optional.empty();
            spinlocks = Optional.empty();
            stimer = Optional.empty();
            vendorId = Optional.empty();
        }
    }

    public enum Mode { CUSTOM, PASSTHROUGH }

    public record Spinlocks(OnOff state, Optional<Integer> retries) {
        /** Fewer are refused by the guest. */
        private static final int LEAST = 0xFFF;

        public Spinlocks {
            if (state == OnOff.OFF) retries = Optional.empty();
            if (state == OnOff.ON && retries.isEmpty()) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "Missing required attribute '%s' in element '%s'", "retries",
                        "spinlocks");
            }
            if (retries.isPresent() && Integer.compareUnsigned(retries.get(), LEAST) < 0) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "HyperV spinlock retry count must be at least 4095");
            }
        }
    }

    public record SynthTimer(OnOff state, Optional<Toggle> direct) {
        public SynthTimer {
            if (state == OnOff.OFF) direct = Optional.empty();
            direct = direct.filter(Toggle::on);
        }
    }

    public record VendorId(OnOff state, Optional<String> value) {
        /** Characters in the register: {@code VIR_DOMAIN_HYPERV_VENDOR_ID_MAX}. */
        private static final int MOST = 12;

        public VendorId {
            if (state == OnOff.OFF) value = Optional.empty();
            if (state == OnOff.ON && value.isEmpty()) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "missing 'value' attribute for HyperV feature 'vendor_id'");
            }
            if (value.isPresent() && value.get().length() > MOST) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "HyperV vendor_id value must not be more than %d characters.", MOST);
            }
            if (value.isPresent() && value.get().contains(",")) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "HyperV vendor_id value is invalid");
            }
        }
    }
}
