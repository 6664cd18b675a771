package jvirt.daemon;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import jvirt.api.VirtException;
import jvirt.api.nwfilter.NetworkFilter;
import jvirt.daemon.access.Names;
import jvirt.network.Networks;
import jvirt.network.VirtualNetwork;
import jvirt.network.filter.NetworkFilters;
import jvirt.qemu.Machines;
import jvirt.qemu.Vm;
import jvirt.storage.StoragePool;
import jvirt.storage.StoragePools;

/** The names by which the drivers know things. The guard is there before the drivers are: it is told of them when they stand. */
final class DriverNames implements Names {
    private record Drivers(Machines machines, Networks networks, NetworkFilters filters, StoragePools pools) {}

    private volatile Optional<Drivers> drivers = Optional.empty();

    void know(Machines machines, Networks networks, NetworkFilters filters, StoragePools pools) {
        drivers = Optional.of(new Drivers(machines, networks, filters, pools));
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
    public Optional<String> poolOfVolume(String keyOrPath) {
        return drivers.flatMap(known -> found(() -> known.pools.withPath(keyOrPath))).map(found -> found.pool().name());
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
