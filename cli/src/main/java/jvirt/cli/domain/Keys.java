package jvirt.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Numbers;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;

/** Keys pressed on a guest's keyboard, and signals sent to its processes. */
public final class Keys extends Commands {
    /** VIR_DOMAIN_SEND_KEY_MAX_KEYS. */
    private static final int MOST = 16;
    private static final int NO_CODE = -1;
    /** virKeycodeSet. */
    private static final List<String> CODESETS = List.of("linux", "xt", "atset1", "atset2", "atset3", "os_x", "xt_kbd", "usb", "win32", "qnum");
    private static final List<String> SIGNALS = List.of("nop", "hup", "int", "quit", "ill", "trap", "abrt", "bus", "fpe", "kill", "usr1",
            "segv", "usr2", "pipe", "alrm", "term", "stkflt", "chld", "cont", "stop", "tstp", "ttin", "ttou", "urg", "xcpu", "xfsz", "vtalrm",
            "prof", "winch", "poll", "pwr", "sys");

    @Override public String table() {
        return """
            send-key: press keys together on a guest's keyboard
              <domain>
              codeset=!  what the key codes are (default: linux)
              holdtime=#!  how long to hold them, in ms
              <keycode>...  the keys, by name or number
            send-process-signal: send a signal to a process of the guest
              <domain>
              <pid>  its process number
              <signame>  the signal, by name or number
            """;
    }

    @Override public void run(String command, Invocation in) {
        Domain domain = in.domain();
        switch (command) {
            case "send-key" -> press(in, domain);
            case "send-process-signal" -> {
                long pid = in.longInteger("pid").orElseThrow();
                String name = in.required("signame");
                in.call(new DomainCall.SendProcessSignal(domain.wire(), pid, signal(name), 0));
            }
            default -> throw undeclared(command);
        }
    }

    private static void press(Invocation in, Domain domain) {
        String name = in.raw("codeset").filter(text -> !text.isEmpty()).orElse("linux");
        int hold = in.unsigned("holdtime").orElse(0);
        int codeset = CODESETS.indexOf(name.equals("rfb") ? "qnum" : name);
        if (codeset < 0) throw new Failure("unknown codeset: '" + name + "'");
        List<Integer> codes = new ArrayList<>();
        for (String key : in.all("keycode")) {
            if (codes.size() == MOST) throw new Failure("too many keycodes");
            int code = number(key);
            if (code == NO_CODE) code = KeyNames.code(CODESETS.get(codeset), key);
            if (code == NO_CODE) throw new Failure("invalid keycode: '" + key + "'");
            codes.add(code);
        }
        domain.sendKey(codeset, hold, codes);
    }

    private static int number(String key) {
        try {
            int code = Integer.decode(key);
            return code < 0 || code > 0xffff || key.startsWith("#") ? NO_CODE : code;
        } catch (NumberFormatException e) {
            return NO_CODE;
        }
    }

    private static int signal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        var number = Numbers.signed(lower, Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (number.isPresent()) return number.get().intValue();
        String bare = lower.startsWith("sig_") ? lower.substring(4) : lower.startsWith("sig") ? lower.substring(3) : lower;
        int signal = SIGNALS.indexOf(bare);
        if (signal < 0 && bare.matches("rt([12]?[0-9]|3[0-2])")) signal = SIGNALS.size() + Integer.parseInt(bare.substring(2));
        if (signal < 0) throw new Failure("malformed signal name: " + name);
        return signal;
    }
}
