package jvirt.qemu.tuning;

/** Microseconds of each period that threads may run; 0 leaves one as it is, a negative quota is none. */
record Band(long period, long quota) {
    private static final long USUAL = 100_000;
    static final Band NONE = new Band(USUAL, -1);

    static Band of(Values values, String kind) {
        return new Band(values.number(kind + "_period").orElse(0L), values.number(kind + "_quota").orElse(0L));
    }

    boolean given() {
        return period != 0 || quota != 0;
    }

    static Band read(Group group) {
        if (!group.unified()) {
            return new Band(group.read("cpu", "cpu.cfs_period_us").map(Long::parseLong).orElse(0L),
                    group.read("cpu", "cpu.cfs_quota_us").map(Long::parseLong).orElse(-1L));
        }
        String[] words = group.read("cpu", "cpu.max").orElse("max " + USUAL).split(" ");
        return new Band(Long.parseLong(words[1]), words[0].equals("max") ? -1 : Long.parseLong(words[0]));
    }

    void write(Group group) {
        if (group.unified()) {
            Band before = read(group);
            long left = quota != 0 ? quota : before.quota;
            group.write("cpu", "cpu.max", (left < 0 ? "max" : Long.toString(left)) + " " + (period != 0 ? period : before.period));
            return;
        }
        if (period != 0) group.write("cpu", "cpu.cfs_period_us", Long.toString(period));
        if (quota != 0) group.write("cpu", "cpu.cfs_quota_us", Long.toString(Math.max(quota, -1)));
    }
}
