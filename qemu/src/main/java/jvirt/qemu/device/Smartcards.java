package jvirt.qemu.device;

import java.util.ArrayList;
import java.util.List;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Smartcard;

/** Smartcards in a reader. */
public final class Smartcards {
    /** Where certificates are looked up when no database is named: that of NSS. */
    private static final String DATABASE = "/etc/pki/nssdb";

    private Smartcards() {}

    public static List<Part> parts(Smartcard smartcard, Chassis chassis, Supplier supplier) {
        List<Part> parts = new ArrayList<>();
        String alias = Chassis.alias(smartcard);
        Props props = switch (smartcard.card()) {
            case Smartcard.Card.Host _ -> Props.device("ccid-card-emulated").text("backend", "nss-emulated");
            case Smartcard.Card.HostCertificates(var certificates, var database) -> {
                Props emulated = Props.device("ccid-card-emulated").text("backend", "certificates");
                for (int i = 0; i < certificates.size(); i++) emulated.text("cert" + (i + 1), certificates.get(i));
                yield emulated.text("db", database.orElse(DATABASE));
            }
            case Smartcard.Card.Passthrough(var chardev) -> {
                parts.addAll(Chardevs.parts(alias, chardev, Chardevs.Spice.SMARTCARD, supplier));
                yield Props.device("ccid-card-passthru").text("chardev", "char" + alias);
            }
        };
        int reader = smartcard.address().orElse(null) instanceof Address.Ccid(int controller, _) ? controller : 0;
        props.text("id", alias).text("bus", chassis.controllerAlias(Controller.Type.CCID, reader) + ".0");
        parts.add(new Part.Front(props.json()));
        return parts;
    }
}
