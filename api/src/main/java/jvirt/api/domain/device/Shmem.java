package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.KeepEmpty;
import jvirt.api.xml.MibSize;
import jvirt.api.xml.OnOff;

/** Memory shared with others on the host. */
@Is("shmem")
public record Shmem(
        String name,
        Optional<Role> role,
        Optional<Model> model,
        Optional<MibSize> size,
        @KeepEmpty Optional<Server> server,
        @KeepEmpty Optional<Msi> msi,
        @Inline DeviceInfo info) implements Device {
    public Shmem {
        info = info.plain();
    }

    @Override
    public Shmem withInfo(DeviceInfo changed) {
        return new Shmem(name, role, model, size, server, msi, changed);
    }

    public Shmem withSizeMib(long mib) {
        return new Shmem(name, role, model, Optional.of(new MibSize(mib << 20)), server, msi, info);
    }

    public Shmem withServer(Server changed) {
        return new Shmem(name, role, model, size, Optional.of(changed), msi, info);
    }

    public Shmem withMsi(Msi changed) {
        return new Shmem(name, role, model, size, server, Optional.of(changed), info);
    }

    public enum Role { MASTER, PEER }

    public record Model(Type type) {
        public enum Type { IVSHMEM, IVSHMEM_PLAIN, IVSHMEM_DOORBELL }
    }

    public record Server(Optional<String> path) {}

    public record Msi(Optional<Integer> vectors, Optional<OnOff> ioeventfd) {}
}
