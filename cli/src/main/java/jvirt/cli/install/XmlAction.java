package jvirt.cli.install;

import java.util.Optional;
import java.util.SequencedMap;
import jvirt.cli.xml.Draft;

/** A change of the finished document that {@code --xml} or an option's {@code xpath.set} asks for. */
record XmlAction(String path, Kind kind, String value) {
    enum Kind { SET, CREATE, DELETE }

    /** What {@code words}, one of {@code set}, {@code value}, {@code create}, {@code delete}, ask for. Deleting goes before all. */
    static XmlAction of(SequencedMap<String, String> words) {
        if (words.containsKey("delete")) return new XmlAction(words.get("delete"), Kind.DELETE, "");
        if (words.containsKey("create")) return new XmlAction(words.get("create"), Kind.CREATE, "");
        String set = words.getOrDefault("set", "");
        if (words.containsKey("value")) return new XmlAction(set, Kind.SET, words.get("value"));
        int equals = set.lastIndexOf('=');
        if (equals < 0) throw InstallException.of("%s: Setting xpath must be in the form of XPATH=VALUE", set);
        return new XmlAction(set.substring(0, equals), Kind.SET, set.substring(equals + 1));
    }

    /** Changes {@code draft}; the path may begin at it or at the document. */
    void apply(Draft draft) {
        String from = Optional.of(path).filter(one -> one.startsWith("/" + draft.name())).map(one -> "." + one.substring(draft.name().length() + 1))
                .orElse(path);
        switch (kind) {
            case DELETE -> draft.remove(from);
            case CREATE -> draft.reach(from);
            case SET -> {
                if (value.isEmpty()) draft.unset(from);
                else draft.set(from, value);
            }
        }
    }
}
