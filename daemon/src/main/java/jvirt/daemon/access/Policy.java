package jvirt.daemon.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.rpc.call.Permission;
import jvirt.rpc.server.Identity;

/**
 * {@code etc/access.conf}: a line gives somebody a role, on everything or on some objects.
 *
 * <pre>
 * # who                  role      what
 * user:alice             operator  domain:web-* domain:db1 network:*
 * group:kvm              viewer
 * login:bob              viewer
 * certificate:CN=ops*    admin
 * </pre>
 * The daemon's own user may always do everything, so that nobody locks himself out. Without the file everybody may whom a
 * socket lets in; with it, only who is named.
 *
 * @param rules empty when there is no file
 * @param owner the daemon's user
 */
public record Policy(Optional<List<Rule>> rules, String owner) implements Decision {
    private static final Set<String> WHO = Set.of("user", "group", "login", "certificate");
    private static final Set<String> KINDS = Set.of("domain", "network", "storage-pool", "secret", "nwfilter", "interface", "node-device");

    public static Policy read(Path etc, String owner) throws IOException {
        Path file = etc.resolve("access.conf");
        if (!Files.exists(file)) return new Policy(Optional.empty(), owner);
        return new Policy(Optional.of(parse(file.toString(), Files.readString(file))), owner);
    }

    static List<Rule> parse(String name, String text) {
        List<Rule> rules = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String said = line.replaceFirst("(^|\\s)#.*", "").strip();
            if (!said.isEmpty()) rules.add(rule(name + ":" + number, said.split("\\s+")));
        }
        return List.copyOf(rules);
    }

    private static Rule rule(String where, String... words) {
        String[] who = words[0].split(":", 2);
        if (who.length != 2 || !WHO.contains(who[0])) {
            throw wrong(where, "'%s' is not user:NAME, group:NAME, login:NAME or certificate:NAME", words[0]);
        }
        if (words.length < 2) throw wrong(where, "no role for '%s'", words[0]);
        List<Rule.Objects> objects = new ArrayList<>();
        for (int i = 2; i < words.length; i++) {
            String[] object = words[i].split(":", 2);
            if (object.length != 2 || !KINDS.contains(object[0])) throw wrong(where, "'%s' is not KIND:NAME of a known kind", words[i]);
            objects.add(new Rule.Objects(object[0], new Rule.Pattern(object[1])));
        }
        return new Rule(who[0], new Rule.Pattern(who[1]), role(where, words[1]), List.copyOf(objects));
    }

    private static Role role(String where, String word) {
        for (Role role : Role.values()) {
            if (role.name().toLowerCase(Locale.ROOT).equals(word)) return role;
        }
        throw wrong(where, "'%s' is no role: viewer, operator, admin", word);
    }

    private static RuntimeException wrong(String where, String what, String word) {
        return ErrorDomain.CONF.error(ErrorCode.CONF_SYNTAX, "%s: " + what, where, word);
    }

    @Override
    public boolean open(Identity who) {
        // whoever has logged in is whom his login names, whatever the process is that connects
        return rules.isEmpty() || !owner.isEmpty() && who.user().equals(owner) && who.login().isEmpty();
    }

    @Override
    public boolean permits(Identity who, Permission permission, Optional<Target> target) {
        return open(who) || rules.get().stream().anyMatch(rule -> rule.isAbout(who) && rule.gives(permission, target));
    }
}
