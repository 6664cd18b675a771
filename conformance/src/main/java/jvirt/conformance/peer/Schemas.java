package jvirt.conformance.peer;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.iface.HostInterface;
import jvirt.api.network.Network;
import jvirt.api.network.NetworkPort;
import jvirt.api.nodedev.NodeDevice;
import jvirt.api.secret.Secret;
import jvirt.api.storage.Pool;
import jvirt.daemon.Validation;

/**
 * Documents that are valid, and some that are not. {@code -Dpeer.schemas=DIR} takes the schemas from elsewhere; from an empty folder,
 * it is the records that judge.
 */
final class Schemas implements Family {
    private static final Validation VALIDATION = System.getProperty("peer.schemas") == null ? Validation.ofHost()
            : new Validation(Path.of(System.getProperty("peer.schemas")));

    private static final Map<String, Consumer<String>> READERS = Map.of("domain", Domain::parse, "network", Network::parse,
            "networkport", NetworkPort::parse, "nodedev", NodeDevice::parse, "secret", Secret::parse, "storagepool", Pool::parse,
            "interface", HostInterface::ofDocument);

    @Override
    public String name() {
        return "schema";
    }

    @Override
    public String answer(PeerCase peerCase) {
        String schema = peerCase.field("schema").orElseThrow();
        String document = peerCase.input();
        VALIDATION.check(schema, document, () -> READERS.getOrDefault(schema, _ -> { }).accept(document));
        return "";
    }

    @Override
    public Verdict judge(PeerCase peerCase) {
        if (peerCase.kind().equals("schema-invalid")) return Equality.judge(peerCase, () -> answer(peerCase));
        try {
            answer(peerCase);
            return new Verdict.Pass(true);
        } catch (VirtException e) {
            return new Verdict.Fail(e.getMessage());
        }
    }
}
