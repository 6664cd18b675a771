package jvirt.daemon.domain;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.NO_SOURCE;
import static jvirt.api.ErrorDomain.DOMAIN;
import static jvirt.api.ErrorDomain.NONE;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.List;
import jvirt.api.domain.device.Destination;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.xml.Element;
import jvirt.qemu.Disks;
import jvirt.qemu.image.Copying;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.TypedParam;

/** A call for a copy of a disk: where to, in the words of a {@code <disk>}, and how. */
final class CopyRequest {
    private CopyRequest() {}

    static Copying.Copy of(DomainCall.BlockCopy call) {
        long speed = 0;
        int granularity = 0;
        long buffer = 0;
        for (TypedParam param : call.params()) {
            switch (param.field()) {
                case "bandwidth" -> speed = longOf(param);
                case "granularity" -> granularity = granularity(param);
                case "buf-size" -> buffer = longOf(param);
                default -> throw NONE.error(ARGUMENT_UNSUPPORTED, "parameter '%s' not supported", param.field());
            }
        }
        Destination to = parse(call.destxml());
        return new Copying.Copy(to.source(), to.format(), to.backingStore(), speed, granularity, buffer, call.flags());
    }

    private static long longOf(TypedParam param) {
        if (param.value() instanceof TypedParam.Value.Ullong(var number)) return number;
        throw NONE.error(INVALID_ARG, "invalid type for parameter '%s', expected 'ullong'", param.field());
    }

    private static int granularity(TypedParam param) {
        if (!(param.value() instanceof TypedParam.Value.Uint(var number))) {
            throw NONE.error(INVALID_ARG, "invalid type for parameter '%s', expected 'uint'", param.field());
        }
        if (Integer.bitCount(number) > 1) throw QEMU.error(INVALID_ARG, "granularity must be power of 2");
        return number;
    }

    private static Destination parse(String document) {
        Element element = Element.parse(document, "disk");
        Destination to = Destination.of(element);
        boolean named = Disks.path(to.source()).isPresent() || !List.of(DiskSource.File.class, DiskSource.Block.class,
                DiskSource.Dir.class).contains(to.source().getClass());
        if (!named) throw DOMAIN.error(NO_SOURCE, "");
        return to;
    }
}
