package jvirt.rpc.call;

/** What a caller may do to an object: libvirt's permissions, named as its access drivers name them. */
public enum Permission {
    CONNECT_DETECT_STORAGE_POOLS("connect", "detect-storage-pools"),
    CONNECT_GETATTR("connect", "getattr"),
    CONNECT_INTERFACE_TRANSACTION("connect", "interface-transaction"),
    CONNECT_PM_CONTROL("connect", "pm-control"),
    CONNECT_READ("connect", "read"),
    CONNECT_SEARCH_DOMAINS("connect", "search-domains"),
    CONNECT_SEARCH_INTERFACES("connect", "search-interfaces"),
    CONNECT_SEARCH_NETWORKS("connect", "search-networks"),
    CONNECT_SEARCH_NODE_DEVICES("connect", "search-node-devices"),
    CONNECT_SEARCH_NWFILTERS("connect", "search-nwfilters"),
    CONNECT_SEARCH_NWFILTER_BINDINGS("connect", "search-nwfilter-bindings"),
    CONNECT_SEARCH_SECRETS("connect", "search-secrets"),
    CONNECT_SEARCH_STORAGE_POOLS("connect", "search-storage-pools"),
    CONNECT_WRITE("connect", "write"),
    DOMAIN_BLOCK_READ("domain", "block-read"),
    DOMAIN_BLOCK_WRITE("domain", "block-write"),
    DOMAIN_CHECKPOINT("domain", "checkpoint"),
    DOMAIN_CORE_DUMP("domain", "core-dump"),
    DOMAIN_DELETE("domain", "delete"),
    DOMAIN_FS_FREEZE("domain", "fs-freeze"),
    DOMAIN_FS_TRIM("domain", "fs-trim"),
    DOMAIN_GETATTR("domain", "getattr"),
    DOMAIN_HIBERNATE("domain", "hibernate"),
    DOMAIN_INIT_CONTROL("domain", "init-control"),
    DOMAIN_INJECT_NMI("domain", "inject-nmi"),
    DOMAIN_MEM_READ("domain", "mem-read"),
    DOMAIN_MIGRATE("domain", "migrate"),
    DOMAIN_OPEN_DEVICE("domain", "open-device"),
    DOMAIN_OPEN_GRAPHICS("domain", "open-graphics"),
    DOMAIN_PM_CONTROL("domain", "pm-control"),
    DOMAIN_READ("domain", "read"),
    DOMAIN_READ_SECURE("domain", "read-secure"),
    DOMAIN_RESET("domain", "reset"),
    DOMAIN_SAVE("domain", "save"),
    DOMAIN_SCREENSHOT("domain", "screenshot"),
    DOMAIN_SEND_INPUT("domain", "send-input"),
    DOMAIN_SEND_SIGNAL("domain", "send-signal"),
    DOMAIN_SET_PASSWORD("domain", "set-password"),
    DOMAIN_SET_TIME("domain", "set-time"),
    DOMAIN_SNAPSHOT("domain", "snapshot"),
    DOMAIN_START("domain", "start"),
    DOMAIN_STOP("domain", "stop"),
    DOMAIN_SUSPEND("domain", "suspend"),
    DOMAIN_WRITE("domain", "write"),
    INTERFACE_DELETE("interface", "delete"),
    INTERFACE_GETATTR("interface", "getattr"),
    INTERFACE_READ("interface", "read"),
    INTERFACE_SAVE("interface", "save"),
    INTERFACE_START("interface", "start"),
    INTERFACE_STOP("interface", "stop"),
    INTERFACE_WRITE("interface", "write"),
    NETWORK_DELETE("network", "delete"),
    NETWORK_GETATTR("network", "getattr"),
    NETWORK_PORT_CREATE("network-port", "create"),
    NETWORK_PORT_DELETE("network-port", "delete"),
    NETWORK_PORT_GETATTR("network-port", "getattr"),
    NETWORK_PORT_READ("network-port", "read"),
    NETWORK_PORT_WRITE("network-port", "write"),
    NETWORK_READ("network", "read"),
    NETWORK_SAVE("network", "save"),
    NETWORK_SEARCH_PORTS("network", "search-ports"),
    NETWORK_START("network", "start"),
    NETWORK_STOP("network", "stop"),
    NETWORK_WRITE("network", "write"),
    NODE_DEVICE_DELETE("node-device", "delete"),
    NODE_DEVICE_DETACH("node-device", "detach"),
    NODE_DEVICE_GETATTR("node-device", "getattr"),
    NODE_DEVICE_READ("node-device", "read"),
    NODE_DEVICE_START("node-device", "start"),
    NODE_DEVICE_STOP("node-device", "stop"),
    NODE_DEVICE_WRITE("node-device", "write"),
    NWFILTER_BINDING_CREATE("nwfilter-binding", "create"),
    NWFILTER_BINDING_DELETE("nwfilter-binding", "delete"),
    NWFILTER_BINDING_GETATTR("nwfilter-binding", "getattr"),
    NWFILTER_BINDING_READ("nwfilter-binding", "read"),
    NWFILTER_DELETE("nwfilter", "delete"),
    NWFILTER_GETATTR("nwfilter", "getattr"),
    NWFILTER_READ("nwfilter", "read"),
    NWFILTER_SAVE("nwfilter", "save"),
    NWFILTER_WRITE("nwfilter", "write"),
    SECRET_DELETE("secret", "delete"),
    SECRET_GETATTR("secret", "getattr"),
    SECRET_READ("secret", "read"),
    SECRET_READ_SECURE("secret", "read-secure"),
    SECRET_SAVE("secret", "save"),
    SECRET_WRITE("secret", "write"),
    STORAGE_POOL_DELETE("storage-pool", "delete"),
    STORAGE_POOL_FORMAT("storage-pool", "format"),
    STORAGE_POOL_GETATTR("storage-pool", "getattr"),
    STORAGE_POOL_READ("storage-pool", "read"),
    STORAGE_POOL_REFRESH("storage-pool", "refresh"),
    STORAGE_POOL_SAVE("storage-pool", "save"),
    STORAGE_POOL_SEARCH_STORAGE_VOLS("storage-pool", "search-storage-vols"),
    STORAGE_POOL_START("storage-pool", "start"),
    STORAGE_POOL_STOP("storage-pool", "stop"),
    STORAGE_POOL_WRITE("storage-pool", "write"),
    STORAGE_VOL_CREATE("storage-vol", "create"),
    STORAGE_VOL_DATA_READ("storage-vol", "data-read"),
    STORAGE_VOL_DATA_WRITE("storage-vol", "data-write"),
    STORAGE_VOL_DELETE("storage-vol", "delete"),
    STORAGE_VOL_FORMAT("storage-vol", "format"),
    STORAGE_VOL_GETATTR("storage-vol", "getattr"),
    STORAGE_VOL_READ("storage-vol", "read"),
    STORAGE_VOL_RESIZE("storage-vol", "resize");

    private final String object;
    private final String action;

    Permission(String object, String action) {
        this.object = object;
        this.action = action;
    }

    /** The kind of object, such as {@code storage-pool}. */
    public String object() {
        return object;
    }

    /** What is done to it, such as {@code getattr}. */
    public String action() {
        return action;
    }

    /** Looks without touching: all that a read-only connection may do. */
    public boolean readOnly() {
        return action.equals("getattr") || action.equals("read") || action.startsWith("search") || action.startsWith("detect");
    }
}
