package jvirt.rpc.server;

import java.util.List;
import jvirt.rpc.call.Call;
import jvirt.rpc.call.Permission;

/** Who may do what: asked before a handler runs, and again about what it answers. */
public interface Access {
    /** Everything, to all whom a socket lets in. */
    Access ALL = new Access() {
        @Override
        public void check(Identity who, List<Permission> permissions, Call<?> call) {
            // nothing is refused
        }

        @Override
        public <R> R shown(Identity who, Call<R> call, R result) {
            return result;
        }
    };

    /** Whether it takes its time: then nothing is answered on the server's own thread. */
    default boolean waits() {
        return false;
    }

    /** Throws libvirt's ACCESS_DENIED when {@code who} lacks one of the permissions that the call needs. */
    void check(Identity who, List<Permission> permissions, Call<?> call);

    /** The result without the objects that {@code who} may not see. */
    <R> R shown(Identity who, Call<R> call, R result);
}
