package jvirt.conformance.howto;

import java.io.IOException;
import org.junit.jupiter.api.Assertions;

/** The programs that the guide's commands are typed to. */
enum Tools {
    /** {@code jvirt}, in place of each. */
    JVIRT,
    /** virsh and virt-install as the distribution has them. */
    STOCK;

    private String virsh(Stage stage) {
        return (this == JVIRT ? stage.checkout().resolve("bin/jvirt") : "virsh") + " -c '" + stage.uri() + "' ";
    }

    private String install(Stage stage) {
        return (this == JVIRT ? stage.checkout().resolve("bin/jvirt") + " install" : "virt-install") + " --connect '" + stage.uri() + "' ";
    }

    /** Types a command of virsh's that must succeed. */
    String virsh(Stage stage, String words) throws IOException, InterruptedException {
        return stage.ok(virsh(stage) + words);
    }

    /** Types a command of virsh's. */
    Stage.Outcome tryVirsh(Stage stage, String words) throws IOException, InterruptedException {
        return stage.sh(virsh(stage) + words);
    }

    /** Types virt-install's options; it must succeed. */
    String install(Stage stage, String words) throws IOException, InterruptedException {
        return stage.ok(install(stage) + words);
    }

    Stage.Outcome tryInstall(Stage stage, String words) throws IOException, InterruptedException {
        return stage.sh(install(stage) + words);
    }

    /**
     * A small Linux guest, booted from its kernel, with its serial line on the console.
     *
     * @param parameters for the guest itself: {@code guest.ip=10.0.0.5/24}
     * @param more options of virt-install's: its networks
     */
    void guest(Stage stage, GuestFiles files, String name, String parameters, String more) throws IOException, InterruptedException {
        String said = install(stage, "--name %s --ram 256 --vcpus 1 --virt-type qemu --import --disk none --osinfo linux2020 --graphics none ".formatted(name)
                + "--rng none --memballoon none --noautoconsole --boot kernel=%s,initrd=%s,kernel_args='console=ttyS0 quiet guest.name=%s %s' %s"
                        .formatted(files.kernel(), files.initrd(), name, parameters, more));
        Assertions.assertTrue(said.contains("Domain creation completed."), said);
    }
}
