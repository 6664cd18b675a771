package jvirt.daemon.access;

import java.util.List;
import java.util.Optional;
import jvirt.rpc.call.Permission;
import jvirt.rpc.server.Identity;

/**
 * One line of the policy.
 *
 * @param who {@code user}, {@code group}, {@code login} or {@code certificate}
 * @param name a pattern of the user's, the group's or the certificate's name
 * @param objects patterns of what the role is given on; empty for everything
 */
public record Rule(String who, Pattern name, Role role, List<Objects> objects) {

    /** Objects of one kind whose name fits. */
    public record Objects(String kind, Pattern name) {}

    /** A text in which {@code *} stands for any other. */
    public record Pattern(String text) {
        /** Whether the name is one of those. */
        public boolean fits(String name) {
            return fits(text, name);
        }

        private static boolean fits(String pattern, String name) {
            int star = pattern.indexOf('*');
            if (star < 0) return pattern.equals(name);
            if (!name.startsWith(pattern.substring(0, star))) return false;
            String rest = pattern.substring(star + 1);
            for (int from = star; from <= name.length(); from++) {
                if (fits(rest, name.substring(from))) return true;
            }
            return false;
        }
    }

    boolean isAbout(Identity identity) {
        return switch (who) {
            case "user" -> !identity.user().isEmpty() && name.fits(identity.user());
            case "group" -> !identity.group().isEmpty() && name.fits(identity.group());
            case "login" -> !identity.login().isEmpty() && name.fits(identity.login());
            case "certificate" -> !identity.certificate().isEmpty() && name.fits(identity.certificate());
            default -> throw new IllegalStateException(who);
        };
    }

    /** Whether it gives the permission on this target; with no target, on the host as a whole. */
    boolean gives(Permission permission, Optional<Target> target) {
        if (!role.permits(permission)) return false;
        // whoever has a role on anything may look at the host: lists show what he may see
        if (permission.object().equals("connect")) return permission.readOnly() || objects.isEmpty();
        if (objects.isEmpty()) return true;
        return target.isPresent() && objects.stream()
                .anyMatch(some -> some.kind.equals(target.get().kind()) && some.name.fits(target.get().name()));
    }
}
