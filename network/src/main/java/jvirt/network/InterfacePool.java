package jvirt.network;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.NETWORK;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.network.Forward;
import jvirt.api.network.Network;
import jvirt.api.network.PciAddress;

/** The pool of a network that names a card: the card's virtual functions, as the host has them now. */
record InterfacePool(Network network) {
    private static final Path LINKS = Path.of("/sys/class/net");

    /** The network with its pool; unchanged where it names no card. */
    Network filled() {
        Optional<Forward> forward = network.forward().filter(some -> some.pf().isPresent());
        if (forward.isEmpty()) return network;
        String card = forward.get().pf().orElseThrow().dev();
        List<Path> functions = functions(card);
        Forward filled = network.mode() == Forward.Mode.HOSTDEV
                ? forward.get().withAddresses(functions.stream().map(InterfacePool::address).toList())
                : forward.get().withInterfaces(functions.stream().flatMap(function -> names(function).stream())
                        .map(Forward.Interface::of).toList());
        if (filled.interfaces().isEmpty() && filled.address().isEmpty()) {
            throw NETWORK.error(INTERNAL_ERROR, "No usable Vf's present on SRIOV PF %s", card);
        }
        return network.withForward(filled);
    }

    /** The folders of a card's virtual functions. */
    private static List<Path> functions(String card) {
        List<Path> functions = new ArrayList<>();
        try {
            for (int i = 0; ; i++) {
                Path function = LINKS.resolve(card).resolve("device/virtfn" + i);
                if (!Files.exists(function)) break;
                functions.add(function.toRealPath());
            }
        } catch (IOException e) {
            throw NETWORK.error(INTERNAL_ERROR, e, "Could not get Virtual functions on %s", card);
        }
        if (!Files.exists(LINKS.resolve(card))) throw NETWORK.error(INTERNAL_ERROR, "Could not get Virtual functions on %s", card);
        return functions;
    }

    /** A function's folder is called after its address, {@code 0000:03:10.1}. */
    private static PciAddress address(Path function) {
        String[] parts = function.getFileName().toString().split("[:.]");
        return new PciAddress(Optional.of("pci"), number(parts[0]), number(parts[1]), number(parts[2]), number(parts[3]));
    }

    private static Optional<Integer> number(String hex) {
        return Optional.of(Integer.parseInt(hex, 16));
    }

    /** The interface of a function that has a driver. */
    private static List<String> names(Path function) {
        Path folder = function.resolve("net");
        if (!Files.isDirectory(folder)) return List.of();
        try (var links = Files.list(folder)) {
            return links.map(link -> link.getFileName().toString()).toList();
        } catch (IOException _) {
            return List.of();
        }
    }
}
