package jvirt.daemon.network;

import static jvirt.api.ErrorDomain.INTERFACE;
import static jvirt.daemon.connect.Flags.chosen;

import java.util.List;
import jvirt.daemon.connect.Flags;
import jvirt.api.iface.HostInterface;
import jvirt.network.iface.HostInterfaces;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.InterfaceCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.WireInterface;
import jvirt.rpc.server.Calls;

/** Tells of the host's network interfaces and, where the host has a configurator that jvirt knows, changes them. */
public final class InterfaceCalls {
    /** {@code virConnectListAllInterfacesFlags}. */
    private static final int INACTIVE = 1;
    private static final int ACTIVE = 1 << 1;
    private static final int XML_INACTIVE = 1;

    /** {@code VIR_INTERFACE_DEFINE_VALIDATE} */
    private static final int VALIDATE = 1;

    private final HostInterfaces interfaces;

    public InterfaceCalls(HostInterfaces interfaces) {
        this.interfaces = interfaces;
    }

    public void register(Calls calls) {
        registerChanges(calls);
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
            return new InterfaceCall.XmlRet(interfaces.document(call.iface().name(), Flags.has(call.flags(), XML_INACTIVE)).format());
        });
    }

    private void registerChanges(Calls calls) {
        calls.on(InterfaceCall.DefineXml.class, (_, call) -> {
            check(call.flags(), VALIDATE, "virInterfaceDefineXML");
            return new InterfaceCall.IfaceRet(wire(interfaces.define(HostInterface.ofDocument(call.xml()))));
        });
        calls.on(InterfaceCall.Undefine.class, (_, call) -> done(() -> interfaces.undefine(call.iface().name())));
        calls.on(InterfaceCall.Create.class, (_, call) -> {
            check(call.flags(), 0, "virInterfaceCreate");
            return done(() -> interfaces.start(call.iface().name()));
        });
        calls.on(InterfaceCall.Destroy.class, (_, call) -> {
            check(call.flags(), 0, "virInterfaceDestroy");
            return done(() -> interfaces.stop(call.iface().name()));
        });
        calls.on(InterfaceCall.ChangeBegin.class, (_, call) -> {
            check(call.flags(), 0, "virInterfaceChangeBegin");
            return done(interfaces::begin);
        });
        calls.on(InterfaceCall.ChangeCommit.class, (_, call) -> {
            check(call.flags(), 0, "virInterfaceChangeCommit");
            return done(interfaces::commit);
        });
        calls.on(InterfaceCall.ChangeRollback.class, (_, call) -> {
            check(call.flags(), 0, "virInterfaceChangeRollback");
            return done(interfaces::rollback);
        });
    }

    private static Nothing done(Runnable action) {
        action.run();
        return Nothing.NOTHING;
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
