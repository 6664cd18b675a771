package jvirt.api.nwfilter;

import java.util.List;
import java.util.Set;
import jvirt.api.IpAddress;
import jvirt.api.MacAddress;

/** What an attribute is compared with. */
public sealed interface Value {
    /** A number; what was written in hexadecimal is printed so. */
    record Number(long value, boolean hex) implements Value {}

    record Mac(MacAddress address) implements Value {}

    record Ip(IpAddress address) implements Value {}

    /** A netmask of so many bits. */
    record Prefix(int bits) implements Value {}

    record Text(String text) implements Value {}

    record Flag(boolean on) implements Value {}

    /** Which of TCP's flags are looked at, and which of these are set. */
    record TcpFlags(int mask, int flags) implements Value {
        public String maskWords() {
            return ValueForm.tcpFlags(mask);
        }

        public String flagWords() {
            return ValueForm.tcpFlags(flags);
        }
    }

    record States(Set<State> states) implements Value {
        public States {
            states = Set.copyOf(states);
        }
    }

    /** Which side of the packet each part of a set's entry is compared with; {@code true} is the source. */
    record SetSides(List<Boolean> sources) implements Value {
        public SetSides {
            sources = List.copyOf(sources);
        }
    }

    /** Whatever the variable holds where the filter is used. */
    record Variable(VariableUse use) implements Value {}

    /** What the kernel knows of a packet's connection; {@code NONE}: nothing is asked. */
    enum State { NEW, ESTABLISHED, RELATED, INVALID, NONE }
}
