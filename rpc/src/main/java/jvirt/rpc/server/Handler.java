package jvirt.rpc.server;

import jvirt.rpc.call.Call;

/**
 * What the daemon does on one procedure.
 *
 * @param <C> the procedure
 * @param <R> what it returns
 */
@FunctionalInterface
public interface Handler<C extends Call<R>, R> {
    /** Answers {@code call}; a {@link jvirt.api.VirtException} becomes the client's error. */
    R handle(Caller caller, C call) throws Exception;
}
