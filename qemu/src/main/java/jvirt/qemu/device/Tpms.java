package jvirt.qemu.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.Tpm;
import jvirt.api.json.Json;
import jvirt.qemu.definition.Board;

/** Trusted platform modules: the host's, or a swtpm's behind a socket. */
public final class Tpms {
    private Tpms() {}

    public static List<Part> parts(Tpm tpm, Chassis chassis, Supplier supplier) {
        String alias = Chassis.alias(tpm);
        if (tpm.model().filter(Tpm.Model.SPAPR_TPM_PROXY::equals).isPresent()) return List.of(proxy(tpm));
        List<Part> parts = new ArrayList<>();
        String backend = switch (tpm.backend()) {
            case Tpm.Backend.Passthrough(var device) -> {
                var module = supplier.pass(alias + "-tpm", parts);
                var cancel = supplier.pass(alias + "-cancel", parts);
                String path = module.isPresent() ? "/dev/fdset/" + module.getAsInt() : path(device);
                yield "passthrough,id=tpm-" + alias + ",path=" + Words.escaped(path)
                        + (cancel.isPresent() ? ",cancel-path=/dev/fdset/" + cancel.getAsInt() : "");
            }
            case Tpm.Backend.Emulator _ -> {
                parts.add(socket(supplier.resources().host().tpmSocket(), supplier));
                yield "emulator,id=tpm-" + alias + ",chardev=chrtpm";
            }
            case Tpm.Backend.External(var source) -> {
                parts.add(socket(Path.of(source.flatMap(Tpm.Backend.External.Socket::path).orElse("")), supplier));
                yield "emulator,id=tpm-" + alias + ",chardev=chrtpm";
            }
        };
        parts.add(Part.Option.of("-tpmdev", backend));
        parts.add(new Part.Front(device(tpm, chassis)));
        return parts;
    }

    private static String path(Optional<Tpm.Backend.Passthrough.Path> device) {
        return device.flatMap(Tpm.Backend.Passthrough.Path::path).orElse("/dev/tpm0");
    }

    private static Part socket(Path path, Supplier supplier) {
        var end = new ChardevSource.UnixEnd(ChardevSource.Mode.CONNECT, Optional.of(path.toString()), List.of(),
                Optional.empty());
        return Chardevs.socket("chrtpm", end, true);
    }

    private static Part proxy(Tpm tpm) {
        String path = tpm.backend() instanceof Tpm.Backend.Passthrough(var device) ? path(device) : "";
        return new Part.Front(Props.device("spapr-tpm-proxy").text("id", Chassis.alias(tpm)).text("host-path", path).json());
    }

    private static Json.Obj device(Tpm tpm, Chassis chassis) {
        Tpm.Model model = tpm.model().orElse(Tpm.Model.TPM_TIS);
        boolean bare = model == Tpm.Model.TPM_TIS && !chassis.board().x86();
        Props props = Props.device(bare ? "tpm-tis-device" : Words.of(model)).text("tpmdev", "tpm-" + Chassis.alias(tpm))
                .text("id", Chassis.alias(tpm));
        return chassis.place(props, tpm).json();
    }

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
