package jvirt.api.domain;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Name;

/**
 * What goes to QEMU past the model, in a namespace of its own: arguments, capabilities, overridden properties.
 *
 * @param namespace the declaration of the prefix; there when anything else is
 */
public record QemuExtras(
        @Name("xmlns:qemu") Optional<String> namespace,
        @Name("qemu:commandline") Optional<CommandLine> commandline,
        @Name("qemu:capabilities") Optional<Capabilities> capabilities,
        @Name("qemu:override") Optional<Overrides> override,
        @Name("qemu:deprecation") Optional<Deprecation> deprecation) {
    public static final String NAMESPACE = "http://libvirt.org/schemas/domain/qemu/1.0";
    public static final QemuExtras NONE = new QemuExtras(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty());

    /** An element that says nothing is forgotten. */
    public QemuExtras {
        commandline = commandline.filter(line -> !line.arg.isEmpty() || !line.env.isEmpty());
        boolean any = commandline.isPresent() || capabilities.isPresent() || override.isPresent() || deprecation.isPresent();
        namespace = any ? Optional.of(NAMESPACE) : Optional.empty();
    }

    public boolean isEmpty() {
        return namespace.isEmpty();
    }

    public record CommandLine(@Name("qemu:arg") List<Arg> arg, @Name("qemu:env") List<Env> env) {}

    public record Arg(String value) {}

    public record Env(String name, Optional<String> value) {
        public Env {
            refuse(!name.matches("[A-Za-z_].*"), "Invalid environment name, it must begin with a letter or underscore");
            refuse(!name.matches("\\w*"), "Invalid environment name, it must contain only alphanumerics and underscore");
        }

        private static void refuse(boolean wrong, String text) {
            if (wrong) throw ErrorDomain.QEMU.error(INTERNAL_ERROR, text);
        }
    }

    public record Capabilities(@Name("qemu:add") List<Flag> add, @Name("qemu:del") List<Flag> del) {}

    public record Flag(String capability) {}

    public record Overrides(@Name("qemu:device") List<Device> device) {}

    public record Device(String alias, @Name("qemu:frontend") Optional<FrontEnd> frontend) {}

    public record FrontEnd(@Name("qemu:property") List<Property> property) {}

    public enum PropertyType { STRING, UNSIGNED, SIGNED, BOOL, REMOVE }

    public record Property(String name, PropertyType type, Optional<String> value) {}

    public record Deprecation(String behavior) {}
}
