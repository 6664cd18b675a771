package jvirt.rpc.call;

import java.util.List;
import java.util.Optional;

/**
 * Events of libvirt's protocol: what happens to domains. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface DomainEvent extends Event {
    @Proc(107)
    record Lifecycle(WireDomain dom, int event, int detail) implements DomainEvent {}

    @Proc(169)
    record Reboot(WireDomain dom) implements DomainEvent {}

    @Proc(170)
    record RtcChange(WireDomain dom, long offset) implements DomainEvent {}

    @Proc(171)
    record Watchdog(WireDomain dom, int action) implements DomainEvent {}

    @Proc(172)
    record IoError(WireDomain dom, String srcPath, String devAlias, int action) implements DomainEvent {}

    @Proc(173)
    record Graphics(WireDomain dom, int phase, WireDomainEventGraphicsAddress local,
            WireDomainEventGraphicsAddress remote, String authScheme,
            @Max(20) List<WireDomainEventGraphicsIdentity> subject) implements DomainEvent {}

    @Proc(195)
    record IoErrorReason(WireDomain dom, String srcPath, String devAlias, int action,
            String reason) implements DomainEvent {}

    @Proc(224)
    record ControlError(WireDomain dom) implements DomainEvent {}

    @Proc(241)
    record BlockJob(WireDomain dom, String path, int type, int status) implements DomainEvent {}

    @Proc(248)
    record DiskChange(WireDomain dom, Optional<String> oldSrcPath, Optional<String> newSrcPath, String devAlias,
            int reason) implements DomainEvent {}

    @Proc(268)
    record TrayChange(WireDomain dom, String devAlias, int reason) implements DomainEvent {}

    @Proc(269)
    record Pmwakeup(WireDomain dom) implements DomainEvent {}

    @Proc(270)
    record Pmsuspend(WireDomain dom) implements DomainEvent {}

    @Proc(276)
    record BalloonChange(WireDomain dom, long actual) implements DomainEvent {}

    @Proc(292)
    record PmsuspendDisk(WireDomain dom) implements DomainEvent {}

    @Proc(311)
    record DeviceRemoved(WireDomain dom, String devAlias) implements DomainEvent {}

    @Proc(318)
    record CallbackLifecycle(int callbackID, Lifecycle msg) implements DomainEvent {}

    @Proc(319)
    record CallbackReboot(int callbackID, Reboot msg) implements DomainEvent {}

    @Proc(320)
    record CallbackRtcChange(int callbackID, RtcChange msg) implements DomainEvent {}

    @Proc(321)
    record CallbackWatchdog(int callbackID, Watchdog msg) implements DomainEvent {}

    @Proc(322)
    record CallbackIoError(int callbackID, IoError msg) implements DomainEvent {}

    @Proc(323)
    record CallbackGraphics(int callbackID, Graphics msg) implements DomainEvent {}

    @Proc(324)
    record CallbackIoErrorReason(int callbackID, IoErrorReason msg) implements DomainEvent {}

    @Proc(325)
    record CallbackControlError(int callbackID, ControlError msg) implements DomainEvent {}

    @Proc(326)
    record CallbackBlockJob(int callbackID, BlockJob msg) implements DomainEvent {}

    @Proc(327)
    record CallbackDiskChange(int callbackID, DiskChange msg) implements DomainEvent {}

    @Proc(328)
    record CallbackTrayChange(int callbackID, TrayChange msg) implements DomainEvent {}

    @Proc(329)
    record CallbackPmwakeup(int callbackID, int reason, Pmwakeup msg) implements DomainEvent {}

    @Proc(330)
    record CallbackPmsuspend(int callbackID, int reason, Pmsuspend msg) implements DomainEvent {}

    @Proc(331)
    record CallbackBalloonChange(int callbackID, BalloonChange msg) implements DomainEvent {}

    @Proc(332)
    record CallbackPmsuspendDisk(int callbackID, int reason,
            PmsuspendDisk msg) implements DomainEvent {}

    @Proc(333)
    record CallbackDeviceRemoved(int callbackID, DeviceRemoved msg) implements DomainEvent {}

    @Proc(339)
    record BlockJob2(int callbackID, WireDomain dom, String dst, int type, int status) implements DomainEvent {}

    @Proc(346)
    record CallbackTunable(int callbackID, WireDomain dom,
            @Max(2048) List<TypedParam> params) implements DomainEvent {}

    @Proc(348)
    record CallbackAgentLifecycle(int callbackID, WireDomain dom, int state, int reason) implements DomainEvent {}

    @Proc(354)
    record CallbackDeviceAdded(int callbackID, WireDomain dom, String devAlias) implements DomainEvent {}

    @Proc(359)
    record CallbackMigrationIteration(int callbackID, WireDomain dom, int iteration) implements DomainEvent {}

    @Proc(363)
    record CallbackJobCompleted(int callbackID, WireDomain dom,
            @Max(64) List<TypedParam> params) implements DomainEvent {}

    @Proc(367)
    record CallbackDeviceRemovalFailed(int callbackID, WireDomain dom, String devAlias) implements DomainEvent {}

    @Proc(379)
    record CallbackMetadataChange(int callbackID, WireDomain dom, int type,
            Optional<String> nsuri) implements DomainEvent {}

    @Proc(385)
    record BlockThreshold(int callbackID, WireDomain dom, String dev, Optional<String> path, long threshold,
            long excess) implements DomainEvent {}

    @Proc(423)
    record MemoryFailure(int callbackID, WireDomain dom, int recipient, int action,
            int flags) implements DomainEvent {}

    @Proc(438)
    record MemoryDeviceSizeChange(int callbackID, WireDomain dom, String alias, long size) implements DomainEvent {}

    /** In libvirt since 11.9.0. */
    @Proc(453)
    record NicMacChange(int callbackID, WireDomain dom, String alias, String oldMac, String newMac) implements DomainEvent {}
}
