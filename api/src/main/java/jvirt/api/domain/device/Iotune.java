package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Name;

/** Limits on what a disk may read and write, {@code <iotune>}. */
public record Iotune(
        @InElement @Name("total_bytes_sec") Optional<Long> totalBytesSec,
        @InElement @Name("read_bytes_sec") Optional<Long> readBytesSec,
        @InElement @Name("write_bytes_sec") Optional<Long> writeBytesSec,
        @InElement @Name("total_iops_sec") Optional<Long> totalIopsSec,
        @InElement @Name("read_iops_sec") Optional<Long> readIopsSec,
        @InElement @Name("write_iops_sec") Optional<Long> writeIopsSec,
        @InElement @Name("total_bytes_sec_max") Optional<Long> totalBytesSecMax,
        @InElement @Name("read_bytes_sec_max") Optional<Long> readBytesSecMax,
        @InElement @Name("write_bytes_sec_max") Optional<Long> writeBytesSecMax,
        @InElement @Name("total_iops_sec_max") Optional<Long> totalIopsSecMax,
        @InElement @Name("read_iops_sec_max") Optional<Long> readIopsSecMax,
        @InElement @Name("write_iops_sec_max") Optional<Long> writeIopsSecMax,
        @InElement @Name("size_iops_sec") Optional<Long> sizeIopsSec,
        @InElement @Name("group_name") Optional<String> groupName,
        @InElement @Name("total_bytes_sec_max_length") Optional<Long> totalBytesSecMaxLength,
        @InElement @Name("read_bytes_sec_max_length") Optional<Long> readBytesSecMaxLength,
        @InElement @Name("write_bytes_sec_max_length") Optional<Long> writeBytesSecMaxLength,
        @InElement @Name("total_iops_sec_max_length") Optional<Long> totalIopsSecMaxLength,
        @InElement @Name("read_iops_sec_max_length") Optional<Long> readIopsSecMaxLength,
        @InElement @Name("write_iops_sec_max_length") Optional<Long> writeIopsSecMaxLength) {
    public Iotune {
        totalBytesSec = limit(totalBytesSec);
        readBytesSec = limit(readBytesSec);
        writeBytesSec = limit(writeBytesSec);
        totalIopsSec = limit(totalIopsSec);
        readIopsSec = limit(readIopsSec);
        writeIopsSec = limit(writeIopsSec);
        totalBytesSecMax = limit(totalBytesSecMax);
        readBytesSecMax = limit(readBytesSecMax);
        writeBytesSecMax = limit(writeBytesSecMax);
        totalIopsSecMax = limit(totalIopsSecMax);
        readIopsSecMax = limit(readIopsSecMax);
        writeIopsSecMax = limit(writeIopsSecMax);
        sizeIopsSec = limit(sizeIopsSec);
        totalBytesSecMaxLength = limit(totalBytesSecMaxLength);
        readBytesSecMaxLength = limit(readBytesSecMaxLength);
        writeBytesSecMaxLength = limit(writeBytesSecMaxLength);
        totalIopsSecMaxLength = limit(totalIopsSecMaxLength);
        readIopsSecMaxLength = limit(readIopsSecMaxLength);
        writeIopsSecMaxLength = limit(writeIopsSecMaxLength);
    }

    /** Zero is no limit. */
    private static Optional<Long> limit(Optional<Long> value) {
        return value.filter(number -> number != 0);
    }

    /** Of a group, without a limit. */
    public static Iotune ofGroup(Optional<String> group) {
        Optional<Long> none = Optional.empty();
        return new Iotune(none, none, none, none, none, none, none, none, none, none, none, none, none, group, none, none,
                none, none, none, none);
    }
}
