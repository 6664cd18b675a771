package jvirt.daemon.domain;

import static jvirt.daemon.domain.PowerCalls.done;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.View;
import jvirt.daemon.connect.Flags;
import jvirt.qemu.Machines;
import jvirt.qemu.Vm;
import jvirt.qemu.save.Dumps;
import jvirt.qemu.save.Saves;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.TypedParam;
import jvirt.rpc.server.Calls;

/** Saves machines into files and restores them for clients. */
public final class SaveCalls {
    private static final int SAVE_FLAGS = Saves.BYPASS_CACHE | Saves.RUNNING | Saves.PAUSED;
    private static final int RESTORE_FLAGS = SAVE_FLAGS | Saves.RESET_NVRAM;
    private static final int IMAGE_SECURE = 1;
    private static final int DUMP_FLAGS = Dumps.CRASH | Dumps.LIVE | 4 | Dumps.RESET | Dumps.MEMORY_ONLY;
    /** {@code virDomainCoreDumpFormat}. */
    private static final List<String> FORMATS =
            List.of("elf", "kdump-zlib", "kdump-lzo", "kdump-snappy", "win-dmp");

    private final Machines machines;
    private final Domains domains;

    public SaveCalls(Machines machines, Domains domains) {
        this.machines = machines;
        this.domains = domains;
    }

    private Saves saves() {
        return machines.saves();
    }

    public void register(Calls calls) {
        calls.on(DomainCall.Save.class, (_, call) -> save(domains.of(call.dom()), call.to(), Optional.empty(), 0));
        calls.on(DomainCall.SaveFlags.class, (_, call) -> save(domains.of(call.dom()), call.to(), call.dxml(), call.flags()));
        calls.on(DomainCall.SaveParams.class, (_, call) -> saveWith(domains.of(call.dom()), call.params(), call.flags()));
        calls.on(DomainCall.Restore.class, (_, call) -> restore(call.from(), Optional.empty(), 0));
        calls.on(DomainCall.RestoreFlags.class, (_, call) -> restore(call.from(), call.dxml(), call.flags()));
        calls.on(DomainCall.RestoreParams.class, (_, call) -> restore(file(call.params()).orElseThrow(() ->
                ErrorDomain.QEMU.error(ErrorCode.INVALID_ARG, "missing path to restore from")), text(call.params(), "dxml"), call.flags()));
        calls.on(DomainCall.SaveImageGetXmlDesc.class, (_, call) -> {
            check(call.flags(), IMAGE_SECURE, "qemuDomainSaveImageGetXMLDesc");
            return document(Path.of(call.file()), call.flags());
        });
        calls.on(DomainCall.SaveImageDefineXml.class, (_, call) -> {
            checkState(call.flags(), Saves.RUNNING | Saves.PAUSED, "qemuDomainSaveImageDefineXML");
            return done(() -> saves().define(Path.of(call.file()), call.dxml(), call.flags()));
        });
        registerManaged(calls);
        calls.on(DomainCall.CoreDump.class, (_, call) -> dump(domains.of(call.dom()), call.to(), 0, call.flags()));
        calls.on(DomainCall.CoreDumpWithFormat.class,
                (_, call) -> dump(domains.of(call.dom()), call.to(), call.dumpformat(), call.flags()));
    }

    private void registerManaged(Calls calls) {
        calls.on(DomainCall.ManagedSave.class, (_, call) -> {
            checkState(call.flags(), SAVE_FLAGS, "qemuDomainManagedSave");
            return done(() -> saves().saveManaged(domains.of(call.dom()), call.flags()));
        });
        calls.on(DomainCall.HasManagedSaveImage.class, (_, call) ->
                new DomainCall.ResultRet(saves().managed(domains.of(call.dom())) ? 1 : 0));
        calls.on(DomainCall.ManagedSaveRemove.class, (_, call) -> {
            check(call.flags(), 0, "qemuDomainManagedSaveRemove");
            return done(() -> saves().removeManaged(domains.of(call.dom())));
        });
        calls.on(DomainCall.ManagedSaveGetXmlDesc.class, (_, call) -> {
            check(call.flags(), IMAGE_SECURE, "qemuDomainManagedSaveGetXMLDesc");
            return document(saves().managedFile(domains.of(call.dom())), call.flags());
        });
        calls.on(DomainCall.ManagedSaveDefineXml.class, (_, call) -> {
            checkState(call.flags(), Saves.RUNNING | Saves.PAUSED, "qemuDomainManagedSaveDefineXML");
            Vm vm = domains.of(call.dom());
            return done(() -> saves().define(saves().managedFile(vm), call.dxml().orElse(""), call.flags()));
        });
    }

    private Nothing save(Vm vm, String to, Optional<String> document, int flags) throws InterruptedException {
        checkState(flags, SAVE_FLAGS, "qemuDomainSaveFlags");
        saves().save(vm, absolute(to), document, flags, "virDomainSaveFlags");
        return NOTHING;
    }

    private Nothing saveWith(Vm vm, List<TypedParam> params, int flags) throws InterruptedException {
        checkState(flags, SAVE_FLAGS, "qemuDomainSaveParams");
        Optional<String> to = file(params);
        if (to.isPresent()) return save(vm, to.get(), text(params, "dxml"), flags);
        saves().saveManaged(vm, flags);
        return NOTHING;
    }

    private static Optional<String> file(List<TypedParam> params) {
        return text(params, "file");
    }

    private static Optional<String> text(List<TypedParam> params, String name) {
        return TypedParam.find(params, name).map(value -> value instanceof TypedParam.Value.Text(var text) ? text : "")
                .filter(text -> !text.isEmpty());
    }

    private Nothing restore(String from, Optional<String> document, int flags) throws InterruptedException {
        checkState(flags, RESTORE_FLAGS, "qemuDomainRestoreFlags");
        saves().restore(absolute(from), document, flags);
        return NOTHING;
    }

    private DomainCall.XmlRet document(Path file, int flags) {
        return new DomainCall.XmlRet(saves().read(file).format(new View(false, (flags & IMAGE_SECURE) != 0)));
    }

    private Nothing dump(Vm vm, String to, int format, int flags) throws InterruptedException {
        check(flags, DUMP_FLAGS, "qemuDomainCoreDumpWithFormat");
        if (format < 0 || format >= FORMATS.size()) {
            throw ErrorDomain.QEMU.error(ErrorCode.INVALID_ARG, "unknown dumpformat '%d'", format);
        }
        machines.dumps().dump(vm, absolute(to), format == 0 ? Optional.empty() : Optional.of(FORMATS.get(format)), flags);
        return NOTHING;
    }

    private static Path absolute(String path) {
        Path file = Path.of(path);
        if (!file.isAbsolute()) throw ErrorDomain.DOM.error(ErrorCode.INVALID_ARG, "path '%s' is not absolute", path);
        return file;
    }

    private static void check(int flags, int known, String function) {
        Flags.check(ErrorDomain.QEMU, flags, known, function);
    }

    private static void checkState(int flags, int known, String function) {
        check(flags, known, function);
        Flags.exclusive(ErrorDomain.DOM, flags, Saves.RUNNING, Saves.PAUSED,
                "'VIR_DOMAIN_SAVE_RUNNING' and 'VIR_DOMAIN_SAVE_PAUSED'");
    }
}
