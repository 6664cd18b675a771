package jvirt.api.domain.device;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.ByteSize;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Name;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.TypedBy;

/** A folder of the host in the guest. */
@Is("filesystem")
public record Filesystem(
        Optional<AccessMode> accessmode,
        Optional<VirtioModel> model,
        Optional<Multidevs> multidevs,
        Optional<String> fmode,
        Optional<String> dmode,
        Optional<Driver> driver,
        Optional<Binary> binary,
        @TypedBy("type") Source source,
        Optional<Target> target,
        boolean readonly,
        @Inline DeviceInfo info,
        @Name("space_hard_limit") Optional<ByteSize> spaceHardLimit,
        @Name("space_soft_limit") Optional<ByteSize> spaceSoftLimit) implements Device {
    public Filesystem {
        info = info.noRom();
        binary = binary.filter(_ -> driver.flatMap(Driver::type).equals(Optional.of(DriverType.VIRTIOFS)));
        fmode = fmode.map(text -> mode("fmode", text));
        dmode = dmode.map(text -> mode("dmode", text));
    }

    @Override
    public Filesystem withInfo(DeviceInfo changed) {
        return new Filesystem(accessmode, model, multidevs, fmode, dmode, driver, binary, source, target, readonly, changed,
                spaceHardLimit, spaceSoftLimit);
    }

    public Filesystem withAccessmode(AccessMode changed) {
        return new Filesystem(Optional.of(changed), model, multidevs, fmode, dmode, driver, binary, source, target, readonly,
                info, spaceHardLimit, spaceSoftLimit);
    }

    /** Permissions in octal digits, four of them. */
    private static String mode(String attribute, String text) {
        try {
            return String.format("%04o", Integer.parseInt(text, 8));
        } catch (NumberFormatException e) {
            throw ErrorDomain.XML.error(XML_ERROR, e,
                    "Invalid value for attribute '%s' in element 'filesystem': '%s'. Expected non-negative integer value", attribute, text);
        }
    }

    /** A folder that virtiofsd serves. */
    public boolean virtiofs() {
        return driver.flatMap(Driver::type).filter(DriverType.VIRTIOFS::equals).isPresent();
    }

    public enum AccessMode { PASSTHROUGH, MAPPED, SQUASH }

    public enum Multidevs { REMAP, FORBID, WARN }

    public record Driver(
            Optional<DriverType> type,
            Optional<String> format,
            Optional<String> wrpolicy,
            Optional<Long> queue,
            @Inline VirtioOptions virtio) {}

    public enum DriverType { PATH, HANDLE, LOOP, NBD, PLOOP, VIRTIOFS }

    /** How virtiofsd is called. */
    public record Binary(
            Optional<String> path,
            Optional<OnOff> xattr,
            Optional<Cache> cache,
            Optional<Sandbox> sandbox,
            Optional<Lock> lock,
            @Name("thread_pool") Optional<ThreadPool> threadPool) {
        public record Cache(Mode mode) {
            public enum Mode { NONE, ALWAYS }
        }

        public record Sandbox(Mode mode) {
            public enum Mode { NAMESPACE, CHROOT }
        }

        public record Lock(Optional<OnOff> posix, Optional<OnOff> flock) {}

        public record ThreadPool(int size) {}
    }

    /** What the guest sees. */
    public sealed interface Source {
        @Is({"mount", ""})
        record Mount(Optional<String> dir, Optional<String> socket) implements Source {}

        @Is("bind")
        record Bind(Optional<String> dir, Optional<String> socket) implements Source {}

        @Is("block")
        record Block(Optional<String> dev) implements Source {}

        @Is("file")
        record File(Optional<String> file) implements Source {}

        @Is("template")
        record Template(Optional<String> name) implements Source {}

        @Is("ram")
        record Ram(long usage, Optional<String> units) implements Source {}

        @Is("volume")
        record Volume(Optional<String> pool, Optional<String> volume) implements Source {}
    }

    /** The tag, or the path, by which the guest finds it. */
    public record Target(String dir) {}
}
