package jvirt.cli;

/** What commands are about: the parts of the help. */
enum Group {
    DOMAIN("domain", "Domain Management"),
    MONITOR("monitor", "Domain Monitoring"),
    EVENTS("events", "Domain Events"),
    HOST("host", "Host and Hypervisor"),
    CHECKPOINT("checkpoint", "Checkpoint"),
    INTERFACE("interface", "Interface"),
    FILTER("filter", "Network Filter"),
    NETWORK("network", "Networking"),
    NODEDEV("nodedev", "Node Device"),
    SECRET("secret", "Secret"),
    SNAPSHOT("snapshot", "Snapshot"),
    BACKUP("backup", "Backup"),
    POOL("pool", "Storage Pool"),
    VOLUME("volume", "Storage Volume"),
    SHELL("virsh", "Virsh itself");

    private final String keyword;
    private final String title;

    Group(String keyword, String title) {
        this.keyword = keyword;
        this.title = title;
    }

    String keyword() {
        return keyword;
    }

    String title() {
        return title;
    }
}
