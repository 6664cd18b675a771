package jvirt.rpc;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jvirt.rpc.Procedures.Procedure;
import jvirt.rpc.call.Program;

/** What libvirt calls a procedure: its protocol's constant and its library's function, made from our records' names. */
final class Names {
    private static final Pattern WORD = Pattern.compile("[A-Z][a-z0-9]*");
    /** Records that are called after something else than libvirt's nouns. */
    private static final Map<String, String> NOUNS = Map.of("StorageVolume", "StorageVol", "Nwfilter", "NWFilter", "Migration",
            "DomainMigrate", "Qemu", "", "Lxc", "", "Admin", "Adm");
    /** Words that libvirt's functions write in their own way. */
    private static final Map<String, String> WORDS = Map.ofEntries(Map.entry("Xml", "XML"), Map.entry("Uuid", "UUID"),
            Map.entry("Id", "ID"), Map.entry("Uri", "URI"), Map.entry("Os", "OS"), Map.entry("Cpu", "CPU"), Map.entry("Mac", "MAC"),
            Map.entry("Dhcp", "DHCP"), Map.entry("Nmi", "NMI"), Map.entry("Pm", "PM"), Map.entry("Scsi", "SCSI"),
            Map.entry("Wwn", "WWN"), Map.entry("Iothread", "IOThread"), Map.entry("Sev", "SEV"), Map.entry("Ssh", "SSH"),
            Map.entry("Fd", "FD"), Map.entry("Fstrim", "FSTrim"), Map.entry("Fsfreeze", "FSFreeze"), Map.entry("Fsthaw", "FSThaw"),
            Map.entry("Fsinfo", "FSInfo"), Map.entry("Nwfilters", "NWFilters"), Map.entry("Nwfilter", "NWFilter"));
    /** What follows no rule. */
    private static final Map<String, String> CONSTANTS = Map.of("AUTH_LIST_METHODS", "AUTH_LIST", "DOMAIN_EVENT_BLOCK_JOB2",
            "DOMAIN_EVENT_BLOCK_JOB_2", "DOMAIN_SNAPSHOT_LIST_ALL_SNAPSHOTS", "DOMAIN_LIST_ALL_SNAPSHOTS");
    private static final Map<String, String> FUNCTIONS = Map.of("virDomainSnapshotListAllSnapshots", "virDomainListAllSnapshots");

    private Names() {}

    static String constant(Procedure procedure) {
        String noun = noun(procedure).replace("NWFilter", "Nwfilter");
        if (procedure.program() == Program.KEEPALIVE || procedure.program() == Program.ADMIN) noun = "";
        String name = snake(noun + (procedure.event() && procedure.program() == Program.REMOTE ? "Event" : "")
                + procedure.type().getSimpleName());
        return CONSTANTS.getOrDefault(name, name);
    }

    private static String snake(String camel) {
        return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }

    static String function(Procedure procedure) {
        String name = "vir" + noun(procedure) + WORD.matcher(procedure.type().getSimpleName()).replaceAll(word ->
                Matcher.quoteReplacement(WORDS.getOrDefault(word.group(), word.group())));
        name = switch (procedure.program()) {
            case QEMU -> name.replaceFirst("Domain", "DomainQemu");
            case LXC -> name.replaceFirst("Domain", "DomainLxc");
            case REMOTE, ADMIN, KEEPALIVE -> name;
        };
        return FUNCTIONS.getOrDefault(name, name);
    }

    private static String noun(Procedure procedure) {
        String noun = procedure.type().getEnclosingClass().getSimpleName().replaceFirst("(Call|Event)$", "");
        return NOUNS.getOrDefault(noun, noun);
    }
}
