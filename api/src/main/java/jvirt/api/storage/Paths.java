package jvirt.api.storage;

/** Paths as libvirt keeps them. */
public final class Paths {
    private Paths() {}

    /**
     * Without repeated slashes and without one at the end; two at the beginning stay, as POSIX has it. What is no file path
     * ({@code gluster://...}) is left alone, as is {@code ..}.
     */
    public static String sanitize(String path) {
        int scheme = path.indexOf("://");
        if (scheme >= 0 && path.indexOf('/') > scheme) return path;
        boolean two = path.startsWith("//") && !path.startsWith("///");
        String single = path.replaceAll("/+", "/");
        if (single.length() > 1 && single.endsWith("/")) single = single.substring(0, single.length() - 1);
        return two ? "/" + single : single;
    }
}
