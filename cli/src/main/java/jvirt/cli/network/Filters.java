package jvirt.cli.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.Editing;
import jvirt.cli.Failure;
import jvirt.cli.Finding;
import jvirt.cli.Invocation;
import jvirt.cli.Session;
import jvirt.cli.Table;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.NwfilterCall;
import jvirt.rpc.call.WireNwfilter;
import jvirt.rpc.call.WireNwfilterBinding;

/** Network filters, and the interfaces that they are bound to. */
public final class Filters extends Commands {
    private static final int VALIDATE = 1;

    @Override public String table() {
        return """
            nwfilter-binding-create: bind a filter to an interface as an XML file says
              <file> --validate
            nwfilter-binding-delete: take the filter off an interface
              <binding>  the interface
            nwfilter-binding-dumpxml: print which filter is bound to an interface
              <binding>  the interface
              xpath=! --wrap
            nwfilter-binding-list: list which filters are bound to which interfaces
            nwfilter-define: define a filter by an XML file, or change its definition
              <file> --validate
            nwfilter-dumpxml: print the definition of a filter
              <nwfilter> xpath=! --wrap
            nwfilter-edit: change the definition of a filter in an editor
              <nwfilter>
            nwfilter-list: list the filters
            nwfilter-undefine: forget a filter
              <nwfilter>
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "nwfilter-binding-create" -> createBinding(in);
            case "nwfilter-binding-delete" -> {
                WireNwfilterBinding binding = binding(in);
                String port = in.required("binding");
                in.attempt(() -> in.call(new NwfilterCall.BindingDelete(binding)), "Failed to delete network filter binding on " + port);
                in.out().extra("Network filter binding on " + port + " deleted\n");
            }
            case "nwfilter-binding-dumpxml" -> in.printXml(in.call(new NwfilterCall.BindingGetXmlDesc(binding(in), 0)).xml());
            case "nwfilter-binding-list" -> listBindings(in);
            case "nwfilter-define" -> define(in);
            case "nwfilter-dumpxml" -> in.printXml(xml(in, filter(in)));
            case "nwfilter-edit" -> edit(in);
            case "nwfilter-list" -> list(in);
            case "nwfilter-undefine" -> {
                WireNwfilter filter = filter(in);
                String name = in.required("nwfilter");
                in.attempt(() -> in.call(new NwfilterCall.Undefine(filter)), "Failed to undefine network filter " + name);
                in.out().extra("Network filter " + name + " undefined\n");
            }
            default -> throw undeclared(command);
        }
    }

    private static WireNwfilter filter(Invocation in) {
        String name = in.found("nwfilter");
        Finding<WireNwfilter> filter = new Finding<>();
        Session.uuid(name).ifPresent(uuid -> filter.by(() -> in.call(new NwfilterCall.LookupByUuid(uuid)).nwfilter()));
        return filter.by(() -> in.call(new NwfilterCall.LookupByName(name)).nwfilter()).orComplain("failed to get nwfilter '" + name + "'");
    }

    private static WireNwfilterBinding binding(Invocation in) {
        String port = in.found("binding");
        return in.attempt(() -> in.call(new NwfilterCall.BindingLookupByPortDev(port)).nwfilter(), "failed to get nwfilter binding '" + port + "'");
    }

    private static String xml(Invocation in, WireNwfilter filter) {
        return in.call(new NwfilterCall.GetXmlDesc(filter, 0)).xml();
    }

    private static void define(Invocation in) {
        String file = in.required("file");
        String xml = in.read(file);
        WireNwfilter filter = in.attempt(() -> in.has("validate") ? in.call(new NwfilterCall.DefineXmlFlags(xml, VALIDATE)).nwfilter()
                : in.call(new NwfilterCall.DefineXml(xml)).nwfilter(), "Failed to define network filter from " + file);
        in.out().extra("Network filter " + filter.name() + " defined from " + file + "\n");
    }

    private static void edit(Invocation in) {
        WireNwfilter filter = filter(in);
        java.util.function.Consumer<String> store = xml -> in.call(new NwfilterCall.DefineXml(xml));
        boolean changed = new Editing(in).run(() -> xml(in, filter), store, store);
        in.out().extra("Network filter " + filter.name() + " XML configuration " + (changed ? "edited.\n" : "not changed.\n"));
    }

    private static void list(Invocation in) {
        List<WireNwfilter> filters = new ArrayList<>(filters(in));
        filters.sort(Comparator.comparing(WireNwfilter::name, String.CASE_INSENSITIVE_ORDER));
        Table table = new Table("UUID", "Name");
        for (WireNwfilter one : filters) table.row(one.uuid().toString(), one.name());
        table.print(in.out());
    }

    private static List<WireNwfilter> filters(Invocation in) {
        try {
            return in.call(new ConnectCall.ListAllNwfilters(1, 0)).filters();
        } catch (VirtException e) {
            if (e.code() != ErrorCode.NO_SUPPORT) throw new Failure("Failed to list network filters", e);
        }
        // an old daemon: first their number, then their names, then each of them
        int count = in.attempt(() -> in.call(new ConnectCall.NumOfNwfilters()).num(), "Failed to count network filters");
        List<WireNwfilter> filters = new ArrayList<>();
        for (String name : in.attempt(() -> in.call(new ConnectCall.ListNwfilters(count)).names(), "Failed to list network filters")) {
            Session.lookup(() -> in.call(new NwfilterCall.LookupByName(name)).nwfilter()).ifPresent(filters::add);
        }
        return filters;
    }

    private static void createBinding(Invocation in) {
        String file = in.required("file");
        String xml = in.read(file);
        WireNwfilterBinding binding = in.attempt(() -> in.call(new NwfilterCall.BindingCreateXml(xml, in.flag("validate", VALIDATE))).nwfilter(),
                "Failed to create network filter from " + file);
        in.out().extra("Network filter binding on " + binding.portdev() + " created from " + file + "\n");
    }

    private static void listBindings(Invocation in) {
        List<WireNwfilterBinding> bindings = new ArrayList<>(in.attempt(() -> in.call(new ConnectCall.ListAllNwfilterBindings(1, 0)),
                "Failed to list network filter bindings").bindings());
        bindings.sort(Comparator.comparing(WireNwfilterBinding::portdev, String.CASE_INSENSITIVE_ORDER));
        Table table = new Table("Port Dev", "Filter");
        for (WireNwfilterBinding one : bindings) table.row(one.portdev(), one.filtername());
        table.print(in.out());
    }
}
