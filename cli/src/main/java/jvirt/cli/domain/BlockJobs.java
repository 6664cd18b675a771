package jvirt.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Numbers;
import jvirt.cli.Xml;
import jvirt.cli.monitor.States;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.TypedParam;

/** Long work on the disks of running machines. */
public final class BlockJobs extends Commands {
    private static final int ABORT_ASYNC = 1;
    private static final int ABORT_PIVOT = 2;
    private static final int BYTES = 1;
    /** virDomainBlockCommitFlags. */
    private static final int COMMIT_BYTES = 16;
    /** virDomainBlockRebaseFlags. */
    private static final int REBASE_COPY = 8;
    private static final int REBASE_RELATIVE = 16;
    private static final int REBASE_COPY_RAW = 4;
    private static final int REBASE_COPY_DEV = 32;
    private static final int REBASE_BYTES = 64;
    private static final int PULL_BYTES = 64;
    private static final List<String> RAW_TYPES = List.of("Unknown job", "Block Pull", "Block Copy", "Block Commit", "Active Block Commit", "Backup");

    @Override public String table() {
        return """
            blockcommit: put what changed in an image into the one behind it
              <domain>
              <path>  the disk, by target or source
              bandwidth=#
              base=  image that takes it (default: the last one)
              --shallow  only into the next image
              top=  image whose changes these are (default: the first one)
              --active  the first image is in use
              --delete  delete the images that are not needed any more
              --wait --verbose timeout=#
              --pivot  go on with the other image when it is done
              --keep-overlay  go on with the first image when it is done
              --async  do not wait for the end of a cancelled job
              --keep-relative  keep names of images relative
              --bytes  bandwidth in bytes/s
            blockcopy: copy a disk while it is in use
              <domain>
              <path>  the disk, by target or source
              dest=  file or block device of the copy
              bandwidth=#
              --shallow  only the first image
              --reuse-external  into a file that there is
              raw->format=raw
              --blockdev  the copy is a block device
              --wait --verbose timeout=#
              --pivot  go on with the copy when it is done
              --finish  go on with the old image when it is done
              --async  do not wait for the end of a cancelled job
              xml=  file with XML of the copy
              format=  format of the copy
              granularity=#  size of the pieces
              buf-size=#  most that is on its way
              --bytes  bandwidth in bytes/s
              --transient-job  the job need not outlive the machine
              --synchronous-writes  the guest's writes wait for the copy
              --print-xml
            blockjob: show or change the long work on a disk
              <domain>
              <path>  the disk, by target or source
              --abort  cancel it
              --async  do not wait until it is cancelled
              --pivot  go on with the copy
              --info  show it
              --bytes  bandwidth in bytes/s
              --raw  the figures as the daemon names them
              bandwidth=#
            blockpull: put what stands in the images behind into the first one
              <domain>
              <path>  the disk, by target or source
              bandwidth=#
              base=  image that stays behind it
              --wait --verbose timeout=#
              --async  do not wait for the end of a cancelled job
              --keep-relative  keep names of images relative
              --bytes  bandwidth in bytes/s
            blockresize: change the size of a disk in use
              <domain>
              <path>  the disk, by target or source
              <size>#  the new size, in KiB or with a unit
            domblkthreshold: set when to tell that an image has grown
              <domain>
              <dev>  the image: target, or target[index]
              <threshold>#  the size, in bytes or with a unit
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "blockcommit" -> commit(in);
            case "blockcopy" -> copy(in);
            case "blockjob" -> job(in);
            case "blockpull" -> pull(in);
            case "blockresize" -> resize(in);
            case "domblkthreshold" -> {
                String device = in.required("dev");
                long bytes = in.scaled("threshold", 1).orElseThrow();
                in.domain().blockThreshold(device, bytes);
            }
            default -> throw undeclared(command);
        }
    }

    /** {@code --bandwidth}, as a number, or as a size with a unit that is bytes then. */
    private static long bandwidth(Invocation in) {
        Optional<String> text = in.raw("bandwidth");
        if (text.isEmpty()) return 0;
        return Numbers.wrapping(text.get()).or(() -> Numbers.scaled(text.get(), 1, -1).map(bytes -> in.has("bytes") ? bytes : bytes >>> 20))
                .orElseThrow(() -> new Failure("Scaled numeric value '" + text.get() + "' for <--bandwidth> option is malformed or out of range"));
    }

    private static void needsBlocking(Invocation in, boolean blocking, String last) {
        if (blocking) return;
        for (String option : List.of("verbose", "async")) {
            if (in.has(option)) throw new Failure("--" + option + " requires at least one of --timeout, --wait, --pivot, or " + last);
        }
    }

    private static void commit(Invocation in) {
        in.exclusive("pivot", "keep-overlay");
        boolean pivot = in.has("pivot");
        boolean keep = in.has("keep-overlay");
        boolean active = in.has("active") || pivot || keep;
        String path = in.required("path");
        Optional<String> base = in.text("base");
        Optional<String> top = in.text("top");
        long bandwidth = bandwidth(in);
        int flags = in.flag("shallow", 1) | in.flag("delete", 2) | (active ? 4 : 0) | in.flag("keep-relative", 8) | in.flag("bytes", COMMIT_BYTES);
        boolean blocking = in.has("wait") || pivot || keep || in.timeoutMillis().isPresent();
        needsBlocking(in, blocking, "--keep-overlay");
        Domain domain = in.domain();
        var call = new DomainCall.BlockCommit(domain.wire(), path, base, top, bandwidth, flags);
        if (!blocking) {
            in.call(call);
            in.out().extra((active ? "Active " : "") + "Block Commit started");
            return;
        }
        BlockJobWait wait = new BlockJobWait(in, domain, path, "Block commit");
        wait.run(() -> in.call(call), "Commit aborted", "Commit failed");
        if (active && pivot) end(in, domain, path, ABORT_PIVOT, "pivot", "Successfully pivoted");
        else if (active && keep) end(in, domain, path, 0, "finish", "Commit complete, overlay image kept");
        else in.out().extra(active ? "\nNow in synchronized phase" : "\nCommit complete");
    }

    /** Ends a job that is ready. */
    private static void end(Invocation in, Domain domain, String path, int flags, String what, String success) {
        in.attempt(() -> in.call(new DomainCall.BlockJobAbort(domain.wire(), path, flags | in.flag("async", ABORT_ASYNC))),
                "failed to " + what + " job for disk " + path);
        in.out().extra("\n" + success);
    }

    private static void copy(Invocation in) {
        boolean pivot = in.has("pivot");
        boolean finish = in.has("finish");
        String path = in.required("path");
        Optional<String> dest = in.text("dest");
        Optional<String> file = in.text("xml");
        Optional<String> format = in.text("format");
        long bandwidth = bandwidth(in);
        int granularity = in.unsigned("granularity").orElse(0);
        long buffer = in.unsignedLong("buf-size").orElse(0);
        int flags = in.flag("shallow", 1) | in.flag("reuse-external", 2) | in.flag("transient-job", 4) | in.flag("synchronous-writes", 8);
        boolean blocking = in.has("wait") || finish || pivot || in.timeoutMillis().isPresent();
        in.exclusive("dest", in.has("dest"), "xml", in.has("xml"));
        in.exclusive("format", in.has("format"), "xml", in.has("xml"));
        in.exclusive("blockdev", in.has("blockdev"), "xml", in.has("xml"));
        in.exclusive("pivot", pivot, "finish", finish);
        if (dest.isEmpty() && file.isEmpty()) throw new Failure("need either --dest or --xml");
        needsBlocking(in, blocking, "--finish");
        Domain domain = in.domain();
        boolean modern = granularity != 0 || buffer != 0 || format.isPresent() && !format.get().equals("raw") || file.isPresent()
                || in.has("transient-job") || in.has("synchronous-writes") || in.has("print-xml");
        String xml = modern ? file.map(in::read).orElseGet(() -> describe(in, dest.orElseThrow(), format)) : "";
        if (in.has("print-xml")) {
            in.out().print(xml);
            return;
        }
        Runnable start = () -> {
            if (modern) {
                in.call(new DomainCall.BlockCopy(domain.wire(), path, xml, params(in, bandwidth, granularity, buffer), flags));
            } else {
                int rebase = in.flag("shallow", 1) | in.flag("reuse-external", 2) | REBASE_COPY | in.flag("blockdev", REBASE_COPY_DEV)
                        | (format.isPresent() ? REBASE_COPY_RAW : 0) | in.flag("bytes", REBASE_BYTES);
                in.call(new DomainCall.BlockRebase(domain.wire(), path, dest, bandwidth, rebase));
            }
        };
        if (!blocking) {
            start.run();
            in.out().extra("Block Copy started");
            return;
        }
        new BlockJobWait(in, domain, path, "Block Copy").run(start, "Copy aborted", "Copy failed");
        if (pivot) end(in, domain, path, ABORT_PIVOT, "pivot", "Successfully pivoted");
        else if (finish) end(in, domain, path, 0, "finish", "Successfully copied");
        else in.out().extra("\nNow in mirroring phase");
    }

    private static String describe(Invocation in, String dest, Optional<String> format) {
        boolean device = in.has("blockdev");
        return "<disk type='" + (device ? "block" : "file") + "'>\n  <source " + (device ? "dev" : "file") + "='" + Xml.escape(dest) + "'/>\n"
                + format.map(name -> "  <driver type='" + Xml.escape(name) + "'/>\n").orElse("") + "</disk>\n";
    }

    private static List<TypedParam> params(Invocation in, long bandwidth, int granularity, long buffer) {
        List<TypedParam> params = new ArrayList<>();
        if (bandwidth != 0) {
            long most = -1L >>> 20;
            if (!in.has("bytes") && Long.compareUnsigned(bandwidth, most) > 0) throw new Failure("bandwidth must be less than " + most);
            params.add(TypedParam.ofUllong("bandwidth", in.has("bytes") ? bandwidth : bandwidth << 20));
        }
        if (granularity != 0) params.add(TypedParam.ofUint("granularity", granularity));
        if (buffer != 0) params.add(TypedParam.ofUllong("buf-size", buffer));
        return params;
    }

    private static void pull(Invocation in) {
        in.requires("verbose", "wait");
        in.requires("async", "wait");
        String path = in.required("path");
        Optional<String> base = in.text("base");
        long bandwidth = bandwidth(in);
        in.timeoutMillis();
        int relative = in.flag("keep-relative", REBASE_RELATIVE);
        Domain domain = in.domain();
        Runnable start = () -> {
            if (base.isPresent() || relative != 0) {
                in.call(new DomainCall.BlockRebase(domain.wire(), path, base, bandwidth, relative | in.flag("bytes", REBASE_BYTES)));
            } else {
                in.call(new DomainCall.BlockPull(domain.wire(), path, bandwidth, in.flag("bytes", PULL_BYTES)));
            }
        };
        if (!in.has("wait")) {
            start.run();
            in.out().extra("Block Pull started");
            return;
        }
        new BlockJobWait(in, domain, path, "Block Pull").run(start, "Pull aborted", "Pull failed");
        in.out().extra("\nPull complete");
    }

    private static void resize(Invocation in) {
        String path = in.required("path");
        long size = in.scaled("size", 1024).orElseThrow();
        Domain domain = in.domain();
        boolean kib = Long.remainderUnsigned(size, 1024) == 0;
        in.attempt(() -> domain.blockResize(path, kib ? Long.divideUnsigned(size, 1024) : size, kib ? 0 : BYTES),
                "Failed to resize block device '" + path + "'");
        in.out().extra("Block device '" + path + "' is resized");
    }

    // one job

    private static void job(Invocation in) {
        for (String action : List.of("abort", "pivot", "async", "bandwidth")) in.exclusive("raw", in.has("raw"), action, in.has(action));
        for (String action : List.of("abort", "pivot", "async", "bandwidth")) in.exclusive("info", in.has("info"), action, in.has(action));
        for (String action : List.of("abort", "pivot", "async")) in.exclusive("bytes", in.has("bytes"), action, in.has(action));
        Domain domain = in.domain();
        String path = in.required("path");
        if (in.has("bandwidth")) {
            in.call(new DomainCall.BlockJobSetSpeed(domain.wire(), path, bandwidth(in), in.flag("bytes", BYTES)));
        } else if (in.has("abort") || in.has("pivot") || in.has("async")) {
            in.call(new DomainCall.BlockJobAbort(domain.wire(), path, in.flag("async", ABORT_ASYNC) | in.flag("pivot", ABORT_PIVOT)));
        } else {
            info(in, domain, path);
        }
    }

    private static void info(Invocation in, Domain domain, String path) {
        boolean raw = in.has("raw");
        boolean bytes = in.has("bytes") || !raw;
        DomainCall.GetBlockJobInfoRet job;
        try {
            job = in.call(new DomainCall.GetBlockJobInfo(domain.wire(), path, bytes ? BYTES : 0));
        } catch (VirtException e) {
            boolean old = e.code() == ErrorCode.INVALID_ARG || e.code() == ErrorCode.OVERFLOW;
            if (!old || raw || in.has("bytes")) throw e;
            bytes = false;
            job = in.call(new DomainCall.GetBlockJobInfo(domain.wire(), path, 0));
        }
        if (job.found() == 0) {
            if (!raw) in.out().extra("No current block job for " + path);
            return;
        }
        String type = States.of(RAW_TYPES, job.type(), "Unknown job");
        if (raw) {
            in.out().print(" type=" + type + "\n bandwidth=" + Long.toUnsignedString(job.bandwidth()) + "\n cur=" + Long.toUnsignedString(job.cur())
                    + "\n end=" + Long.toUnsignedString(job.end()) + "\n");
            return;
        }
        new jvirt.cli.Progress(in.out(), type, true).show(job.end() - job.cur(), job.end());
        long speed = bytes ? job.bandwidth() : job.bandwidth() << 20;
        if (speed != 0) {
            in.out().print("    Bandwidth limit: " + Long.toUnsignedString(speed) + " bytes/s (" + Numbers.pretty(speed, 3) + "/s)");
        }
        in.out().print("\n");
    }
}
