package jvirt.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegistryTest {
    @Test void everyNameIsDeclaredByItsRoomAndOnlyOnce() {
        Set<String> seen = new HashSet<>();
        for (Group group : Group.values()) {
            for (String name : Registry.names(group)) {
                assertTrue(seen.add(name), name);
                assertTrue(Registry.find(name).isPresent(), name);
            }
        }
    }

    @Test void optionsThatOthersStandForAreThere() {
        for (Group group : Group.values()) {
            for (String name : Registry.names(group)) {
                Declaration declaration = Registry.find(name).orElseThrow().declaration();
                Set<String> names = new HashSet<>();
                for (Option option : declaration.options()) {
                    assertTrue(names.add(option.name()), name + " --" + option.name());
                    if (option.kind() != Option.Kind.ALIAS) continue;
                    String target = option.target().replaceAll("=.*", "");
                    assertTrue(declaration.option(target).isPresent(), name + " --" + option.name());
                }
            }
        }
    }
}
