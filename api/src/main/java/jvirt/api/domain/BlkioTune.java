package jvirt.api.domain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Name;

/** Shares and limits of block I/O by cgroup, {@code <blkiotune>}. */
public record BlkioTune(@InElement Optional<Integer> weight, List<Device> device) {
    public BlkioTune {
        weight = set(weight);
        device = device.stream().filter(Device::limits).toList();
    }

    /** The limits on one block device of the host. */
    public record Device(@InElement Path path,
            @InElement Optional<Integer> weight,
            @Name("read_iops_sec") @InElement Optional<Integer> readIops,
            @Name("write_iops_sec") @InElement Optional<Integer> writeIops,
            @Name("read_bytes_sec") @InElement Optional<Long> readBytes,
            @Name("write_bytes_sec") @InElement Optional<Long> writeBytes) {
        public Device {
            weight = set(weight);
            readIops = set(readIops);
            writeIops = set(writeIops);
            readBytes = set(readBytes);
            writeBytes = set(writeBytes);
        }

        boolean limits() {
            return weight.isPresent() || readIops.isPresent() || writeIops.isPresent() || readBytes.isPresent()
                    || writeBytes.isPresent();
        }
    }

    /** Zero means that there is no limit. */
    private static <N extends Number> Optional<N> set(Optional<N> number) {
        return number.filter(n -> n.longValue() != 0);
    }
}
