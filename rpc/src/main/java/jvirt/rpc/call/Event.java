package jvirt.rpc.call;

/** What the server tells without being asked: a message of its own, with a procedure number but no reply. */
public sealed interface Event
        permits ConnectEvent, DomainEvent, NetworkEvent, NodeDeviceEvent, QemuEvent, SecretEvent, StoragePoolEvent {}
