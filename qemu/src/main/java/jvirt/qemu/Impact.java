package jvirt.qemu;

import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.DOM;
import static jvirt.api.ErrorDomain.DOMAIN;

/**
 * What a change is to change: the running machine, its definition, or both; {@code virDomainModificationImpact}.
 *
 * @param live the running machine
 * @param config the definition from which it will be started next
 */
public record Impact(boolean live, boolean config) {
    public static final int LIVE = 1;
    public static final int CONFIG = 2;

    /** What the flags mean for this machine as it is now; libvirt's error when that cannot be. */
    public static Impact of(Vm vm, int flags) {
        boolean runs = vm.active().isPresent();
        boolean current = (flags & (LIVE | CONFIG)) == 0;
        boolean live = (flags & LIVE) != 0 || current && runs;
        boolean config = (flags & CONFIG) != 0 || current && !runs;
        if (live && !runs) throw DOMAIN.error(OPERATION_INVALID, "domain is not running");
        if (config && !vm.persistent()) {
            throw DOMAIN.error(OPERATION_INVALID, "transient domains do not have any persistent config");
        }
        return new Impact(live, config);
    }

    /** The same for a question, which is about one of them. */
    public static Impact ofOne(Vm vm, int flags) {
        if ((flags & LIVE) != 0 && (flags & CONFIG) != 0) {
            throw DOM.refusal("Flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually exclusive");
        }
        return of(vm, flags);
    }
}
