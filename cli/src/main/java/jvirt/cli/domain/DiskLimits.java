package jvirt.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Option;
import jvirt.cli.Parameters;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.TypedParam;

/** {@code blkdeviotune}: how quickly a machine may use a disk. */
public final class DiskLimits extends Commands {
    @Override public String table() {
        return """
            blkdeviotune: show or set limits of a disk
              <domain>
              <device>  the disk, by target or source
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
              group_name->group-name group-name=  disks of one group share their limits
              total_bytes_sec_max_length->total-bytes-sec-max-length total-bytes-sec-max-length=#  how long, in seconds
              read_bytes_sec_max_length->read-bytes-sec-max-length read-bytes-sec-max-length=#  how long, in seconds
              write_bytes_sec_max_length->write-bytes-sec-max-length write-bytes-sec-max-length=#  how long, in seconds
              total_iops_sec_max_length->total-iops-sec-max-length total-iops-sec-max-length=#  how long, in seconds
              read_iops_sec_max_length->read-iops-sec-max-length read-iops-sec-max-length=#  how long, in seconds
              write_iops_sec_max_length->write-iops-sec-max-length write-iops-sec-max-length=#  how long, in seconds
              --config --live --current
            """;
    }

    @Override public void run(String command, Invocation in) {
        int impact = in.impact();
        Domain domain = in.domain();
        String disk = in.required("device");
        List<TypedParam> params = params(in);
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
        in.text("group-name").ifPresent(group -> params.add(TypedParam.of("group_name", group)));
        return params;
    }
}
