package jvirt.daemon;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jvirt.api.VirtException;
import jvirt.api.nwfilter.NetworkFilter;
import jvirt.api.secret.Secret;
import jvirt.daemon.access.Names;
import jvirt.network.Networks;
import jvirt.network.VirtualNetwork;
import jvirt.network.filter.NetworkFilters;
import jvirt.qemu.Machines;
import jvirt.qemu.Vm;
import jvirt.rpc.call.WireVolume;
import jvirt.storage.StoragePool;
import jvirt.storage.StoragePools;
import jvirt.storage.secret.Secrets;

/** The names by which the drivers know things. The guard is there before the drivers are: it is told of them when they stand. */
final class DriverNames implements Names {
    private record Drivers(Machines machines, Networks networks, NetworkFilters filters, StoragePools pools,
            Secrets secrets) {}

    private volatile Optional<Drivers> drivers = Optional.empty();

    void know(Machines machines, Networks networks, NetworkFilters filters, StoragePools pools, Secrets secrets) {
        drivers = Optional.of(new Drivers(machines, networks, filters, pools, secrets));
    }

    @Override
    public Optional<String> domain(UUID uuid) {
        return drivers.flatMap(known -> known.machines.known(uuid)).map(Vm::name);
    }

    @Override
    public Optional<String> domain(int id) {
        return drivers.flatMap(known -> found(() -> known.machines.withId(id))).map(Vm::name);
    }

    @Override
    public Optional<String> network(UUID uuid) {
        return drivers.flatMap(known -> found(() -> known.networks.of(uuid, Optional.empty()))).map(VirtualNetwork::name);
    }

    @Override
    public Optional<String> pool(UUID uuid) {
        return drivers.flatMap(known -> found(() -> known.pools.with(uuid, Optional.empty()))).map(StoragePool::name);
    }

    @Override
    public List<String> all(String kind, boolean active) {
        return drivers.map(known -> (switch (kind) {
            case "domain" -> known.machines.all().stream().filter(vm -> vm.active().isPresent() == active).map(Vm::name);
            case "network" -> known.networks.all().stream().filter(network -> network.isActive() == active).map(VirtualNetwork::name);
            case "storage-pool" -> known.pools.all().stream().filter(pool -> pool.isActive() == active).map(StoragePool::name);
            case "nwfilter" -> known.filters.all().stream().map(NetworkFilter::name);
            case "secret" -> known.secrets.all().stream().map(secret -> secret.uuid().orElseThrow().toString());
            default -> Stream.<String>empty();
        }).sorted().toList()).orElse(List.of());
    }

    @Override
    public List<Integer> running() {
        return drivers.map(known -> known.machines.all().stream().filter(vm -> vm.active().isPresent()).map(Vm::id).sorted().toList())
                .orElse(List.of());
    }

    @Override
    public Optional<WireVolume> volume(String keyOrPath) {
        return drivers.flatMap(known -> found(() -> known.pools.withPath(keyOrPath)))
                .map(found -> new WireVolume(found.pool().name(), found.volume().name(), found.volume().key().orElse("")));
    }

    @Override
    public Optional<UUID> uuid(String kind, String name) {
        return drivers.flatMap(known -> switch (kind) {
            case "domain" -> found(() -> known.machines.named(name)).map(Vm::uuid);
            case "network" -> found(() -> known.networks.named(name)).map(VirtualNetwork::uuid);
            case "storage-pool" -> found(() -> known.pools.named(name)).map(StoragePool::uuid);
            case "nwfilter" -> found(() -> known.filters.named(name)).flatMap(NetworkFilter::uuid);
            default -> Optional.<UUID>empty();
        });
    }

    @Override
    public Optional<Usage> secretUsage(String uuid) {
        return drivers.flatMap(known -> found(() -> known.secrets.named(UUID.fromString(uuid)))).flatMap(Secret::usage)
                .map(usage -> switch (usage) {
                    case Secret.Usage.Volume(var path) -> new Usage("volume", path);
                    case Secret.Usage.Ceph(var name) -> new Usage("ceph", name);
                    case Secret.Usage.Iscsi(var target) -> new Usage("target", target);
                    case Secret.Usage.Tls(var name) -> new Usage("name", name);
                    case Secret.Usage.Vtpm(var name) -> new Usage("name", name);
                });
    }

    @Override
    public Optional<String> filter(UUID uuid) {
        return drivers.flatMap(known -> found(() -> known.filters.of(uuid))).map(NetworkFilter::name);
    }

    @Override
    public Optional<String> filterOn(String port) {
        return drivers.flatMap(known -> found(() -> known.filters.binding(port))).map(binding -> binding.filterref().filter());
    }

    /** What is not there has no name here; the handler will say so. */
    private static <T> Optional<T> found(Supplier<T> lookup) {
        try {
            return Optional.of(lookup.get());
        } catch (VirtException _) {
            return Optional.empty();
        }
    }
}
