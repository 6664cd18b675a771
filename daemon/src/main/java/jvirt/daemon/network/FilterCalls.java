package jvirt.daemon.network;

import static jvirt.api.ErrorDomain.NWFILTER;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.util.List;
import jvirt.api.nwfilter.FilterBinding;
import jvirt.api.nwfilter.NetworkFilter;
import jvirt.daemon.Validation;
import jvirt.daemon.connect.Flags;
import jvirt.network.filter.NetworkFilters;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.NwfilterCall;
import jvirt.rpc.call.WireNwfilter;
import jvirt.rpc.call.WireNwfilterBinding;
import jvirt.rpc.server.Calls;

/** Answers the procedures on network filters and on what binds them to interfaces. */
public final class FilterCalls {
    /** {@code VIR_NWFILTER_DEFINE_VALIDATE}, {@code VIR_NWFILTER_BINDING_CREATE_VALIDATE}. */
    private static final int VALIDATE = 1;

    private final NetworkFilters filters;

    public FilterCalls(NetworkFilters filters) {
        this.filters = filters;
    }

    public void register(Calls calls) {
        registerLists(calls);
        registerBindings(calls);
        calls.quick(NwfilterCall.LookupByName.class, (_, call) -> ret(filters.named(call.name())));
        calls.quick(NwfilterCall.LookupByUuid.class, (_, call) -> ret(filters.of(call.uuid())));
        calls.quick(NwfilterCall.GetXmlDesc.class, (_, call) -> {
            check(call.flags(), 0, "nwfilterGetXMLDesc");
            return new NwfilterCall.XmlRet(of(call.nwfilter()).format());
        });
        calls.on(NwfilterCall.DefineXml.class, (_, call) -> ret(filters.define(call.xml())));
        calls.on(NwfilterCall.DefineXmlFlags.class, (_, call) -> {
            check(call.flags(), VALIDATE, "nwfilterDefineXMLFlags");
            Validation.ifAsked(Flags.has(call.flags(), VALIDATE), "nwfilter", call.xml(), () -> NetworkFilter.parse(call.xml()));
            return ret(filters.define(call.xml()));
        });
        calls.on(NwfilterCall.Undefine.class, (_, call) -> {
            filters.undefine(of(call.nwfilter()));
            return NOTHING;
        });
    }

    private void registerLists(Calls calls) {
        calls.quick(ConnectCall.NumOfNwfilters.class, (_, _) -> new ConnectCall.NumRet(filters.all().size()));
        calls.quick(ConnectCall.ListNwfilters.class, (_, call) ->
                new ConnectCall.NamesRet(filters.all().stream().limit(call.maxnames()).map(NetworkFilter::name).toList()));
        calls.quick(ConnectCall.ListAllNwfilters.class, (_, call) -> {
            check(call.flags(), 0, "nwfilterConnectListAllNWFilters");
            List<WireNwfilter> all = filters.all().stream().map(FilterCalls::wire).toList();
            return new ConnectCall.FiltersRet(call.needResults() == 0 ? List.of() : all, all.size());
        });
        calls.quick(ConnectCall.ListAllNwfilterBindings.class, (_, call) -> {
            check(call.flags(), 0, "nwfilterConnectListAllNWFilterBindings");
            List<WireNwfilterBinding> all = filters.bindings().stream().map(FilterCalls::wire).toList();
            return new ConnectCall.BindingsRet(call.needResults() == 0 ? List.of() : all, all.size());
        });
    }

    private void registerBindings(Calls calls) {
        calls.quick(NwfilterCall.BindingLookupByPortDev.class, (_, call) -> ret(filters.binding(call.name())));
        calls.quick(NwfilterCall.BindingGetXmlDesc.class, (_, call) -> {
            check(call.flags(), 0, "nwfilterBindingGetXMLDesc");
            return new NwfilterCall.XmlRet(filters.binding(call.nwfilter().portdev()).format());
        });
        calls.on(NwfilterCall.BindingCreateXml.class, (_, call) -> {
            check(call.flags(), VALIDATE, "nwfilterBindingCreateXML");
            Validation.ifAsked(Flags.has(call.flags(), VALIDATE), "nwfilterbinding", call.xml(), () -> FilterBinding.parse(call.xml()));
            return ret(filters.bind(FilterBinding.parse(call.xml())));
        });
        calls.on(NwfilterCall.BindingDelete.class, (_, call) -> {
            filters.unbind(call.nwfilter().portdev());
            return NOTHING;
        });
    }

    private NetworkFilter of(WireNwfilter filter) {
        return filters.of(filter.uuid());
    }

    private static WireNwfilter wire(NetworkFilter filter) {
        return new WireNwfilter(filter.name(), filter.uuid().orElseThrow());
    }

    private static WireNwfilterBinding wire(FilterBinding binding) {
        return new WireNwfilterBinding(binding.port(), binding.filterref().filter());
    }

    private static NwfilterCall.NwfilterRet ret(NetworkFilter filter) {
        return new NwfilterCall.NwfilterRet(wire(filter));
    }

    private static NwfilterCall.BindingLookupByPortDevRet ret(FilterBinding binding) {
        return new NwfilterCall.BindingLookupByPortDevRet(wire(binding));
    }

    private static void check(int flags, int known, String function) {
        Flags.check(NWFILTER, flags, known, function);
    }
}
