package jvirt.daemon.network;

import static jvirt.api.ErrorDomain.INTERFACE;
import static jvirt.daemon.connect.Flags.chosen;

import java.util.List;
import jvirt.daemon.connect.Flags;
import jvirt.network.HostInterfaces;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.InterfaceCall;
import jvirt.rpc.call.WireInterface;
import jvirt.rpc.server.Calls;

/** Tells of the host's network interfaces. They are the administrator's: nothing here changes them. */
public final class InterfaceCalls {
    /** {@code virConnectListAllInterfacesFlags}. */
    private static final int INACTIVE = 1;
    private static final int ACTIVE = 1 << 1;
    private static final int XML_INACTIVE = 1;

    private final HostInterfaces interfaces = new HostInterfaces();

    public void register(Calls calls) {
        calls.on(ConnectCall.NumOfInterfaces.class, (_, _) -> new ConnectCall.NumRet(names(true).size()));
        calls.on(ConnectCall.NumOfDefinedInterfaces.class, (_, _) -> new ConnectCall.NumRet(names(false).size()));
        calls.on(ConnectCall.ListInterfaces.class, (_, call) ->
                new ConnectCall.NamesRet(names(true).stream().limit(call.maxnames()).toList()));
        calls.on(ConnectCall.ListDefinedInterfaces.class, (_, call) ->
                new ConnectCall.NamesRet(names(false).stream().limit(call.maxnames()).toList()));
        calls.on(ConnectCall.ListAllInterfaces.class, (_, call) -> {
            check(call.flags(), ACTIVE | INACTIVE, "udevConnectListAllInterfaces");
            List<WireInterface> chosen = interfaces.all().stream()
                    .filter(entry -> chosen(call.flags(), ACTIVE, INACTIVE, entry.active())).map(InterfaceCalls::wire).toList();
            return new ConnectCall.IfacesRet(call.needResults() == 0 ? List.of() : chosen, chosen.size());
        });
        calls.on(InterfaceCall.LookupByName.class, (_, call) -> new InterfaceCall.IfaceRet(wire(interfaces.named(call.name()))));
        calls.on(InterfaceCall.LookupByMacString.class, (_, call) ->
                new InterfaceCall.IfaceRet(wire(interfaces.withMac(call.mac()))));
        calls.on(InterfaceCall.IsActive.class, (_, call) ->
                new InterfaceCall.ActiveRet(interfaces.named(call.iface().name()).active() ? 1 : 0));
        calls.on(InterfaceCall.GetXmlDesc.class, (_, call) -> {
            check(call.flags(), XML_INACTIVE, "udevInterfaceGetXMLDesc");
            return new InterfaceCall.XmlRet(interfaces.document(call.iface().name()).format());
        });
    }

    private List<String> names(boolean active) {
        return interfaces.all().stream().filter(entry -> entry.active() == active).map(HostInterfaces.Entry::name).toList();
    }

    private static WireInterface wire(HostInterfaces.Entry entry) {
        return new WireInterface(entry.name(), entry.mac());
    }

    private static void check(int flags, int known, String function) {
        Flags.check(INTERFACE, flags, known, function);
    }
}
