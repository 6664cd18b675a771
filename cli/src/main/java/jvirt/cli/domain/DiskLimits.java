package jvirt.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import jvirt.api.xml.Element;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Option;
import jvirt.cli.Parameters;
import jvirt.cli.Table;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.TypedParam;

/** How quickly a machine may use a disk, or all disks of a throttle group. */
public final class DiskLimits extends Commands {
    /** What may be limited, as options. */
    private static final String LIMITS = """
              total_bytes_sec->total-bytes-sec total-bytes-sec=#  bytes a second
              read_bytes_sec->read-bytes-sec read-bytes-sec=#  bytes read a second
              write_bytes_sec->write-bytes-sec write-bytes-sec=#  bytes written a second
              total_iops_sec->total-iops-sec total-iops-sec=#  operations a second
              read_iops_sec->read-iops-sec read-iops-sec=#  reads a second
              write_iops_sec->write-iops-sec write-iops-sec=#  writes a second
              total_bytes_sec_max->total-bytes-sec-max total-bytes-sec-max=#  bytes a second, for a while
              read_bytes_sec_max->read-bytes-sec-max read-bytes-sec-max=#  bytes read a second, for a while
              write_bytes_sec_max->write-bytes-sec-max write-bytes-sec-max=#  bytes written a second, for a while
              total_iops_sec_max->total-iops-sec-max total-iops-sec-max=#  operations a second, for a while
              read_iops_sec_max->read-iops-sec-max read-iops-sec-max=#  reads a second, for a while
              write_iops_sec_max->write-iops-sec-max write-iops-sec-max=#  writes a second, for a while
              size_iops_sec->size-iops-sec size-iops-sec=#  size of what counts as one operation
              total_bytes_sec_max_length->total-bytes-sec-max-length total-bytes-sec-max-length=#  how long, in seconds
              read_bytes_sec_max_length->read-bytes-sec-max-length read-bytes-sec-max-length=#  how long, in seconds
              write_bytes_sec_max_length->write-bytes-sec-max-length write-bytes-sec-max-length=#  how long, in seconds
              total_iops_sec_max_length->total-iops-sec-max-length total-iops-sec-max-length=#  how long, in seconds
              read_iops_sec_max_length->read-iops-sec-max-length read-iops-sec-max-length=#  how long, in seconds
              write_iops_sec_max_length->write-iops-sec-max-length write-iops-sec-max-length=#  how long, in seconds
            """.indent(2);

    @Override public String table() {
        return """
            blkdeviotune: show or set limits of a disk
              <domain>
              <device>  the disk, by target or source
            """ + LIMITS + """
              group_name->group-name group-name=  disks of one group share their limits
              --config --live --current
            domthrottlegroupdel: give up a throttle group of a machine
              <domain>
              <group>  name of the group
              --config --live --current
            domthrottlegroupinfo: show the limits of a throttle group
              <domain>
              <group>  name of the group
              --config --live --current
            domthrottlegrouplist: list the throttle groups of a machine
              <domain>
              --inactive  those of its definition
            domthrottlegroupset: make a throttle group, whose disks share limits, or change it
              <domain>
              <group>  name of the group
            """ + LIMITS + """
              --config --live --current
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "blkdeviotune" -> tune(in);
            case "domthrottlegroupdel" -> {
                int impact = in.impact();
                Domain domain = in.domain();
                Optional<String> group = Optional.of(in.required("group"));
                in.attempt(() -> in.call(new DomainCall.DelThrottleGroup(domain.wire(), group, impact)), "Unable to delete throttle group");
                in.out().extra("Throttle group deleted\n");
            }
            case "domthrottlegroupinfo" -> show(in);
            case "domthrottlegrouplist" -> {
                Table table = new Table("Name");
                for (Element group : groups(in.domain(), in.has("inactive"))) table.row(name(group));
                table.print(in.out());
            }
            case "domthrottlegroupset" -> {
                int impact = in.impact();
                Domain domain = in.domain();
                List<TypedParam> params = params(in);
                in.attempt(() -> in.call(new DomainCall.SetThrottleGroup(domain.wire(), in.required("group"), params, impact)),
                        "Unable to change throttle group");
                in.out().extra("Throttle group set\n");
            }
            default -> throw undeclared(command);
        }
    }

    /** They stand in the document: no call asks for them. */
    private static List<Element> groups(Domain domain, boolean inactive) {
        Element document = Element.parse(domain.xml(inactive ? Domain.XML_INACTIVE : 0), "domain");
        return document.child("throttlegroups").stream().flatMap(groups -> groups.children().stream()).toList();
    }

    private static String name(Element group) {
        return group.child("group_name").map(Element::text).orElse("");
    }

    private static void show(Invocation in) {
        in.impact();
        String name = in.required("group");
        Element group = groups(in.domain(), in.has("config")).stream().filter(one -> name(one).equals(name)).findFirst()
                .orElseThrow(() -> new Failure("throttle group '" + name + "' not found"));
        group.children().stream().filter(value -> !value.name().equals("group_name"))
                .forEach(value -> Parameters.line(in.out(), value.name(), value.text()));
    }

    private static void tune(Invocation in) {
        int impact = in.impact();
        Domain domain = in.domain();
        String disk = in.required("device");
        List<TypedParam> params = params(in);
        in.text("group-name").ifPresent(group -> params.add(TypedParam.of("group_name", group)));
        if (!params.isEmpty()) {
            in.attempt(() -> in.call(new DomainCall.SetBlockIoTune(domain.wire(), disk, params, impact)), "Unable to change block I/O throttle");
            return;
        }
        int count = in.attempt(() -> in.call(new DomainCall.GetBlockIoTune(domain.wire(), Optional.empty(), 0, impact | Parameters.STRINGS)),
                "Unable to get number of block I/O throttle parameters").nparams();
        if (count == 0) return;
        Parameters.print(in.out(), in.attempt(() -> in.call(new DomainCall.GetBlockIoTune(domain.wire(), Optional.of(disk), count, impact | Parameters.STRINGS)),
                "Unable to get block I/O throttle parameters").params());
    }

    /** An option is called as its parameter, with other dashes. */
    private static List<TypedParam> params(Invocation in) {
        List<TypedParam> params = new ArrayList<>();
        try {
            for (Option option : in.options()) {
                if (option.kind() != Option.Kind.NUMBER) continue;
                String name = option.name();
                boolean size = name.contains("bytes") && !name.endsWith("length");
                OptionalLong value = size ? in.scaled(name, 1) : in.unsignedLong(name);
                value.ifPresent(number -> params.add(TypedParam.ofUllong(name.replace('-', '_'), number)));
            }
        } catch (Failure e) {
            in.out().error(e.getMessage());
            throw new Failure("Unable to parse integer parameter");
        }
        return params;
    }
}
