package jvirt.cli.domain;

import java.util.List;
import java.util.Optional;
import jvirt.cli.Commands;
import jvirt.cli.Editing;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.client.Connection;
import jvirt.client.Domain;

/** Machines put aside with what they have in memory. */
public final class Saving extends Commands {
    /** virDomainSaveRestoreFlags. */
    private static final int BYPASS_CACHE = 1;
    private static final int RUNNING = 2;
    private static final int PAUSED = 4;
    private static final int RESET_NVRAM = 8;
    private static final int MEMORY_ONLY = 16;
    private static final List<String> FORMATS = List.of("elf", "kdump-zlib", "kdump-lzo", "kdump-snappy", "win-dmp");

    @Override public String table() {
        return """
            dump: write the memory of a machine into a file, to look into it
              <domain>
              <file>  where to write it
              --live  without pausing it
              --crash  and end the machine
              --bypass-cache
              --reset  and reset the machine
              --verbose
              --memory-only  the memory alone
              format=  of the memory alone: elf, kdump-zlib, kdump-lzo, kdump-snappy, win-dmp
            managedsave: save a machine where its next start looks for it
              <domain>
              --bypass-cache
              --running  let it run after its restart
              --paused  leave it paused after its restart
              --verbose
            managedsave-define: change the definition within a saved machine
              <domain>
              <xml>  file with the XML
              --running --paused
            managedsave-dumpxml: print the definition within a saved machine
              <domain>
              --security-info xpath=! --wrap
            managedsave-edit: change the definition within a saved machine in an editor
              <domain>
              --running --paused
            managedsave-remove: throw away the saved state of a machine
              <domain>
            restore: start a machine from the file in which it was saved
              <file>  the file in which it was saved
              --bypass-cache xml= --running --paused
              --reset-nvram  make its NVRAM anew from the template
            save: save a machine into a file
              <domain>
              <file>  where to save it
              --bypass-cache xml= --running --paused --verbose
            save-image-define: change the definition within a saved machine's file
              <file>  the file in which it was saved
              <xml>  file with the XML
              --running --paused
            save-image-dumpxml: print the definition within a saved machine's file
              <file>  the file in which it was saved
              --security-info xpath=! --wrap
            save-image-edit: change the definition within a saved machine's file in an editor
              <file>  the file in which it was saved
              --running --paused
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "dump" -> dump(in);
            case "managedsave" -> managedSave(in);
            case "managedsave-define" -> defineManaged(in);
            case "managedsave-dumpxml" -> in.printXml(in.domain().managedSaveXml(in.flag("security-info", Domain.XML_SECURE)));
            case "managedsave-edit" -> editManaged(in);
            case "managedsave-remove" -> removeManaged(in);
            case "restore" -> restore(in);
            case "save" -> save(in);
            case "save-image-define" -> defineImage(in);
            case "save-image-dumpxml" -> in.printXml(in.connection().savedImageXml(in.absolute(in.required("file")),
                    in.flag("security-info", Domain.XML_SECURE)));
            case "save-image-edit" -> editImage(in);
            default -> throw undeclared(command);
        }
    }

    private static int state(Invocation in) {
        return in.flag("running", RUNNING) | in.flag("paused", PAUSED);
    }

    private static void save(Invocation in) {
        Domain domain = in.domain();
        String name = in.required("domain");
        String file = in.required("file");
        Optional<String> xml = in.text("xml").map(in::read);
        new JobWatch(in, domain, "Save").run(
                () -> domain.save(in.absolute(file), xml, in.flag("bypass-cache", BYPASS_CACHE) | state(in)),
                "Failed to save domain '" + name + "' to " + file);
        in.out().extra("\nDomain '" + name + "' saved to " + file + "\n");
    }

    private static void managedSave(Invocation in) {
        Domain domain = in.domain();
        String name = in.required("domain");
        new JobWatch(in, domain, "Managedsave").run(() -> domain.managedSave(in.flag("bypass-cache", BYPASS_CACHE) | state(in)),
                "Failed to save domain '" + name + "' state");
        in.out().extra("\nDomain '" + name + "' state saved by libvirt\n");
    }

    private static void dump(Invocation in) {
        Domain domain = in.domain();
        String name = in.required("domain");
        String file = in.required("file");
        int flags = in.flag("crash", 1) | in.flag("live", 2) | in.flag("bypass-cache", 4) | in.flag("reset", 8)
                | in.flag("memory-only", MEMORY_ONLY);
        int format = 0;
        if (in.has("format")) {
            if (!in.has("memory-only")) throw new Failure("--format only works with --memory-only");
            String wanted = in.raw("format").orElse("");
            format = FORMATS.indexOf(wanted);
            if (format < 0) {
                throw new Failure("format '" + wanted + "' is not supported, expecting 'kdump-zlib', 'kdump-lzo', 'kdump-snappy', "
                        + "'win-dmp' or 'elf'");
            }
        }
        int chosen = format;
        new JobWatch(in, domain, "Dump").run(() -> domain.coreDump(in.absolute(file), chosen, flags),
                "Failed to core dump domain '" + name + "' to " + file);
        in.out().extra("\nDomain '" + name + "' dumped to " + file + "\n");
    }

    private static void restore(Invocation in) {
        String file = in.required("file");
        int flags = in.flag("bypass-cache", BYPASS_CACHE) | state(in) | in.flag("reset-nvram", RESET_NVRAM);
        Optional<String> xml = in.text("xml").map(in::read);
        in.attempt(() -> in.connection().domains().restore(in.absolute(file), xml, flags), "Failed to restore domain from " + file);
        in.out().extra("Domain restored from " + file + "\n");
    }

    private static void defineImage(Invocation in) {
        String file = in.required("file");
        String xml = in.read(in.required("xml"));
        in.attempt(() -> in.connection().defineSavedImage(in.absolute(file), xml, state(in)), "Failed to update " + file);
        in.out().extra("State file " + file + " updated.\n");
    }

    private static void editImage(Invocation in) {
        in.exclusive("running", "paused");
        String file = in.required("file");
        Connection host = in.connection();
        java.util.function.Consumer<String> store = xml -> host.defineSavedImage(in.absolute(file), xml, state(in));
        boolean changed = new Editing(in).run(() -> host.savedImageXml(in.absolute(file), Domain.XML_SECURE), store, store);
        in.out().extra(changed ? "State file " + file + " edited.\n" : "Saved image " + file + " XML configuration not changed.\n");
    }

    private static void defineManaged(Invocation in) {
        in.exclusive("running", "paused");
        String xml = in.read(in.required("xml"));
        Domain domain = in.domain();
        in.attempt(() -> domain.defineManagedSave(xml, state(in)), "Failed to update " + domain + " XML configuration");
        in.out().extra("Managed save state file of domain '" + domain + "' updated.\n");
    }

    private static void editManaged(Invocation in) {
        in.exclusive("running", "paused");
        Domain domain = in.domain();
        java.util.function.Consumer<String> store = xml -> domain.defineManagedSave(xml, state(in));
        boolean changed = new Editing(in).run(() -> domain.managedSaveXml(Domain.XML_SECURE), store, store);
        in.out().extra(changed ? "Managed save image of Domain '" + domain + "' XML configuration edited.\n"
                : "Managed save image of domain '" + domain + "' XML configuration not changed.\n");
    }

    private static void removeManaged(Invocation in) {
        Domain domain = in.domain();
        String name = in.required("domain");
        if (!in.attempt(domain::hasManagedSave, "Failed to check for domain managed save image")) {
            in.out().extra("Domain '" + name + "' has no manage save image; removal skipped");
            return;
        }
        in.attempt(domain::removeManagedSave, "Failed to remove managed save image for domain '" + name + "'");
        in.out().extra("Removed managedsave image for domain '" + name + "'");
    }
}
