package jvirt.cli;

/** What options mean that many commands have. Loaded for help only. */
final class Glossary {
    private static final String MEANINGS = """
        active: those that run
        all: all of them
        bandwidth: limit of the bandwidth in MiB/s
        bypass-cache: keep the file out of the cache of the host
        bytes: numbers in bytes
        checkpointname: name of the checkpoint
        config: for the next start
        current: for the state it is in now
        device: name of the device
        disable: turn it off
        domain: name, id or UUID of the machine
        event: which event to wait for
        file: file with the XML
        format: format of the file
        inactive: those that do not run; of XML, what the next start will use
        interface: name or MAC address of the interface
        list: list the events that there are
        live: for the running machine
        loop: wait until interrupted or out of time, not only for the first event
        mac: MAC address
        name: name of it
        network: name or UUID of the network
        nwfilter: name or UUID of the filter
        paused: leave it paused
        persistent: now and for the next start
        pool: name or UUID of the pool
        print-xml: print the XML that would be used, and do nothing
        running: let it run
        secret: UUID of the secret
        security-info: with passwords and the like
        snapshotname: name of the snapshot
        table: as a table (the default)
        timeout: seconds after which to give up
        timestamp: print the time before each event
        uuid: print UUIDs
        validate: check the XML against its schema
        verbose: show the progress
        vol: name, key or path of the volume
        wait: wait until it is done
        wrap: put the parts that were found into one element
        xml: file with changed XML to use
        xpath: print only what this XPath expression chooses
        """;

    private Glossary() {}

    /** What an option means, empty for one that is in no need of words. */
    static String meaning(String option) {
        int at = MEANINGS.startsWith(option + ": ") ? 0 : MEANINGS.indexOf("\n" + option + ": ") + 1;
        if (at == 0 && !MEANINGS.startsWith(option + ": ")) return "";
        return MEANINGS.substring(at + option.length() + 2, MEANINGS.indexOf('\n', at));
    }
}
