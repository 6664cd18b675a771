package jvirt.network.filter;

import jvirt.api.nwfilter.NetworkFilter;
import jvirt.api.nwfilter.Rule;
import jvirt.api.nwfilter.Variables;

/** A rule of a filter, with what its variables are where it is used. */
public record RuleUse(NetworkFilter of, Rule rule, Variables variables) {
    boolean inRoot() {
        return of.chain().equals(NetworkFilter.ROOT);
    }

    /** A chain has to be there before its rules are. */
    int place() {
        return inRoot() ? rule.priority() : Math.max(rule.priority(), of.priority());
    }
}
