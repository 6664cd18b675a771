package jvirt.qemu;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.NO_DOMAIN_METADATA;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.DOMAIN;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.LifecycleAction;
import jvirt.api.domain.Nvram;
import jvirt.api.domain.Os;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.xml.Metadata;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.qmp.MachineCommand;

/** What is kept of a machine: whether at all, under which name, whether it starts by itself, what it says of itself. */
public record Keeping(Vm vm) {
    /** {@code virDomainUndefineFlagsValues}. */
    public static final int MANAGED_SAVE = 1;
    public static final int SNAPSHOTS = 2;
    public static final int NVRAM = 4;
    public static final int KEEP_NVRAM = 8;
    public static final int CHECKPOINTS = 16;
    public static final int TPM = 32;
    public static final int KEEP_TPM = 64;
    /** {@code virDomainMetadataType}. */
    public static final int DESCRIPTION = 0;
    public static final int TITLE = 1;
    public static final int ELEMENT = 2;

    /** Gives a machine up; the flags say which of its belongings may go with it. */
    public void undefine(int flags) {
        if ((flags & NVRAM) != 0 && (flags & KEEP_NVRAM) != 0) {
            throw QEMU.error(OPERATION_INVALID, "cannot both keep and delete nvram");
        }
        if ((flags & TPM) != 0 && (flags & KEEP_TPM) != 0) {
            throw QEMU.error(OPERATION_INVALID, "cannot both keep and delete TPM");
        }
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainUndefineFlags")) {
            if (!vm.persistent()) throw QEMU.error(OPERATION_INVALID, "cannot undefine transient domain");
            boolean runs = vm.state() instanceof Active;
            Moments moments = vm.machines().moments();
            refuse(!runs && (flags & SNAPSHOTS) == 0 ? moments.snapshots(vm) : 0, "snapshots");
            refuse(!runs && (flags & CHECKPOINTS) == 0 ? moments.checkpoints(vm) : 0, "checkpoints");
            boolean saved = vm.machines().saves().managed(vm);
            if (saved && (flags & MANAGED_SAVE) == 0) {
                throw QEMU.error(OPERATION_INVALID, "Refusing to undefine while domain managed save image exists");
            }
            Optional<Path> nvram = nvram().filter(Files::exists);
            if (nvram.isPresent() && (flags & (NVRAM | KEEP_NVRAM)) == 0) {
                throw QEMU.error(OPERATION_INVALID, "cannot undefine domain with nvram");
            }
            // nothing was touched until here
            if (!runs) moments.discard(vm);
            if (saved) delete(vm.machines().layout().save(vm.name()), "Failed to remove domain managed save image");
            if (nvram.isPresent() && (flags & NVRAM) != 0) delete(nvram.get(), "failed to remove nvram: " + nvram.get());
            vm.machines().release(vm);
        }
    }

    private static void refuse(int count, String what) {
        if (count > 0) throw QEMU.error(OPERATION_INVALID, "cannot delete inactive domain with %d %s", count, what);
    }

    private static void delete(Path file, String wrong) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw QEMU.error(INTERNAL_ERROR, e, "%s", wrong);
        }
    }

    /** The file of the firmware's variables, if there may be one. */
    private Optional<Path> nvram() {
        Os os = vm.definition().os();
        Optional<Path> named = os.nvram().flatMap(nvram -> nvram.path().or(() -> nvram.source().flatMap(Keeping::file)));
        if (named.isPresent()) return named;
        boolean chosen = os.firmwareKind().filter(Os.Firmware.EFI::equals).isPresent();
        return chosen ? Optional.of(vm.machines().layout().nvram(vm.name())) : Optional.empty();
    }

    private static Optional<Path> file(DiskSource source) {
        return source instanceof DiskSource.File file ? file.file().map(Path::of) : Optional.empty();
    }

    public void rename(String name) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainRename")) {
            if (vm.state() instanceof Active) throw QEMU.error(OPERATION_INVALID, "cannot rename active domain");
            if (!vm.persistent()) throw QEMU.error(OPERATION_INVALID, "cannot rename a transient domain");
            Machines.checkName(name);
            if (name.isEmpty()) throw QEMU.error(INVALID_ARG, "domain name must not be empty");
            if (name.equals(vm.name())) {
                throw QEMU.error(INVALID_ARG, "Can't rename domain to itself");
            }
            String before = vm.name();
            vm.machines().rename(vm, vm.definition().with(draft -> {
                draft.name = name;
                draft.os = withNvram(draft.os, vm.machines().layout().nvram(before), vm.machines().layout().nvram(name));
            }));
            vm.machines().moments().renamed(vm, before);
        }
    }

    /** The firmware's variables move with the name, when their file is called after it. */
    private static Os withNvram(Os os, Path before, Path after) {
        return os.nvram().flatMap(Nvram::path).filter(before::equals).isEmpty() ? os
                : os.withNvram(Optional.of(new Nvram(os.nvram().get().template(), Optional.empty(), Optional.of(after))));
    }

    public void setAutostart(boolean on) {
        if (!vm.persistent()) throw QEMU.error(OPERATION_INVALID, "cannot set autostart for transient domain");
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetAutostart")) {
            if (vm.autostart() == on) return;
            vm.machines().files().setStarts(vm.name(), on);
            vm.setAutostart(on);
        }
    }

    /** Whether it starts with the daemon the next time. */
    public void setAutostartOnce(boolean on) {
        if (!vm.persistent()) throw QEMU.error(OPERATION_INVALID, "cannot set autostart for transient domain");
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetAutostartOnce")) {
            if (vm.autostartOnce() == on) return;
            vm.machines().files().setStartsOnce(vm.name(), on);
            vm.setAutostartOnce(on);
        }
    }

    /** What ends a guest's work, {@code virDomainLifecycle}. */
    public enum Occasion { POWEROFF, REBOOT, CRASH }

    /** Changes what is done when the guest powers off, reboots or crashes. */
    public void setAction(Occasion occasion, LifecycleAction action, int flags) {
        boolean dumps = action == LifecycleAction.COREDUMP_DESTROY || action == LifecycleAction.COREDUMP_RESTART;
        if (dumps && occasion != Occasion.CRASH) {
            throw DOMAIN.error(CONFIG_UNSUPPORTED, "Lifecycle event '%s' doesn't support '%s' action", XmlBinding.word(occasion),
                    XmlBinding.word(action));
        }
        if (action == LifecycleAction.RENAME_RESTART) {
            throw QEMU.error(CONFIG_UNSUPPORTED, "qemu driver doesn't support the 'rename-restart' action for"
                    + " 'on_reboot'/'on_poweroff'/'on_crash'");
        }
        if (action == LifecycleAction.PRESERVE && occasion != Occasion.CRASH) {
            throw QEMU.error(CONFIG_UNSUPPORTED, "qemu driver doesn't support the 'preserve' action for 'on_reboot'/'on_poweroff'");
        }
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetLifecycleAction")) {
            Impact impact = Impact.of(vm, flags);
            if (impact.live()) {
                if (occasion == Occasion.REBOOT) {
                    vm.running().qemu().monitor().call(new MachineCommand.SetAction(Optional.of(
                            action == LifecycleAction.DESTROY ? "shutdown" : "reset"), Optional.empty(), Optional.empty(), Optional.empty()));
                }
                vm.changeLive(live -> with(live, occasion, action));
            }
            if (impact.config()) vm.machines().keep(vm, with(vm.definition(), occasion, action));
        }
    }

    private static Domain with(Domain domain, Occasion occasion, LifecycleAction action) {
        return domain.with(draft -> {
            switch (occasion) {
                case POWEROFF -> draft.onPoweroff = Optional.of(action);
                case REBOOT -> draft.onReboot = Optional.of(action);
                case CRASH -> draft.onCrash = Optional.of(action);
            }
        });
    }

    /** What it says of itself: its description, its title, or an application's element. */
    public String metadata(int type, Optional<String> uri, int flags) {
        Impact impact = Impact.ofOne(vm, flags);
        Domain domain = impact.live() ? vm.current() : vm.definition();
        Optional<String> found = switch (type) {
            case DESCRIPTION -> domain.description();
            case TITLE -> domain.title();
            case ELEMENT -> domain.metadata().flatMap(all -> uri.flatMap(all::of));
            default -> throw DOMAIN.error(INVALID_ARG, "unknown metadata type '%d'", type);
        };
        return found.orElseThrow(() -> DOMAIN.error(NO_DOMAIN_METADATA, "Requested metadata element is not present"));
    }

    public void setMetadata(int type, Optional<String> text, Optional<String> key, Optional<String> uri, int flags) {
        if (type < DESCRIPTION || type > ELEMENT) throw DOMAIN.error(INVALID_ARG, "unknown metadata type '%d'", type);
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetMetadata")) {
            Impact impact = Impact.of(vm, flags);
            if (impact.config()) vm.machines().keep(vm, with(vm.definition(), type, text, key, uri));
            if (impact.live()) vm.changeLive(live -> with(live, type, text, key, uri));
            vm.announce(new VmEvent.MetadataChange(type, uri));
        }
    }

    private static Domain with(Domain domain, int type, Optional<String> text, Optional<String> key, Optional<String> uri) {
        Optional<String> given = text.filter(some -> !some.isEmpty());
        return domain.with(draft -> {
            switch (type) {
                case DESCRIPTION -> draft.description = given;
                case TITLE -> draft.title = given;
                default -> draft.metadata = Metadata.with(draft.metadata, given, key.orElse(""), uri.orElse(""));
            }
        });
    }
}
