package jvirt.qemu;

/** Snapshots and checkpoints of machines, as far as machines must know of them. Who keeps them implements it. */
public interface Moments {
    /** Nobody keeps any. */
    Moments NONE = new Moments() {
        @Override
        public int snapshots(Vm vm) {
            return 0;
        }

        @Override
        public int checkpoints(Vm vm) {
            return 0;
        }

        @Override
        public void discard(Vm vm) { }

        @Override
        public void renamed(Vm vm, String before) { }
    };

    int snapshots(Vm vm);

    int checkpoints(Vm vm);

    /** The machine is given up: what is known of its snapshots and checkpoints is too; the images stay. */
    void discard(Vm vm);

    /** The machine has another name now. */
    void renamed(Vm vm, String before);
}
