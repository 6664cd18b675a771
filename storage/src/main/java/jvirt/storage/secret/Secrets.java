package jvirt.storage.secret;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_SECRET;
import static jvirt.api.ErrorCode.NO_SECRET;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.secret.Secret;
import jvirt.host.AtomicFile;
import jvirt.host.Roots;

/** All secrets of the host. Definitions lie in {@code etc/secrets/UUID.xml}; values, but for ephemeral ones, sealed beside. */
public final class Secrets {
    private static final System.Logger LOG = System.getLogger("jvirt.storage");

    private final Path folder;
    private final Vault vault;
    private final Map<UUID, Secret> secrets = new ConcurrentHashMap<>();
    private final Map<UUID, byte[]> values = new ConcurrentHashMap<>();

    private Secrets(Roots roots) {
        folder = roots.etc().resolve("secrets");
        vault = new Vault(folder, roots.lib().resolve("secrets/key"));
    }

    /** Reads what is on disk; a file that cannot be read is reported and passed over. */
    public static Secrets open(Roots roots) throws IOException {
        Secrets all = new Secrets(roots);
        if (!Files.isDirectory(all.folder)) return all;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(all.folder, "*.xml")) {
            for (Path file : files) {
                try {
                    Secret secret = Secret.parse(Files.readString(file));
                    UUID uuid = secret.uuid().orElseThrow(() -> new IOException("no <uuid>"));
                    all.secrets.put(uuid, secret);
                    all.vault.get(uuid).ifPresent(value -> all.values.put(uuid, value));
                } catch (IOException | VirtException e) {
                    LOG.log(Level.ERROR, "secret " + file + " is left out", e);
                }
            }
        }
        return all;
    }

    public Collection<Secret> all() {
        return List.copyOf(secrets.values());
    }

    public Secret named(UUID uuid) {
        return Optional.ofNullable(secrets.get(uuid)).orElseThrow(() -> ErrorDomain.SECRET.error(NO_SECRET,
                "no secret with matching uuid '%s'", uuid));
    }

    /** The secret for this purpose; {@code type} is that of {@link Secret.Usage#number}. */
    public Secret forUsage(int type, String id) {
        return secrets.values().stream().filter(secret -> secret.usageNumber() == type && secret.usageId().equals(id)).findFirst()
                .orElseThrow(() -> ErrorDomain.SECRET.error(NO_SECRET, "no secret with matching usage '%s'", id));
    }

    /** Defines a secret, or changes what is said of one; its value stays. */
    public synchronized Secret define(Secret wanted) {
        UUID uuid = wanted.uuid().orElseGet(UUID::randomUUID);
        Secret secret = wanted.withUuid(uuid);
        Secret before = secrets.get(uuid);
        if (before != null) {
            if (before.usageNumber() != secret.usageNumber() || !before.usageId().equals(secret.usageId())) {
                throw ErrorDomain.SECRET.error(INTERNAL_ERROR, "a secret with UUID %s is already defined for use with %s", uuid,
                        before.usageId());
            }
            if (before.confidential().yes() && !secret.confidential().yes()) {
                throw ErrorDomain.SECRET.error(INTERNAL_ERROR, "cannot change private flag on existing secret");
            }
        } else if (secret.usage().isPresent()) {
            secrets.values().stream()
                    .filter(other -> other.usageNumber() == secret.usageNumber() && other.usageId().equals(secret.usageId()))
                    .findFirst().ifPresent(other -> {
                        throw ErrorDomain.SECRET.error(INTERNAL_ERROR, "a secret with UUID %s already defined for use with %s",
                                other.uuid().orElseThrow(), other.usageId());
                    });
        }
        keep(uuid, secret);
        secrets.put(uuid, secret);
        return secret;
    }

    /** Brings the disk in step with the definition: an ephemeral secret leaves nothing there. */
    private void keep(UUID uuid, Secret secret) {
        try {
            if (secret.ephemeral().yes()) {
                AtomicFile.delete(folder.resolve(uuid + ".xml"));
                vault.delete(uuid);
            } else {
                AtomicFile.write(folder.resolve(uuid + ".xml"), secret.format());
                byte[] value = values.get(uuid);
                if (value != null) vault.put(uuid, value);
            }
        } catch (IOException e) {
            throw notWritten(uuid, e);
        }
    }

    private static VirtException notWritten(UUID uuid, IOException e) {
        return ErrorDomain.SECRET.error(SYSTEM_ERROR, e, "cannot write secret %s: %s", uuid, e.getMessage());
    }

    public synchronized void setValue(UUID uuid, byte[] value) {
        Secret secret = named(uuid);
        try {
            if (!secret.ephemeral().yes()) vault.put(uuid, value);
        } catch (IOException e) {
            throw notWritten(uuid, e);
        }
        values.put(uuid, value.clone());
    }

    /** The value for a client: a private secret's is refused. */
    public byte[] valueForClient(UUID uuid) {
        if (named(uuid).confidential().yes()) throw ErrorDomain.SECRET.error(INVALID_SECRET, "secret is private");
        return value(uuid);
    }

    /** The value for one of our own drivers. */
    public byte[] value(UUID uuid) {
        named(uuid);
        byte[] value = values.get(uuid);
        if (value == null) throw ErrorDomain.SECRET.error(NO_SECRET, "secret '%s' does not have a value", uuid);
        return value.clone();
    }

    public synchronized Secret undefine(UUID uuid) {
        Secret secret = named(uuid);
        try {
            AtomicFile.delete(folder.resolve(uuid + ".xml"));
            vault.delete(uuid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        values.remove(uuid);
        secrets.remove(uuid);
        return secret;
    }
}
