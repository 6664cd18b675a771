package jvirt.cli.domain;

import java.util.ArrayList;
import java.util.List;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Parameters;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.TypedParam;

/** Guests whose memory the host cannot read, and what a JVM cannot do for others. */
public final class Protection extends Commands {
    /** What libvirt's own client says of every host that is reached through a daemon, as all of ours are. */
    private static final String NO_NAMESPACES = "this function is not supported by the connection driver: virDomainLxcOpenNamespace";

    @Override public String table() {
        return """
            dom-fd-associate: give open files to a machine for its disks
              <domain>
              <name>  name of the group
              <pass-fds>  descriptors to hand on, separated by commas
              --seclabel-writable  label them for writing
              --seclabel-restore  restore their labels afterwards
            domlaunchsecinfo: show how the memory of a machine is protected
              <domain>
            domsetlaunchsecstate: put a secret into the protected memory of a machine
              <domain>
              secrethdr=!  file with the header of the secret
              secret=!  file with the secret
              set-address=#!  where to put it
            lxc-enter-namespace: run a program within a container
              <domain>
              --noseclabel  without the label of the container
              <cmd>...  the program and its arguments
            """;
    }

    @Override public void run(String command, Invocation in) {
        Domain domain = in.domain();
        switch (command) {
            case "dom-fd-associate" -> Descriptors.refuse(in);
            case "domlaunchsecinfo" -> Parameters.print(in.out(), in.attempt(() -> in.call(new DomainCall.GetLaunchSecurityInfo(domain.wire(), 0)),
                    "Unable to get launch security parameters").params());
            case "domsetlaunchsecstate" -> setSecret(in, domain);
            case "lxc-enter-namespace" -> throw new Failure(NO_NAMESPACES);
            default -> throw undeclared(command);
        }
    }

    private static void setSecret(Invocation in, Domain domain) {
        var header = in.text("secrethdr");
        var secret = in.text("secret");
        if (header.isEmpty() || secret.isEmpty()) throw new Failure("Both secret and the secret header are required");
        List<TypedParam> params = new ArrayList<>();
        params.add(TypedParam.of("sev-secret-header", in.read(header.get())));
        params.add(TypedParam.of("sev-secret", in.read(secret.get())));
        in.unsignedLong("set-address").ifPresent(address -> params.add(TypedParam.ofUllong("sev-secret-set-address", address)));
        in.attempt(() -> in.call(new DomainCall.SetLaunchSecurityState(domain.wire(), params, 0)), "Unable to set launch security state");
    }
}
