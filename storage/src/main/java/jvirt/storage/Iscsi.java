package jvirt.storage;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorDomain.NONE;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jvirt.api.VirtException;

/** Sessions with iSCSI targets, which open-iscsi's {@code iscsiadm} opens and closes. */
record Iscsi(Commands commands) {
    private static final Pattern SESSION = Pattern.compile("tcp:\\s+\\[(\\S+)\\]\\s+\\S+\\s+(\\S+).*");
    private static final Pattern TARGET = Pattern.compile("\\s*(\\S+)\\s+(\\S+)\\s*");
    /** {@code NAME transport,hardware address,address,network,initiator} */
    private static final int INITIATOR_FIELD = 4;

    /** Runs a program: what it printed, or libvirt's error with its status and complaint. */
    @FunctionalInterface
    interface Commands {
        String run(List<String> words) throws InterruptedException;
    }

    private String iscsiadm(String... words) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("iscsiadm"));
        command.addAll(List.of(words));
        return commands.run(command);
    }

    /** The session with this target; iscsiadm ends with a failure when there is none with anybody. */
    Optional<String> session(String target) throws InterruptedException {
        String all;
        try {
            all = iscsiadm("--mode", "session");
        } catch (VirtException e) {
            if (e.getCause() != null) throw e;
            return Optional.empty();
        }
        return all.lines().map(SESSION::matcher).filter(Matcher::matches).filter(line -> line.group(2).equals(target))
                .map(line -> line.group(1)).findFirst();
    }

    /** The targets of a portal, by an initiator of this name. */
    List<String> targets(String portal, Optional<String> initiator) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of("--mode", "discovery", "--type", "sendtargets", "--portal", portal,
                "--op", "nonpersistent"));
        if (initiator.isPresent()) {
            words.addAll(List.of("--interface", interfaceOf(initiator.get()).orElseThrow(() ->
                    NONE.error(OPERATION_FAILED, "no iSCSI interface defined for IQN %s", initiator.get()))));
        }
        return iscsiadm(words.toArray(String[]::new)).lines().map(TARGET::matcher).filter(Matcher::matches).map(line -> line.group(2)).toList();
    }

    /** The interface of open-iscsi's that calls itself so. */
    private Optional<String> interfaceOf(String initiator) throws InterruptedException {
        for (String line : iscsiadm("--mode", "iface").lines().toList()) {
            String[] parts = line.split(" ", 2);
            String[] fields = parts.length < 2 ? new String[0] : parts[1].split(",", INITIATOR_FIELD + 1);
            if (fields.length <= INITIATOR_FIELD) throw NONE.error(INTERNAL_ERROR, "malformed output of iscsiadm: %s", line);
            if (fields[INITIATOR_FIELD].equals(initiator)) return Optional.of(parts[0]);
        }
        return Optional.empty();
    }

    private String interfaceFor(String portal, String initiator) throws InterruptedException {
        Optional<String> there = interfaceOf(initiator);
        if (there.isPresent()) return there.get();
        String name = "libvirt-iface-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        lenient("--mode", "iface", "--interface", name, "--op", "new");
        lenient("--mode", "iface", "--interface", name, "--op", "update", "--name", "iface.initiatorname", "--value", initiator);
        String made = interfaceOf(initiator).orElseThrow(() ->
                NONE.error(INTERNAL_ERROR, "Failed to run command 'iscsiadm' to create new iscsi interface"));
        // a login by an interface wants records that were found by it
        iscsiadm("--mode", "discovery", "--type", "sendtargets", "--portal", portal, "--interface", made);
        return made;
    }

    /** Older iscsiadm fail although they have done it. */
    private void lenient(String... words) throws InterruptedException {
        try {
            iscsiadm(words);
        } catch (VirtException e) {
            if (e.getCause() != null) throw e;
        }
    }

    /** Makes a record of a target without looking for it. */
    void record(String portal, String target) throws InterruptedException {
        iscsiadm("--mode", "node", "--portal", portal, "--targetname", target, "--op", "new");
    }

    /** How to log in, by CHAP. */
    void authenticate(String portal, String target, String user, String password) throws InterruptedException {
        String[][] settings = {{"authmethod", "CHAP"}, {"username", user}, {"password", password}};
        for (String[] setting : settings) {
            lenient("--mode", "node", "--portal", portal, "--target", target, "--op", "update", "--name", "node.session.auth." + setting[0],
                    "--value", setting[1]);
        }
    }

    void connect(String portal, String target, Optional<String> initiator, boolean login) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of("--mode", "node", "--portal", portal, "--targetname", target, login ? "--login" : "--logout"));
        if (initiator.isPresent()) words.addAll(List.of("--interface", interfaceFor(portal, initiator.get())));
        iscsiadm(words.toArray(String[]::new));
    }

    void rescan(String session) throws InterruptedException {
        iscsiadm("--mode", "session", "-r", session, "-R");
    }
}
