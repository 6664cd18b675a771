package jvirt.conformance.peer;

import java.util.List;
import java.util.Optional;
import jvirt.api.storage.Pool;
import jvirt.conformance.peer.Verdict.Fail;
import jvirt.conformance.peer.Verdict.Pass;
import jvirt.storage.StartCommand;

/** The command that starts a pool, or that there is none. */
final class StoragePoolXml2Argv implements Family {
    @Override
    public String name() {
        return "storagepoolxml2argv";
    }

    @Override
    public String answer(PeerCase peerCase) {
        return command(peerCase).map(CommandText::format).orElse("");
    }

    private static Optional<List<String>> command(PeerCase peerCase) {
        return StartCommand.of(Pool.parse(peerCase.input()));
    }

    @Override
    public Verdict judge(PeerCase peerCase) {
        if (!peerCase.kind().equals("no-command")) return Family.super.judge(peerCase);
        return command(peerCase).<Verdict>map(words -> new Fail("runs " + String.join(" ", words))).orElse(new Pass(true));
    }
}
