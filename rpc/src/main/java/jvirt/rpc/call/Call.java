package jvirt.rpc.call;

/**
 * A procedure of libvirt's protocol: its components travel out, {@code R} comes back.
 *
 * @param <R> the record that comes back; {@link Nothing} where nothing does
 */
public sealed interface Call<R>
        permits AdminCall, AuthCall, ConnectCall, DomainBackupCall, DomainCall, DomainCheckpointCall, DomainSnapshotCall, InterfaceCall,
                KeepAlive, LxcCall, MigrationCall, NetworkCall, NetworkPortCall, NodeCall, NodeDeviceCall, NwfilterCall, QemuCall,
                SecretCall, StoragePoolCall, StorageVolumeCall {}
