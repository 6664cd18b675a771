package jvirt.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.STORAGE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.storage.Pool;
import jvirt.api.storage.PoolSource;
import jvirt.api.storage.Volume;

/** Pools that are a ZFS pool, or a file system in one; its volumes are theirs. */
final class ZfsBackend implements Backend {
    private final Iscsi.Commands commands;

    ZfsBackend(Iscsi.Commands commands) {
        this.commands = commands;
    }

    private static String name(Pool pool) {
        return pool.source().name().orElseThrow();
    }

    private static boolean inner(Pool pool) {
        return name(pool).contains("/");
    }

    @Override
    public boolean isActive(Pool pool) {
        return Files.exists(Path.of(pool.path()));
    }

    @Override
    public void build(Pool pool, Overwrite overwrite) throws InterruptedException {
        if (inner(pool)) {
            commands.run(List.of("zfs", "create", "-o", "mountpoint=none", name(pool)));
            return;
        }
        if (pool.source().devices().isEmpty()) throw STORAGE.error(CONFIG_UNSUPPORTED, "missing source devices");
        List<String> words = new ArrayList<>(List.of("zpool", "create", name(pool)));
        pool.source().devices().stream().map(PoolSource.Device::path).forEach(words::add);
        commands.run(words);
    }

    @Override
    public void delete(Pool pool) throws InterruptedException {
        commands.run(inner(pool) ? List.of("zfs", "destroy", "-r", name(pool)) : List.of("zpool", "destroy", name(pool)));
    }

    @Override
    public Contents refresh(Pool pool, Map<String, Volume> known) throws InterruptedException {
        Map<String, Long> figures = new HashMap<>();
        for (String line : commands.run(List.of("zpool", "get", "-Hp", "health,size,free,allocated", name(pool).split("/")[0])).lines().toList()) {
            String[] fields = line.split("\t");
            if (fields.length == 4 && fields[2].matches("[0-9]+")) figures.put(fields[1], Long.parseLong(fields[2]));
        }
        Pool.Usage usage = new Pool.Usage(figures.getOrDefault("size", 0L), figures.getOrDefault("allocated", 0L), figures.getOrDefault("free", 0L));
        return new Contents(pool.withUsage(usage), volumes(pool));
    }

    private List<Volume> volumes(Pool pool) throws InterruptedException {
        List<Volume> volumes = new ArrayList<>();
        for (String line : commands.run(List.of("zfs", "list", "-Hp", "-t", "volume", "-r", "-o", "name,volsize,refreservation", name(pool))).lines().toList()) {
            String[] fields = line.split("\t");
            if (fields.length != 3) continue;
            String name = fields[0].substring(fields[0].lastIndexOf('/') + 1);
            long capacity = figure(fields[1], "malformed volsize reported");
            long reserved = fields[2].equals("none") ? 0 : figure(fields[2], "malformed refreservation reported");
            volumes.add(new Volume(Volume.Type.BLOCK, name, Optional.of(fields[0]), List.of(), capacity, Optional.of(reserved),
                    Optional.empty(), BlockVolumes.target(pool.path() + "/" + name), Optional.empty()));
        }
        return volumes;
    }

    private static long figure(String text, String complaint) {
        if (!text.matches("[0-9]{1,18}")) throw STORAGE.error(INTERNAL_ERROR, complaint);
        return Long.parseLong(text);
    }

    @Override
    public Volume place(Pool pool, Volume volume) {
        return volume.withPlace(Volume.Type.BLOCK, pool.path() + "/" + volume.name(), name(pool) + "/" + volume.name());
    }

    @Override
    public void make(Pool pool, Volume volume, Making making) throws InterruptedException {
        if (volume.target().encryption().isPresent()) {
            throw STORAGE.error(CONFIG_UNSUPPORTED, "storage pool does not support encrypted volumes");
        }
        List<String> words = new ArrayList<>(List.of("zfs", "create"));
        if (volume.capacity() != volume.allocated()) {
            words.add("-s");
            if (volume.allocated() > 0) words.addAll(List.of("-o", "refreservation=" + kib(volume.allocated())));
        }
        words.addAll(List.of("-V", kib(volume.capacity()), name(pool) + "/" + volume.name()));
        commands.run(words);
        StablePath.await(Path.of(volume.path()));
    }

    private static String kib(long bytes) {
        return (bytes + 1023) / 1024 + "K";
    }

    @Override
    public Volume refresh(Pool pool, Volume volume) throws InterruptedException {
        return volumes(pool).stream().filter(found -> found.name().equals(volume.name())).findFirst().orElseThrow(() ->
                STORAGE.error(INTERNAL_ERROR, "cannot open volume '%s'", volume.path()));
    }

    @Override
    public void delete(Pool pool, Volume volume) throws InterruptedException {
        commands.run(List.of("zfs", "destroy", name(pool) + "/" + volume.name()));
    }
}
