package jvirt.daemon.domain;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.WeakHashMap;
import jvirt.api.domain.Domain;
import jvirt.api.xml.View;
import jvirt.qemu.Vm;

/**
 * The documents of machines as they were last printed: clients that poll ask for the same one again and again. A document never
 * changes, a machine gets another one, so the same object has the same text; the memory is given back when it is wanted.
 */
final class Printed {
    private record Text(Domain of, View view, String xml) {}

    private final Map<Vm, SoftReference<Text>> texts = new WeakHashMap<>();

    String xml(Vm vm, Domain document, View view) {
        Text last = last(vm);
        if (last != null && last.of == document && last.view.equals(view)) return last.xml;
        String xml = document.format(view);
        synchronized (texts) {
            texts.put(vm, new SoftReference<>(new Text(document, view, xml)));
        }
        return xml;
    }

    private Text last(Vm vm) {
        synchronized (texts) {
            SoftReference<Text> reference = texts.get(vm);
            return reference == null ? null : reference.get();
        }
    }
}
