package jvirt.cli.clone;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.xml.Draft;
import jvirt.client.Connection;
import jvirt.client.Domain;

/** {@code clone}: a machine like another, as virt-clone makes it. */
public final class CloneCommands extends Commands {
    /** {@code VIR_DOMAIN_SHUTOFF}. */
    private static final int SHUT_OFF = 5;

    @Override public String table() {
        return """
                clone: make a machine like another, with disks of its own that hold the same
                  <original>  the machine, which must be shut off
                  --auto-clone  find a name and paths
                  name=!  its name
                  file...!  path of a new disk, in the order of the disks that are copied
                  mac...!  address of a network card, in their order, instead of one made up
                  nvram=!  path of its NVRAM
                  force-copy...!  target of a disk to be copied although it is shared or only read
                  skip-copy...!  target of a disk that both will use
                  --nonsparse  take all of the space at once
                  --preserve-data  use the files as they are, and copy nothing
                  --reflink  share the blocks until they change
                  --replace  instead of a machine of that name
                  --print-xml  only say what would be defined
                """;
    }

    @Override public void run(String command, Invocation in) {
        if (in.all("file").isEmpty() && !in.has("auto-clone")) {
            throw new Failure("Either --auto-clone or --file is required, use '--auto-clone or --file' and try again.");
        }
        Connection host = in.connection();
        Domain original = in.domain(in.required("original"));
        if (original.state().state() != SHUT_OFF) throw new Failure("Domain to clone must be shutoff.");
        String name = in.text("name").orElseGet(() -> automatic(in, host, original.name()));
        if (!in.has("replace") && named(host, name).isPresent()) {
            throw new Failure("Invalid name for new guest: Guest name '" + name + "' is already in use.");
        }
        Likeness likeness = new Likeness(Draft.parse(original.xml(Domain.XML_SECURE | Domain.XML_INACTIVE)));
        likeness.rename(name);
        likeness.newCards(in.all("mac"));
        try (NewDisks disks = new NewDisks(host, new NewDisks.How(in.has("preserve-data"), in.has("reflink"), in.has("nonsparse")))) {
            disks.plan(likeness, paths(in, original.name(), name));
            if (in.has("print-xml")) {
                in.out().print(likeness.document());
                return;
            }
            disks.copy();
            if (in.has("replace")) named(host, name).ifPresent(CloneCommands::remove);
            host.domains().define(likeness.document(), 0);
            disks.keep();
        }
        in.out().extra("Clone '" + name + "' created successfully.");
    }

    private static NewDisks.Paths paths(Invocation in, String original, String name) {
        return new NewDisks.Paths(original, name, List.copyOf(in.all("file")), in.has("auto-clone"), in.text("nvram"),
                List.copyOf(in.all("force-copy")), List.copyOf(in.all("skip-copy")));
    }

    private static String automatic(Invocation in, Connection host, String original) {
        if (!in.has("auto-clone")) {
            throw new Failure("A name is required for the new virtual machine, use '--name NEW_VM_NAME' to specify one.");
        }
        return Likeness.freeName(original, name -> named(host, name).isPresent());
    }

    private static Optional<Domain> named(Connection host, String name) {
        try {
            return Optional.of(host.domains().named(name));
        } catch (VirtException e) {
            if (e.code() == ErrorCode.NO_DOMAIN) return Optional.empty();
            throw e;
        }
    }

    private static void remove(Domain domain) {
        if (domain.active()) domain.destroy(0);
        if (domain.persistent()) domain.undefine(0);
    }
}
