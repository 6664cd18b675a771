package jvirt.api.domain.device;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import java.util.UUID;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.ByAttr;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.KeepEmpty;
import jvirt.api.xml.Name;
import jvirt.api.xml.YesNo;

/** A trusted platform module. */
@Is("tpm")
public record Tpm(
        Optional<Model> model,
        @KeepEmpty Backend backend,
        @Inline DeviceInfo info) implements Device {
    public Tpm {
        info = info.plain();
    }

    @Override
    public Tpm withInfo(DeviceInfo changed) {
        return new Tpm(model, backend, changed);
    }

    public enum Model { TPM_TIS, TPM_CRB, TPM_SPAPR, SPAPR_TPM_PROXY }

    @ByAttr("type")
    public sealed interface Backend {
        /** The host's own. */
        @Is("passthrough")
        record Passthrough(Optional<Path> device) implements Backend {
            /** {@code VIR_DOMAIN_TPM_DEFAULT_DEVICE}, libvirt 9.0.0 src/conf/domain_conf.h. */
            private static final String FIRST = "/dev/tpm0";

            public Passthrough {
                device = Optional.of(new Path(device.flatMap(Path::path).or(() -> Optional.of(FIRST))));
            }

            public record Path(Optional<String> path) {}
        }

        /** A swtpm of the guest's own. */
        @Is("emulator")
        record Emulator(
                Optional<Version> version,
                @Name("persistent_state") Optional<YesNo> persistentState,
                Optional<Key> encryption,
                @Name("active_pcr_banks") Optional<PcrBanks> activePcrBanks) implements Backend {
            /** A state that is not kept is what there is without a word. */
            public Emulator {
                persistentState = persistentState.filter(YesNo::yes);
            }

            public record Key(UUID secret) {}
        }

        /** A swtpm that somebody else runs. */
        @Is("external")
        record External(Optional<Socket> source) implements Backend {
            public External {
                if (source.flatMap(Socket::type).isEmpty()) throw ErrorDomain.DOMAIN.error(XML_ERROR, "missing external TPM backend type");
            }

            public record Socket(Optional<String> type, Optional<String> mode, Optional<String> path) {}
        }
    }

    public enum Version { @Name("1.2") V1_2, @Name("2.0") V2_0 }

    public record PcrBanks(boolean sha1, boolean sha256, boolean sha384, boolean sha512) {}
}
