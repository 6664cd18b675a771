package jvirt.daemon.connect;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jvirt.api.ErrorDomain;
import jvirt.rpc.call.NodeCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.TypedParam;

/** How the kernel looks for equal pages of guests and merges them (KSM). */
final class MergedMemory {
    private static final Path FOLDER = Path.of("/sys/kernel/mm/ksm");
    private static final String PREFIX = "shm_";
    /** libvirt's order; counts are wide, settings narrow. */
    private static final List<String> ALL = List.of("pages_to_scan", "sleep_millisecs", "pages_shared", "pages_sharing",
            "pages_unshared", "pages_volatile", "full_scans", "merge_across_nodes");
    private static final List<String> SETTINGS = List.of("pages_to_scan", "sleep_millisecs", "merge_across_nodes");

    private MergedMemory() {}

    static NodeCall.GetMemoryParametersRet get(NodeCall.GetMemoryParameters call) throws IOException {
        if (call.nparams() == 0) return new NodeCall.GetMemoryParametersRet(List.of(), ALL.size());
        List<TypedParam> params = new ArrayList<>();
        for (String name : ALL) {
            Path file = FOLDER.resolve(name);
            if (!Files.exists(file)) continue;
            long value = Long.parseLong(Files.readString(file).strip());
            params.add(SETTINGS.contains(name) ? TypedParam.ofUint(PREFIX + name, (int) value) : TypedParam.ofUllong(PREFIX + name, value));
        }
        return new NodeCall.GetMemoryParametersRet(params, params.size());
    }

    /** All of them, or, where one cannot be, none. */
    static Nothing set(NodeCall.SetMemoryParameters call) {
        for (TypedParam param : call.params()) {
            if (!param.field().startsWith(PREFIX) || !SETTINGS.contains(param.field().substring(PREFIX.length()))) {
                throw ErrorDomain.NONE.error(INVALID_ARG, "parameter '%s' not supported", param.field());
            }
            if (!(param.value() instanceof TypedParam.Value.Uint)) {
                throw ErrorDomain.NONE.error(INVALID_ARG, "invalid type for parameter '%s', expected 'uint'", param.field());
            }
            if (!Files.exists(file(param))) {
                throw ErrorDomain.NONE.error(OPERATION_INVALID, "Parameter '%s' is not supported by this kernel", param.field());
            }
        }
        for (TypedParam param : call.params()) {
            try {
                Files.writeString(file(param), Integer.toUnsignedString(((TypedParam.Value.Uint) param.value()).value()));
            } catch (IOException e) {
                throw ErrorDomain.NONE.error(SYSTEM_ERROR, e, "failed to set %s: %s", param.field(), e.getMessage());
            }
        }
        return NOTHING;
    }

    private static Path file(TypedParam param) {
        return FOLDER.resolve(param.field().substring(PREFIX.length()));
    }
}
