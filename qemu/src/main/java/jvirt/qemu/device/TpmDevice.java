package jvirt.qemu.device;

import java.util.Optional;
import jvirt.api.domain.device.Tpm;
import jvirt.qemu.definition.Board;

/** Which TPM the guest sees where its XML does not say. Versions differ too much to be left open. */
public final class TpmDevice {
    private TpmDevice() {}

    public static Tpm complete(Tpm tpm, Board board) {
        Tpm.Model model = tpm.model().orElse(board.ppc64() ? Tpm.Model.TPM_SPAPR : Tpm.Model.TPM_TIS);
        Tpm.Backend backend = tpm.backend() instanceof Tpm.Backend.Emulator emulator && emulator.version().isEmpty()
                ? new Tpm.Backend.Emulator(Optional.of(version(model, board)), emulator.persistentState(),
                        emulator.encryption(), emulator.activePcrBanks())
                : tpm.backend();
        return new Tpm(Optional.of(model), backend, tpm.info());
    }

    private static Tpm.Version version(Tpm.Model model, Board board) {
        boolean newer = model == Tpm.Model.TPM_SPAPR || model == Tpm.Model.TPM_CRB || board.armVirt();
        return newer ? Tpm.Version.V2_0 : Tpm.Version.V1_2;
    }
}
