package jvirt.rpc.call;

import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;

/** {@code remote_error}: all of {@code virError} that travels. */
public record WireError(int code, int domain, Optional<String> message, int level, Optional<WireDomain> dom,
        Optional<String> str1, Optional<String> str2, Optional<String> str3, int int1, int int2, Optional<WireNetwork> net) {
    /** {@code VIR_ERR_ERROR}: neither success nor a warning. */
    public static final int LEVEL_ERROR = 2;

    /** The error as the exception says it, filled as libvirt's daemon fills it. */
    public static WireError of(VirtException e) {
        boolean bare = e.detail().isEmpty();
        return new WireError(e.code().number(), e.domain().number(), Optional.of(e.getMessage()), LEVEL_ERROR,
                Optional.empty(), Optional.of(bare ? e.code().message() : e.code().message("%s")),
                bare ? Optional.empty() : Optional.of(e.detail()), Optional.empty(), -1, -1, Optional.empty());
    }

    /** The exception that a client throws for this error. */
    public VirtException exception() {
        return new VirtException(ErrorCode.of(code), ErrorDomain.of(domain), str2.orElse(""),
                message.orElseGet(() -> ErrorCode.of(code).message()), null);
    }
}
